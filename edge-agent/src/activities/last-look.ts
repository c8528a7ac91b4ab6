import { messageOf } from '@muster/runtime'
import type { InstrumentUnit } from '../instruments/unit.ts'
import type { Journal } from '../journal/journal.ts'
import { notReadyBecause } from '../journal/readiness.ts'

/** Why an instrument is not to be asked for a start after all; undefined where it is. Nothing is awaited after the last question. */
export async function lastLook(
  unit: InstrumentUnit,
  journal: Journal,
): Promise<{ readonly code: string; readonly message: string } | undefined> {
  const idle = await unit.driver
    .idle()
    .catch((error: unknown) => ({ idle: false as const, reason: messageOf(error) }))
  const notReady = notReadyBecause(journal.readinessOf(unit.id))
  if (notReady !== undefined) return { code: 'instrument-not-ready', message: notReady }
  return idle.idle ? undefined : { code: 'instrument-busy', message: idle.reason }
}
