import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withheld } from './feasible.ts'
import { type Event, events, MINUTE, World } from './testing/board-world.ts'

/** More in the nightly runs; a failure prints the seed with which it comes again. */
const RUNS = Number(process.env['BOARD_RUNS'] ?? 100)

function play(happened: readonly Event[], hasNeeds = false): World {
  const world = new World(hasNeeds)
  for (const event of happened) {
    world.happen(event)
    world.round()
  }
  return world
}

describe('whatever happens', () => {
  test(
    'the next start is the one that a look at everything would give, and nothing is given twice',
    () => {
      fc.assert(
        fc.property(events, happened => {
          play(happened)
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
    },
    120_000 + 200 * RUNS,
  )

  test(
    'so it is where tasks need unequal amounts of several things',
    () => {
      fc.assert(
        fc.property(events, happened => {
          play(happened, true)
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
    },
    120_000 + 200 * RUNS,
  )

  test(
    'nothing that could be started waits while an instrument for it is free',
    () => {
      fc.assert(
        fc.property(events, happened => {
          const world = new World()
          for (const event of happened) {
            world.happen(event)
            world.dispatch()
            for (const task of world.waiting) expect(world.instrumentsFor(task)).toEqual([])
          }
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
    },
    120_000 + 200 * RUNS,
  )

  test(
    'so it is where tasks need things, but for what is kept for one that goes before',
    () => {
      fc.assert(
        fc.property(events, happened => {
          const world = new World(true)
          for (const event of happened) {
            world.happen(event)
            world.dispatch()
            expect(world.first()?.id).toBeUndefined()
          }
        }),
        { numRuns: RUNS, endOnFailure: true },
      )
    },
    120_000 + 200 * RUNS,
  )

  test(
    'everything gets done once all is well',
    () => {
      fc.assert(
        fc.property(events, happened => {
          const world = play(happened)
          world.heal()
          const left = world.state.tasks.size
          for (let turn = 0; turn <= 10 * left + 10; turn += 1) {
            world.pass(30 * MINUTE)
            world.dispatch()
            for (const attempt of world.open) world.end(attempt, 'succeeded')
          }
          for (const task of world.waiting) {
            expect(withheld(world.state, task)).toBeUndefined()
            expect(world.instrumentsFor(task)).toEqual([])
          }
        }),
        { numRuns: 50 },
      )
    },
    120_000 + 200 * RUNS,
  )
})
