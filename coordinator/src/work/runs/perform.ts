import { type Failure, mayHaveStarted, type Step } from '@muster/protocol'
import type { Draft } from '../../model/draft.ts'
import { JOB_PAUSED, lastKey } from '../../model/known.ts'
import type { JobRecord, TaskRecord } from '../../model/records.ts'
import type { State } from '../../model/state.ts'
import type { RunEffect, RunNode, RunOutcome, Told } from '../../workflow/run.ts'
import { placing } from '../placing.ts'
import { raisePrompt, withdrawPrompt } from '../prompts.ts'
import { activityFacts, admission, isAsSubmitted } from './around.ts'
import { askedOf, patchOf } from './node-rows.ts'
import { prefixOf, stepOf } from '../../model/steps.ts'
import { goElsewhere, nextInstrument } from './elsewhere.ts'
import { taskAt } from './places.ts'

/** Does what the workflow engine asks for, as far as it is a matter of rows. */

type Effect<K extends RunEffect['kind']> = Extract<RunEffect, { readonly kind: K }>

/** Of activities and labels: where they were last done. */
const PLACES_KEPT = 100_000

/** @returns what the engine has to hear of it at once */
export function perform(
  draft: Draft,
  job: JobRecord,
  effect: Exclude<RunEffect, Effect<'end'>>,
): Told | undefined {
  switch (effect.kind) {
    case 'open':
      return open(draft, job, effect.node)
    case 'stop':
      return stop(draft, job, effect)
    case 'ask':
      ask(draft, job, effect)
      return undefined
    case 'capacity':
      return { kind: 'capacity', path: effect.path, count: capacityFor(draft.state, effect.activities) }
    case 'undo-failed':
      tellUndoFailed(draft, job, effect)
      return undefined
  }
}

function open(draft: Draft, job: JobRecord, node: RunNode): Told | undefined {
  const task = taskAt(draft.state, job.id, node.path)
  if (!task) return undefined
  if (node.kind === 'activity') return openActivity(draft, job, task, node)
  if (node.kind === 'prompt') askPerson(draft, task, node)
  return undefined
}

/** Steps that no instrument does. Nobody has to be told of a wait for a time or a signal, and it is under way all the same. */
const WITHOUT_INSTRUMENT: ReadonlySet<RunNode['kind']> = new Set(['prompt', 'wait', 'call'])

/** Where such a step is under way itself, and not what stands in for it, its job runs. */
export function noteRunning(draft: Draft, id: JobRecord['id'], node: RunNode): void {
  if (node.state !== 'open' || node.isInFallback || node.isAsked || !WITHOUT_INSTRUMENT.has(node.kind)) return
  const job = draft.state.jobs.get(id)
  if (job?.state !== 'queued') return
  draft.update('jobs', job, { state: 'running', startedAt: draft.now })
  draft.audit('job.running', job.id, {}, job.id)
}

/** Into the queue, with all that it asks for worked out. */
function openActivity(draft: Draft, job: JobRecord, task: TaskRecord, node: RunNode): Told | undefined {
  const written = stepOf(job, task)
  const step = (node.input ?? written) as Step
  const chain = draft.state.middleware
  const isLater = !chain.isImmediate('before')
  const put = draft.update('tasks', task, {
    ...patchOf(node, task, written, draft.now),
    ...askedOf(step),
    ...placing(step, id => taskAt(draft.state, job.id, `${prefixOf(node.path)}${id}`)),
    state: 'queued',
    queuedAt: draft.now,
    startedAt: undefined,
    endedAt: undefined,
    failures: 0,
    cancelRequested: undefined,
    waived: undefined,
    checkpoint: undefined,
    heldBy: job.run?.isPaused ? JOB_PAUSED : undefined,
    atMiddleware: isLater ? { step } : undefined,
  })
  draft.audit('task.queued', task.id, {}, job.id)
  const isOrdered = draft.actor.startsWith('person:') || task.orderedAgain === task.attempts
  if (task.attempts > 0 && !isOrdered) askBeforeStart(draft, put)
  if (isLater) return undefined
  const facts = activityFacts(draft.state, job, put, step, isAsSubmitted(task, written))
  return admission(draft, job, put, step, chain.beforeNow(facts))
}

