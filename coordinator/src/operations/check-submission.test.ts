import { InvalidInputError, minutes } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { Floor } from '../scheduler/testing/floor.ts'
import { checkSubmission } from './check-submission.ts'

/** A floor with so many furnaces, one at each agent. */
function floorWith(furnaces: number): Floor {
  const floor = new Floor()
  for (let number = 1; number <= furnaces; number += 1)
    floor.agent({
      id: `agent-${number}`,
      instruments: [{ id: `furnace-${number}`, activities: [{ name: 'sinter', expectedMs: minutes(10) }] }],
    })
  return floor
}

/** What is wrong with a workflow of these steps: field and message. */
function faultsOf(floor: Floor, steps: object, inputs: Readonly<Record<string, string>> = {}) {
  const typed = Object.fromEntries(Object.keys(inputs).map(name => [name, { type: 'string' }]))
  const submission = { workflow: { muster: 1, name: 'firing', version: 1, inputs: typed, steps }, inputs }
  try {
    checkSubmission(floor.state, submission, floor.now)
    return []
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults
    throw error
  }
}

const step = { activity: 'sinter', together: 'pair' }

describe('steps that could never be started together', () => {
  test('are found wherever they stand, each by its field', () => {
    const inner = { a: step, b: step, c: step }
    const places = [
      [{ all: { steps: inner } }, 'workflow.steps.all.steps.a.together'],
      [
        { each: { forEach: { items: [1, 2], as: 'one', steps: inner } } },
        'workflow.steps.each.forEach.steps.a.together',
      ],
      [
        { outer: { steps: { inner: { steps: inner } } } },
        'workflow.steps.outer.steps.inner.steps.a.together',
      ],
    ] as const
    for (const [steps, field] of places) {
      expect(faultsOf(floorWith(3), steps)).toEqual([])
      expect(faultsOf(floorWith(2), steps)).toMatchObject([
        { field, message: expect.stringContaining('its 3 steps need an instrument each, and there are 2') },
      ])
    }
  })

  test('are not those that have only the name in common, in different groups of steps', () => {
    const steps = { one: { steps: { a: step, b: step } }, two: { steps: { a: step } }, top: step }
    expect(faultsOf(floorWith(2), steps)).toEqual([])
  })

  test('are not told of where it is not known yet which instrument is asked for', () => {
    const named = { ...step, instrument: '${ inputs.furnace }', requires: { hall: '${ inputs.hall }' } }
    const inputs = { furnace: 'furnace-1', hall: 'south' }
    const steps = { a: step, b: named }
    expect(faultsOf(floorWith(2), steps, inputs)).toEqual([])
    expect(faultsOf(floorWith(1), steps, inputs)).toMatchObject([{ field: 'workflow.steps.a.together' }])
  })
})
