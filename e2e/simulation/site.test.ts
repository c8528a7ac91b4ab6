import { hours } from '@muster/runtime'
import { expect, test } from 'vitest'
import { storyHash } from './site/run.ts'
import { liveSite } from './site/scenario.ts'

const TROUBLE = hours(10)

test.each([1, 2, 3])(
  'a site of 20 agents keeps its promises while everything goes wrong: seed %i',
  async seed => {
    const { broken } = await liveSite(seed, { trouble: TROUBLE, verbose: false })
    expect(
      broken.map(({ what }) => what),
      `replay with: pnpm sim --site --seed ${seed} --hours 10`,
    ).toEqual([])
  },
  60_000,
)

test('the same seed gives the same run', async () => {
  const options = { trouble: hours(3), verbose: false }
  expect(storyHash(await liveSite(4, options))).toBe(storyHash(await liveSite(4, options)))
}, 180_000)
