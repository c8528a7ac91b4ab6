import type { State } from '@muster/coordinator/testing'
import type { Site } from './site.ts'

/**
 * What people of this site do about defects of the product that are known and not yet mended, so that the rest can be
 * looked at. Each is taken out once its defect is.
 */
export function workAround(site: Site, state: State): void {
  testChannels(site, state)
}

/**
 * coordinator/src/work/notifier.ts and supervisor/ladder.ts: a channel that is down is passed over by `standIn`, and nothing tries
 * it again; `channel-down` stays open until a person tests the channel or the coordinator restarts.
 */
function testChannels({ world, dice, counts }: Site, state: State): void {
  for (const { kind, state: stands, entries } of state.escalations.values()) {
    if (kind !== 'channel-down' || stands !== 'open' || !dice.chance(0.1)) continue
    counts.add('workaround: channel tested')
    const name = entries[0]?.subject.slice('channel:'.length) ?? ''
    world.coordinator?.operations.testChannel(name, ['ada'], 'ada').catch(() => undefined)
  }
}

/**
 * coordinator/src/work/recovery.ts, `adopt`: what an agent finished for a job that had ended when the backup was made, and was begun
 * again by hand after it, is never taken over; and each digest of that agent is a sign of a restored store once more.
 */
export const isBegunAgainAfterBackup = (job: { readonly endedAt?: number } | undefined): boolean =>
  job?.endedAt !== undefined
