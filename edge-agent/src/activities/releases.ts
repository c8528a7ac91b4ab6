import { type Logger, messageOf } from '@muster/runtime'
import type { InstrumentUnit } from '../instruments/unit.ts'
import type { Journal } from '../journal/journal.ts'

/** Lets an instrument forget the runs whose ends the coordinator has; what it can't now, when it is connected again. */
export function releaseEnded(unit: InstrumentUnit, journal: Journal, logger: Logger): void {
  if (!unit.connected) return
  for (const run of journal.unreleasedOf(unit.id)) {
    const released = unit.driver.release?.(run.runReference) ?? Promise.resolve()
    released.then(
      () => journal.noteReleased(run),
      (error: unknown) =>
        logger.warn('the instrument does not forget a run yet', {
          instrument: unit.id,
          run: run.runReference,
          error: messageOf(error),
        }),
    )
  }
}
