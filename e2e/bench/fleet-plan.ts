import type { DigestEntry, InstrumentDescription } from '@muster/protocol'
import { ACTIVITY } from './notes.ts'

/** What the agents of a fake fleet have in common. */
export interface FleetPlan {
  readonly broker: string
  readonly site: string
  readonly agents: number
  readonly instrumentsEach: number
  /** Whether an attempt runs on each instrument; a store knows them by `putRunningAttempts`. */
  readonly isRunning: boolean
  readonly heartbeatMs: number
  readonly keepaliveSeconds: number
}

/** Names and identity of one fake agent: made from its number, so that a store can know it beforehand. */
export interface FakeIdentity {
  readonly id: string
  readonly journalId: string
  readonly bootId: string
  readonly journalWrites: number
  readonly bootWrites: number
}

export function identityOf(agent: number): FakeIdentity {
  const id = `fleet-${agent}`
  return { id, journalId: `${id}-journal`, bootId: `${id}-boot`, journalWrites: 10, bootWrites: 5 }
}

export function instrumentsOf(agent: number, { instrumentsEach }: FleetPlan): InstrumentDescription[] {
  return Array.from({ length: instrumentsEach }, (_, index) => ({
    id: `fleet-${agent}-${index}`,
    kind: 'bench',
    driver: 'fake',
    keepsIds: true,
    activities: [
      {
        name: ACTIVITY,
        version: '1',
        title: 'Bench',
        parametersSchemaJson: '{"type":"object"}',
        repeatability: 'safe-until-started',
        expectedDurationMs: 36_000_000,
        phases: ['HEAT', 'HOLD', 'COOL'],
        canPause: false,
        canCheckpoint: false,
      },
    ],
    labels: {},
  }))
}

/** The journal of an agent whose instruments all run something. */
export function runsOf(agent: number, plan: FleetPlan): DigestEntry[] {
  if (!plan.isRunning) return []
  return instrumentsOf(agent, plan).map(({ id }) => {
    const jobId = `job-of-${id}`
    const taskId = `${jobId}-run`
    const report = {
      attemptId: `${taskId}-1`,
      revision: 4,
      state: 'running' as const,
      atWallMs: 0,
      runReference: `run-of-${id}`,
    }
    return { report, jobId, taskId, instrumentId: id, fence: 1, activity: ACTIVITY }
  })
}
