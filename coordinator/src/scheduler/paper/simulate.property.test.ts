import fc from 'fast-check'
import { seededRandom } from '@muster/runtime'
import { expect, test } from 'vitest'
import { expectedStarts } from './expected.ts'
import { compareWorth, lookAhead } from './lookahead.ts'
import { simulate } from './simulate.ts'
import { faultsOf } from './testing/check.ts'
import { anyProblem } from './testing/problems.ts'

test('a schedule keeps to needs, waits, windows, instruments and resources', () => {
  fc.assert(
    fc.property(anyProblem, problem => {
      expect(faultsOf(problem, simulate(problem, 0), 0)).toEqual([])
    }),
    { numRuns: 2_000 },
  )
})

test('the same problem gives the same schedule', () => {
  fc.assert(
    fc.property(anyProblem, problem => {
      expect(simulate(problem, 0)).toEqual(simulate(structuredClone(problem), 0))
    }),
  )
})

test('an expected start lies within its range', () => {
  fc.assert(
    fc.property(anyProblem, problem => {
      for (const { from, expected, to } of expectedStarts(problem, 0, { quick: 0.8, slow: 1.3 }).values()) {
        expect(from).toBeLessThanOrEqual(expected)
        expect(expected).toBeLessThanOrEqual(to ?? Number.POSITIVE_INFINITY)
      }
    }),
  )
})

test('looking ahead is never worse than first come, first served, and keeps to the same rules', () => {
  fc.assert(
    fc.property(anyProblem, fc.nat(1_000), (problem, seed) => {
      const { schedule, worth, rules, order } = lookAhead(problem, 0, {
        rounds: 40,
        random: seededRandom(seed),
      })
      expect(faultsOf(problem, schedule, 0)).toEqual([])
      for (const rule of rules) expect(compareWorth(worth, rule.worth)).toBeLessThanOrEqual(0)
      expect(rules[0]?.rule).toBe('first-come')
      expect(order.toSorted()).toEqual(problem.tasks.map(({ id }) => id).toSorted())
    }),
    { numRuns: 300 },
  )
})

test('no instrument stands idle while something could be begun on it', () => {
  fc.assert(
    fc.property(anyProblem, problem => {
      // Without resources and waits nothing is put by: then every task begins as soon as one of its instruments lets it.
      const bare = {
        ...problem,
        tasks: problem.tasks.map(task => ({
          ...task,
          uses: [],
          needs: task.needs.map(({ taskId }) => ({ taskId })),
        })),
      }
      const { runs } = simulate(bare, 0)
      for (const task of bare.tasks) {
        const run = runs.get(task.id)
        expect(run).toBeDefined()
        if (!run) continue
        const ready = Math.max(
          0,
          task.earliest,
          ...task.needs.map(({ taskId }) => runs.get(taskId)?.end ?? 0),
        )
        for (let at = ready; at < run.start; at++) {
          for (const { instrumentId, duration } of task.candidates) {
            const taken = [...runs.values()].some(
              o => o.instrumentId === instrumentId && o.start <= at && o.end > at,
            )
            const instrument = bare.instruments.find(({ id }) => id === instrumentId)
            const closed = instrument?.closed?.some(
              ({ from, to, mayRunInto }) =>
                (at >= from && at < to) || (!mayRunInto && at < to && at + duration > from),
            )
            expect(taken || closed === true || at < (instrument?.freeAt ?? 0)).toBe(true)
          }
        }
      }
    }),
  )
})
