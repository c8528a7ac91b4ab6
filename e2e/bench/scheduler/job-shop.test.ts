import { expect, test } from 'vitest'
import { checkedMakespan, worseThanFirstCome } from './job-shop.ts'

const shop = {
  machines: 2,
  optimum: 5,
  operations: [
    [
      [0, 2],
      [1, 3],
    ],
    [[0, 1]],
  ] as const,
}
const run = (instrumentId: string, start: number, end: number) => ({
  instrumentId,
  start,
  end,
  blockedBy: undefined,
})
const runs = (...list: [string, ReturnType<typeof run>][]) => ({ runs: new Map(list) })
const first = run('m0', 0, 2)
const second = run('m1', 2, 5)

test('a schedule that keeps to all counts with its last end', () => {
  expect(checkedMakespan(shop, runs(['0.0', first], ['0.1', second], ['1.0', run('m0', 2, 3)]))).toBe(5)
})

test('one that does not is refused', () => {
  const other = run('m0', 2, 3)
  const wrong = (...list: [string, ReturnType<typeof run>][]) =>
    expect(() => checkedMakespan(shop, runs(...list)))
  wrong(['0.0', first], ['0.1', second]).toThrow('1.0 is not scheduled')
  wrong(['0.0', first], ['0.1', run('m1', 1, 4)], ['1.0', other]).toThrow('before the one before it ends')
  wrong(['0.0', first], ['0.1', run('m1', 2, 4)], ['1.0', other]).toThrow('takes 2, not 3')
  wrong(['0.0', first], ['0.1', run('m0', 2, 5)], ['1.0', other]).toThrow('is on m0, not on m1')
  wrong(['0.0', first], ['0.1', second], ['1.0', run('m0', 1, 2)]).toThrow('two on m0 at 1')
})

test('it is told instance by instance where first come, first served would have been better', () => {
  const rows = [
    { name: 'A', makespans: [10, 12] },
    { name: 'B', makespans: [10, 9] },
  ]
  expect(worseThanFirstCome(rows, ({ makespans }) => makespans[1] ?? 0)).toBe('worse on 1 of 2: A by 2')
  expect(worseThanFirstCome(rows, () => 10)).toBe('worse on none of 2')
})
