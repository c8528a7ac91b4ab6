import { millis, silentLogger } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { expect, it } from 'vitest'
import { createMemoryStore } from '../store/memory-store.ts'
import { State } from './state.ts'
import { Transactor } from './transactor.ts'

it('looks again once a commit is done, where that was asked for meanwhile', async () => {
  const time = new VirtualTime()
  const random = seededRandom(1)
  const store = createMemoryStore({ random })
  const term = await store.takeLead('lead-1', 0)
  const seen: string[] = []
  let finish = () => {}
  const transactor = new Transactor(
    {
      state: new State(),
      store: {
        ...store,
        commit: async (...change) => {
          await new Promise<void>(resolve => {
            finish = resolve
          })
          return store.commit(...change)
        },
      },
      term,
      clock: new ManualClock(time),
      random,
      logger: silentLogger,
      settle: () => undefined,
      beforeCommit: () => seen.push('looked'),
      committed: () => seen.push('committed'),
      failed: error => {
        throw error
      },
    },
    0,
  )
  const done = transactor.decide('test', 'rule:test', draft => draft.audit('test', 'test'))
  await time.advance(millis(1))
  transactor.requestFlush()
  expect(seen).toEqual(['looked'])
  finish()
  await done
  await time.advance(millis(1))
  expect(seen).toEqual(['looked', 'committed', 'looked'])
})
