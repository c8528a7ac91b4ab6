import { describe, expect, test } from 'vitest'
import { expectedEnd, INSTRUMENTS, recordPoints, runCell, VICTIMS } from './cell.ts'
import { STAGES, titleOf } from './points.ts'

describe.each(INSTRUMENTS)('at an instrument that %s', instrument => {
  test('the points lie in all stages of a job', async () => {
    const points = await recordPoints(instrument)
    expect(new Set(points.map(({ stage }) => stage))).toEqual(new Set(STAGES))
    for (const name of [
      'before driver start',
      'after driver start',
      'before send up/claim',
      'after send down/grant',
    ])
      expect(points.map(point => point.name)).toContain(name)
  })

  test.each(VICTIMS)('the %s may die at any point: one start, and the end that is promised', async victim => {
    const wrong: string[] = []
    for (const point of await recordPoints(instrument)) {
      const { end, broken } = await runCell(point, victim, instrument)
      const expected = expectedEnd(point, victim, instrument)
      if (end !== expected) wrong.push(`${titleOf(point)}: ${end} and not ${expected}`)
      wrong.push(...broken.map(what => `${titleOf(point)}: ${what}`))
    }
    expect(wrong).toEqual([])
  })
})
