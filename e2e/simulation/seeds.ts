import { expect, test } from 'vitest'
import { liveSeed } from './scenario.ts'

const PER_TEST = 10

/** Lives the seeds from `first` to `last`; a seed that breaks is named with how to replay it. */
export function describeSeeds(first: number, last: number): void {
  const starts = Array.from(
    { length: Math.ceil((last - first + 1) / PER_TEST) },
    (_, index) => first + index * PER_TEST,
  )
  test.each(starts)(
    'nothing is started twice and nothing is lost: seeds from %i',
    async start => {
      for (let seed = start; seed < Math.min(start + PER_TEST, last + 1); seed++) {
        const { broken } = await liveSeed(seed)
        expect(broken, `replay with: pnpm sim --seed ${seed}`).toEqual([])
      }
    },
    180_000,
  )
}
