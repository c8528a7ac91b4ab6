import { hours } from '@muster/runtime'
import { expect, test } from 'vitest'
import { storyHash } from './site/run.ts'
import { liveSite } from './site/scenario.ts'

// More of them are lived by `pnpm sim --site`.
test('a site of 20 agents keeps its promises while everything goes wrong', async () => {
  const { broken } = await liveSite(1, { trouble: hours(10), verbose: false })
  expect(
    broken.map(({ what }) => what),
    'replay with: pnpm sim --site --seed 1 --hours 10',
  ).toEqual([])
}, 180_000)

test('the same seed gives the same run', async () => {
  const options = { trouble: hours(3), verbose: false }
  expect(storyHash(await liveSite(4, options))).toBe(storyHash(await liveSite(4, options)))
}, 180_000)