/** A store that was put back goes on with less than was done: it has been tried, and nobody ordered that it is again. */
function askBeforeStart(draft: Draft, task: TaskRecord): void {
  const prompt = raisePrompt(draft, {
    kind: 'repeat-activity',
    subject: task.id,
    question: `May step ${task.step} (${task.activity}) be started?`,
    known: `It was tried before its workflow came to it${task.attemptId === undefined ? '' : `, last as ${task.attemptId}`}.`,
    answers: [
      { id: 'start-again', title: 'Start it', leadsTo: 'The task may be offered.' },
      { id: 'failed', title: 'Give it up', leadsTo: 'The task ends as failed.' },
    ],
    jobId: task.jobId,
    taskId: task.id,
    ...(task.attemptId === undefined ? {} : { attemptId: task.attemptId }),
  })
  draft.update('tasks', task, { heldBy: prompt.id })
}

interface QuestionAnswer {
  readonly id: string
  readonly title?: string
  readonly leadsTo?: string
  readonly fails?: boolean
}

interface Question {
  readonly question: string
  readonly known?: string
  readonly fields?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly optional?: readonly string[]
  readonly answers?: readonly QuestionAnswer[]
}

const ledToBy = (fails: boolean): string =>
  fails ? 'The step fails with this answer.' : 'The step is done with this answer.'

function askPerson(draft: Draft, task: TaskRecord, { input }: RunNode): void {
  const { question, known = '', fields, optional, answers = [{ id: 'done' }] } = input as Question
  raisePrompt(draft, {
    kind: 'step',
    subject: task.id,
    question,
    known,
    answers: answers.map(({ id, title = id, fails = false, leadsTo = ledToBy(fails) }) => ({
      id,
      title,
      leadsTo,
    })),
    ...(fields ? { fields } : {}),
    ...(optional ? { optional } : {}),
    jobId: task.jobId,
    taskId: task.id,
  })
}

function ask(draft: Draft, job: JobRecord, { path, failure }: Effect<'ask'>): void {
  const task = taskAt(draft.state, job.id, path)
  if (!task) return
  const prompt = raisePrompt(draft, {
    kind: 'step-failed',
    subject: task.id,
    question: `Step ${path} has failed. How does the job go on?`,
    known: `${failure.code} (${failure.category}): ${failure.message}`,
    answers: [
      {
        id: 'again',
        title: 'Do it again',
        leadsTo: 'The step begins anew, where that may be; otherwise it is asked.',
      },
      { id: 'skip', title: 'Go on without', leadsTo: 'What comes after it begins, though it has no result.' },
      { id: 'failed', title: 'Give it up', leadsTo: 'What needs it is skipped, and the job fails.' },
    ],
    jobId: job.id,
    taskId: task.id,
  })
  draft.update('tasks', draft.state.tasks.get(task.id) ?? task, { heldBy: prompt.id })
}

/** Nobody else will put it right. The question stays when the job has ended. */
function tellUndoFailed(draft: Draft, job: JobRecord, { path, failure }: Effect<'undo-failed'>): void {
  draft.audit('job.undo-failed', `${job.id}-${path}`, { failure }, job.id)
  raisePrompt(draft, {
    kind: 'undo-failed',
    subject: `${job.id}-${path}`,
    question: `What was to undo step ${path} of ${job.name} has failed. Is it put right?`,
    known: `${failure.code} (${failure.category}): ${failure.message}`,
    answers: [{ id: 'seen', title: 'I have put it right', leadsTo: 'Nothing else follows from it.' }],
    jobId: job.id,
  })
}

