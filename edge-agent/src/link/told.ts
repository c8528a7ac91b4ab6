import type { HeartbeatMessage, ReadinessChange, UpMessages } from '@muster/protocol'
import type { AgentOptions } from '../agent-options.ts'
import type { InstrumentUnit } from '../instruments/unit.ts'
import { type Journal, reportOf } from '../journal/journal.ts'
import type { StorageFault } from '../journal/storage.ts'

/** What an agent has, and what it can do. */
export function inventoryOf(
  { roles, labels, maxConcurrentTasks, resources = {} }: AgentOptions,
  units: readonly InstrumentUnit[],
): Omit<UpMessages['inventory'], 'header'> {
  const instruments = units.flatMap(({ description }) => description ?? [])
  const unanswered = units.filter(({ description }) => !description).map(({ id }) => id)
  const can = { maxConcurrentTasks, resources, keepsBatches: true }
  return { instruments, roles: [...roles], labels, unanswered, ...can }
}

/** What its journal has. @param history attempts as well whose ends the coordinator had */
export async function digestOf(
  journal: Journal,
  history: boolean,
  changes: readonly ReadinessChange[],
): Promise<Omit<UpMessages['sync'], 'header' | 'token' | 'challenge'>> {
  const past = history ? await journal.history.recent() : []
  const { storeId, epoch, storeWrites, attempts, fences } = journal.durable
  const entries = new Map([...past, ...Object.values(attempts)].map(entry => [entry.attemptId, entry]))
  return {
    ...(storeId === undefined ? {} : { storeId }),
    epoch,
    storeWrites,
    firstSequence: journal.acked + 1,
    attempts: [...entries.values()].map(entry => ({
      report: reportOf(entry),
      jobId: entry.jobId,
      taskId: entry.taskId,
      instrumentId: entry.instrumentId,
      fence: entry.fence,
      activity: entry.activity,
      ...(entry.batch ? { batch: entry.batch } : {}),
      ...(entry.holds ? { holds: entry.holds } : {}),
    })),
    fences: Object.entries(fences).map(([instrumentId, fence]) => ({ instrumentId, fence })),
    history,
    ...(changes.length === 0 ? {} : { readiness: { changes: [...changes] } }),
  }
}

/** Its disk, for the heartbeat; left out while all is well. */
export function storageOf(fault: StorageFault | undefined): Pick<HeartbeatMessage, 'storage'> {
  return fault
    ? { storage: { ok: false, message: fault.message.slice(0, 1_000), sinceWallMs: fault.since } }
    : {}
}
