import type { Middleware } from '@muster/coordinator/extend'
import { type Clock, seconds, sleep } from '@muster/runtime'
import { expect, test } from 'vitest'
import { liveSeed } from './scenario.ts'

/** Takes up to half a minute, and gives everything as it was. */
function slow(clock: () => Clock): Middleware {
  const wait = (key: string) => {
    const sum = Array.from(key).reduce(
      (before, letter) => (before * 31 + (letter.codePointAt(0) ?? 0)) % 9_973,
      0,
    )
    return sleep(clock(), seconds(sum % 30))
  }
  return {
    before: async ({ key, parameters }) => {
      await wait(key)
      return { parameters: { ...parameters } }
    },
    after: async ({ key, result }) => {
      await wait(key)
      return { result }
    },
  }
}

test('nothing is started twice and nothing is lost where middleware that takes its time is around each step', async () => {
  for (let seed = 1; seed <= 3; seed += 1) {
    const { broken, starts } = await liveSeed(seed, {
      extensions: clock => ({
        middleware: [{ name: 'slow', middleware: slow(clock), timeLimit: seconds(60) }],
      }),
    })
    expect(broken, `seed ${seed}`).toEqual([])
    expect(starts, `seed ${seed}`).toBeGreaterThan(0)
  }
}, 180_000)