/** Puts an end to it. What nothing is under way for has ended by that; what an attempt is under way for is left to `stopAll`. */
function stop(
  draft: Draft,
  job: JobRecord,
  { path, unlessStarted, failure }: Effect<'stop'>,
): Told | undefined {
  const task = taskAt(draft.state, job.id, path)
  const attempt = task?.attemptId === undefined ? undefined : draft.state.attempts.get(task.attemptId)
  if (!task) return undefined
  // It has succeeded, which is told soon.
  if (task.atMiddleware && 'end' in task.atMiddleware) return undefined
  if (!attempt || attempt.endedAt !== undefined) {
    const instrument = unlessStarted && failure ? nextInstrument(draft.state, task) : undefined
    if (instrument !== undefined) {
      goElsewhere(draft, task, instrument, 'queue-limit')
      return { kind: 'elsewhere', path, instrument }
    }
    return failure
      ? { kind: 'ended', path, end: 'failed', failure }
      : { kind: 'ended', path, end: 'cancelled' }
  }
  if (unlessStarted && mayHaveStarted(attempt.state)) return undefined
  draft.state.toStop.set(task.id, draft.actor)
  return undefined
}

/** How many instruments have one of the activities; 1 where none has. */
function capacityFor(state: State, activities: readonly string[]): number {
  let count = 0
  for (const known of state.known.values())
    if (activities.some(activity => known.activities.has(activity))) count += 1
  return Math.max(1, count)
}

/** A step is over: what is still asked about it is no question any more, and others may know where it was done. */
export function afterNodeEnd(draft: Draft, task: TaskRecord): void {
  for (const prompt of draft.state.prompts.values())
    if (prompt.taskId === task.id) withdrawPrompt(draft, prompt)
  if (task.state === 'succeeded') noteWhere(draft.state, task)
  if (task.state === 'failed' && task.failure && !wasDeclined(task.failure) && !task.node?.isPassed)
    keepDeadLetter(draft, task, task.failure)
}

/** A person answered so: there is nothing to look into. What was stopped at an instrument is not at its end for that. */
const wasDeclined = ({ category, code }: Failure): boolean =>
  category === 'operator' && code !== 'stopped-locally'

/** What is like it may be done best where it was done. */
function noteWhere(state: State, { activity, doneOn, jobId }: TaskRecord): void {
  if (doneOn === undefined) return
  // Those that matter are soon back.
  if (state.lastDoneOn.size >= PLACES_KEPT) state.lastDoneOn.clear()
  for (const [label, value] of Object.entries(state.jobs.get(jobId)?.labels ?? {}))
    state.lastDoneOn.set(lastKey(activity, label, value), doneOn)
}

/** Nothing tries it again by itself: it is kept where people see it. A task's versions only grow, and so do its letter's. */
function keepDeadLetter(draft: Draft, task: TaskRecord, failure: Failure): void {
  const attempt = task.attemptId === undefined ? undefined : draft.state.attempts.get(task.attemptId)
  draft.insert('deadLetters', {
    id: task.id,
    version: task.version,
    state: 'open',
    jobId: task.jobId,
    step: task.step,
    activity: task.activity,
    ...(attempt ? { instrumentId: attempt.instrumentId } : {}),
    failure,
    attempts: task.attempts,
    raisedAt: draft.now,
  })
}

export function finishJob(draft: Draft, job: JobRecord, outcome: RunOutcome): void {
  draft.update('jobs', job, { state: outcome, endedAt: draft.now })
  draft.audit(`job.${outcome}`, job.id, {}, job.id)
  draft.ended.push(job.id)
  // Kept in memory until the commit, since this decision may still look at it.
  draft.afterCommit(() => {
    // Somebody may have begun it again meanwhile.
    if (draft.state.jobs.get(job.id)?.endedAt !== undefined) draft.state.forgetJob(job.id)
  })
}
