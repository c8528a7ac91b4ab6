import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openSqliteStore } from '@muster/coordinator'
import type { Change } from '@muster/coordinator/testing'
import type { DigestEntry } from '@muster/protocol'
import { systemClock, systemRandom } from '@muster/runtime'
import { type FleetPlan, identityOf, instrumentsOf, runsOf } from '../fleet-plan.ts'

/** Agents whose rows are committed together. */
const AT_ONCE = 50

/** A store in which everything that a fleet runs was granted and runs, as if the coordinator had just gone. */
export async function putRunningAttempts(folder: string, plan: FleetPlan): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const store = openSqliteStore({ path: join(folder, 'muster.db'), random: systemRandom })
  try {
    const term = await store.takeLead(systemRandom.id(), 0)
    for (let first = 0; first < plan.agents; first += AT_ONCE) {
      const count = Math.min(AT_ONCE, plan.agents - first)
      await store.commit(
        term,
        Array.from({ length: count }, (_, index) => agentWithRuns(first + index, plan)),
      )
    }
  } finally {
    await store.close()
  }
}

function agentWithRuns(agent: number, plan: FleetPlan): Change {
  const { id: agentId, journalId, ...process } = identityOf(agent)
  const at = systemClock.wall()
  const instruments = instrumentsOf(agent, plan)
  const runs = runsOf(agent, plan).map((run, index) => {
    return rowsOf(run, { agent, plan, at, sequence: agent * plan.instrumentsEach + index + 1 })
  })
  return {
    intent: 'bench',
    rows: {
      agents: [
        {
          id: agentId,
          version: 1,
          journalId,
          ...process,
          connection: 1,
          acked: 0,
          formerJournals: [],
          formerBoots: [],
          instruments,
          roles: [],
          labels: {},
          maxConcurrentTasks: instruments.length,
          executed: 0,
          succeeded: 0,
          failed: 0,
          durationMs: 0,
          firstSeenAt: at,
        },
      ],
      instruments: instruments.map(({ id }) => ({ id, version: 1, agentId, journalId, fence: 1 })),
      jobs: runs.map(({ job }) => job),
      tasks: runs.map(({ task }) => task),
      attempts: runs.map(({ attempt }) => attempt),
      prompts: [],
      escalations: [],
      breakers: [],
      deadLetters: [],
      resources: [],
      samples: [],
      pauses: [],
      workflows: [],
      schedules: [],
      triggers: [],
      seenFiles: [],
      resultFiles: [],
    },
    events: [{ at, actor: 'rule:bench', kind: 'agent.appeared', subject: agentId, details: {} }],
  }
}

type Rows = Change['rows']

function rowsOf(
  { report, jobId, taskId, instrumentId, fence, activity }: DigestEntry,
  of: { readonly agent: number; readonly plan: FleetPlan; readonly at: number; readonly sequence: number },
) {
  const { at, sequence } = of
  const { id: agentId, journalId, bootId, journalWrites } = identityOf(of.agent)
  const definition = { muster: 1, name: 'single-activity', version: 1, steps: { run: { activity } } } as const
  const common = { version: 1, sequence, priority: 50, state: 'running', startedAt: at } as const
  const job: Rows['jobs'][number] = {
    ...common,
    id: jobId,
    name: activity,
    definition,
    labels: {},
    submittedBy: 'person:bench',
    submittedAt: at,
  }
  const task: Rows['tasks'][number] = {
    ...common,
    id: taskId,
    jobId,
    step: 'run',
    activity,
    parametersJson: '{}',
    needs: [],
    attemptId: report.attemptId,
    attempts: 1,
    failures: 0,
    queuedAt: at,
  }
  const attempt: Rows['attempts'][number] = {
    id: report.attemptId,
    version: 1,
    jobId,
    taskId,
    number: 1,
    instrumentId,
    agentId,
    fence,
    activity,
    repeatability: 'safe-until-started',
    state: 'running',
    offeredAt: at,
    startedAt: at,
    grant: { journalId, bootId, nonce: systemRandom.id(), journalWrites },
    revision: report.revision,
    ...(report.runReference === undefined ? {} : { runReference: report.runReference }),
  }
  return { job, task, attempt }
}
