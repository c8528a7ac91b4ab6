import type { AttemptState } from '@muster/protocol'
import { seededRandom } from '@muster/runtime/testing'
import { Draft } from '../../model/draft.ts'
import type { AttemptRecord, InstrumentRecord, TaskRecord } from '../../model/records.ts'
import { State } from '../../model/state.ts'
import { acceptProcess } from '../sync.ts'

export const HEADER = {
  journalId: 'journal-1',
  journalWrites: 20,
  bootId: 'boot-1',
  bootWrites: 1,
  connection: 1,
}

export const attempt = (state: AttemptState, more: Partial<AttemptRecord> = {}): AttemptRecord => ({
  id: 'job-1-run-1',
  version: 1,
  jobId: 'job-1',
  taskId: 'job-1-run',
  number: 1,
  instrumentId: 'printer',
  agentId: 'left',
  fence: 1,
  activity: 'print',
  repeatability: 'safe-until-started',
  state,
  offeredAt: 0,
  revision: 0,
  ...more,
})
export const GRANT = { journalId: 'journal-1', bootId: 'boot-1', nonce: 'n', journalWrites: 10 }

export const PRINTER: InstrumentRecord = {
  id: 'printer',
  version: 1,
  agentId: 'left',
  journalId: 'journal-1',
  fence: 1,
}
const TASK: TaskRecord = {
  id: 'job-1-run',
  version: 1,
  jobId: 'job-1',
  step: 'run',
  sequence: 0,
  priority: 50,
  failures: 0,
  activity: 'print',
  parametersJson: '{}',
  needs: [],
  state: 'dispatched',
  attempts: 1,
  attemptId: 'job-1-run-1',
}

/** A state with one agent and its one attempt, and a draft on it. */
export function bench(open: AttemptRecord) {
  const state = new State()
  const draft = new Draft(state, 'test', 'agent:left', 0, seededRandom(1))
  const agent = acceptProcess(draft, 'left', HEADER, 0)
  state.put('attempts', open)
  state.put('tasks', TASK)
  const stateNow = () => state.attempts.get(open.id)?.state
  return { state, draft, agent, stateNow }
}
