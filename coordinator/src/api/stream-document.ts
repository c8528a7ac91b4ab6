import { tasksOfAttempt } from '../model/attempt-tasks.ts'
import type {
  BreakerRecord,
  EscalationRecord,
  JobRecord,
  PromptRecord,
  TaskRecord,
} from '../model/records.ts'
import type { State } from '../model/state.ts'
import { pauseView } from './queue-schemas.ts'
import { sampleViews, streamedResources } from './resource-views.ts'
import { breakerView, streamedEscalation } from './supervision-views.ts'
import * as views from './views.ts'

type Entities = Readonly<Record<string, unknown>>

/** What the stream tells: each thing by its id. */
export interface StreamDocument {
  readonly jobs: Entities
  readonly agents: Entities
  readonly instruments: Entities
  readonly prompts: Entities
  readonly escalations: Entities
  readonly breakers: Entities
  readonly pauses: Entities
  readonly resources: Entities
  readonly samples: Entities
}

const entries = <T extends { readonly id: string }>(items: Iterable<T>): Entities =>
  Object.fromEntries([...items].map(item => [item.id, item]))

/** What goes on now: open jobs with their tasks, agents, instruments, what needs a person, each by id. */
export function documentOf(state: State, jobId: string | undefined): StreamDocument {
  return jobId === undefined ? wholeDocument(state) : documentOfJob(state, jobId)
}

function wholeDocument(state: State): StreamDocument {
  return {
    jobs: entries([...state.jobs.values()].map(job => streamedJob(job, state.tasksOf(job.id), state))),
    agents: entries([...state.agents.values()].map(agent => views.agentView(agent, state))),
    instruments: entries([...state.known.values()].map(known => views.instrumentView(known, state))),
    prompts: entries([...state.prompts.values()].map(views.promptView)),
    escalations: entries(openEscalations(state).map(streamedEscalation)),
    breakers: entries([...state.breakers.values()].filter(hasSomethingToTell).map(breakerView)),
    pauses: entries(
      [...state.pauses.values()]
        .filter(pause => pause.state === 'paused')
        .map(pause => pauseView(pause, state)),
    ),
    resources: entries(streamedResources(state)),
    samples: entries(sampleViews(state)),
  }
}

/** As much of it as is about one job. */
function documentOfJob(state: State, jobId: string): StreamDocument {
  const job = state.jobs.get(jobId)
  const prompts = [...state.prompts.values()].filter(prompt => isAsked(state, prompt, jobId))
  const escalations = openEscalations(state).filter(escalation => isAbout(escalation, jobId))
  return {
    jobs: entries(job ? [streamedJob(job, state.tasksOf(jobId), state)] : []),
    agents: {},
    instruments: {},
    prompts: entries(prompts.map(views.promptView)),
    escalations: entries(escalations.map(streamedEscalation)),
    breakers: {},
    pauses: {},
    resources: {},
    samples: {},
  }
}

/** It is asked about the job, or about a run that one of its tasks is in with others. */
function isAsked(state: State, prompt: PromptRecord, jobId: string): boolean {
  if (prompt.jobId === jobId) return true
  const attempt = prompt.kind === 'verify-start' ? state.attempts.get(prompt.attemptId ?? '') : undefined
  return attempt !== undefined && tasksOfAttempt(state, attempt).some(task => task.jobId === jobId)
}

const streamedJob = (job: JobRecord, tasks: readonly TaskRecord[], state: State) => ({
  ...views.jobView(job),
  tasks: entries(tasks.map(task => views.taskView(task, state))),
})

const openEscalations = (state: State): EscalationRecord[] =>
  [...state.escalations.values()].filter(escalation => escalation.state === 'open')

const isAbout = ({ entries: found }: EscalationRecord, jobId: string): boolean =>
  found.some(({ links, clearedAt }) => links.jobId === jobId && clearedAt === undefined)

/** One that is closed and counts nothing keeps nothing away. */
const hasSomethingToTell = ({ state, failures }: BreakerRecord): boolean => state !== 'closed' || failures > 0

/** The last of a job that has ended: it is no longer in memory. */
export const endedDocument = (
  state: State,
  job: JobRecord,
  tasks: readonly TaskRecord[],
): StreamDocument => ({ ...documentOfJob(state, job.id), jobs: entries([streamedJob(job, tasks, state)]) })
