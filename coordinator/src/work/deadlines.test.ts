import { hours, seconds } from '@muster/runtime'
import { ManualClock, VirtualTime } from '@muster/runtime/testing'
import { expect, test } from 'vitest'
import { attempt, bench, GRANT } from '../gateway/testing/open-attempt.ts'
import type { Draft } from '../model/draft.ts'
import type { Transactor } from '../model/transactor.ts'
import { Deadlines } from './deadlines.ts'

/** What the coordinator's clock makes of an open attempt in this time. */
async function after(open: ReturnType<typeof attempt>, wait: ReturnType<typeof hours>) {
  const { draft, state, stateNow } = bench(open)
  const time = new VirtualTime()
  const transactor = {
    decideAndGoOn: (_intent: string, _actor: string, decide: (draft: Draft) => void) => decide(draft),
  } as unknown as Transactor
  const deadlines = new Deadlines(new ManualClock(time), state, transactor)
  await time.advance(wait)
  deadlines.stop()
  return stateNow()
}

test('an offer that nobody claims lives for 30 s', async () => {
  expect(await after(attempt('offered'), seconds(29))).toBe('offered')
  expect(await after(attempt('offered'), seconds(31))).toBe('expired')
})

test.each(['granted', 'starting', 'running', 'paused', 'verifying'] as const)(
  'an attempt that is %s is ended by no clock of the coordinator',
  async state => {
    expect(await after(attempt(state, { grant: GRANT }), hours(1_000))).toBe(state)
  },
)
