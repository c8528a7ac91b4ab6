import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PaperProblem, PaperRun, PaperTask } from './problem.ts'
import { simulate } from './simulate.ts'
import { faultsOf } from './testing/check.ts'
import { anyProblem } from './testing/problems.ts'

/** Each of three agents' runs at a time, whose turn it is, how it rises, and who begins together or in one run. */
const extras = fc.record({
  places: fc.integer({ min: 1, max: 3 }),
  each: fc.integer({ min: 0, max: 15 }),
  tasks: fc.array(
    fc.record({
      priority: fc.constantFrom(0, 25, 50, 99, 100),
      share: fc.constantFrom('ada', 'ben'),
      isWithNext: fc.boolean(),
      isInBatch: fc.boolean(),
      goesOnLater: fc.boolean(),
    }),
    { minLength: 14, maxLength: 14 },
  ),
})
type Extras = typeof extras extends fc.Arbitrary<infer T> ? T : never

function withLevels(problem: PaperProblem, { places, each, tasks }: Extras): PaperProblem {
  const uses = [{ resource: 'places', amount: 1, kind: 'held' as const }]
  return {
    ...problem,
    tasks: problem.tasks.map((task, at) => ({
      ...task,
      level: { kind: 'work', priority: tasks[at]?.priority ?? 0 },
      share: tasks[at]?.share ?? 'ada',
      // What may be in one run is alike in this.
      candidates: task.candidates.map(one => ({
        ...one,
        goesOnLater: !task.batch && tasks[at]?.goesOnLater === true,
      })),
    })),
    instruments: problem.instruments.map(one => ({ ...one, uses })),
    resources: [...(problem.resources ?? []), { id: 'places', free: places, returns: [] }],
    ageing: { each, highest: 99 },
    shares: new Map([
      ['ada', { use: 5_000, weight: 1 }],
      ['ben', { use: 0, weight: 2 }],
    ]),
  }
}

/** How many run at once at the most. */
function mostAtOnce(runs: Iterable<PaperRun>): number {
  const all = [...runs].filter(({ start, end }) => end > start)
  return Math.max(
    0,
    ...all.map(one => all.filter(({ start, end }) => start <= one.start && end > one.start).length),
  )
}

test('however tasks rise and take turns, and however few runs an agent may have, all rules are kept', () => {
  fc.assert(
    fc.property(anyProblem, extras, (given, more) => {
      const problem = withLevels(given, more)
      const schedule = simulate(problem, 0)
      expect(faultsOf(problem, schedule, 0)).toEqual([])
      expect(mostAtOnce(schedule.runs.values())).toBeLessThanOrEqual(more.places)
    }),
  )
})

test('steps that begin together do so, or not at all', () => {
  fc.assert(
    fc.property(anyProblem, extras, (given, more) => {
      const bare = given.tasks.map(
        ({ needs, ...task }): PaperTask => ({ ...task, needs: [], earliest: needs.length }),
      )
      const together = (at: number): Pick<PaperTask, 'together'> => {
        const first = at % 2 === 0 ? at : at - 1
        return more.tasks[first]?.isWithNext === true && first + 1 < bare.length
          ? { together: `${first}` }
          : {}
      }
      const tasks = bare.map((task, at) => ({ ...task, ...together(at) }))
      const problem = withLevels({ ...given, tasks }, more)
      const schedule = simulate(problem, 0)
      expect(faultsOf(problem, schedule, 0)).toEqual([])
      for (const group of Map.groupBy(
        tasks.filter(task => task.together !== undefined),
        task => task.together,
      ).values())
        expect(new Set(group.map(({ id }) => schedule.runs.get(id)?.start)).size).toBe(1)
    }),
  )
})

test('a run has no more tasks than its batch, and fewer only when the first has waited long enough', () => {
  fc.assert(
    fc.property(
      anyProblem,
      extras,
      fc.record({
        size: fc.integer({ min: 2, max: 4 }),
        atLeast: fc.integer({ min: 1, max: 2 }),
        hold: fc.nat(30),
      }),
      (given, more, rule) => {
        const [first] = given.tasks
        const tasks = given.tasks.map(
          ({ id, jobId, earliest, rank, candidates }, at): PaperTask => ({
            id,
            jobId,
            earliest,
            rank,
            needs: [],
            candidates: more.tasks[at]?.isInBatch === true ? (first?.candidates ?? []) : candidates,
            ...(more.tasks[at]?.isInBatch === true ? { batch: { key: 'batch', ...rule } } : {}),
          }),
        )
        const { runs, never } = simulate(withLevels({ ...given, tasks }, more), 0)
        const begun = tasks.filter(({ id, batch }) => batch && runs.has(id))
        const byRun = Map.groupBy(begun, ({ id }) => `${runs.get(id)?.instrumentId} ${runs.get(id)?.start}`)
        for (const members of byRun.values()) {
          const start = runs.get(members[0]?.id ?? '')?.start ?? 0
          expect(members.length).toBeLessThanOrEqual(rule.size)
          expect(members.length).toBeGreaterThanOrEqual(rule.atLeast)
          const over = Math.min(...members.map(({ earliest }) => earliest)) + rule.hold
          if (members.length < rule.size) expect(start).toBeGreaterThanOrEqual(over)
        }
        const left = tasks.filter(({ id, batch }) => batch && never.get(id)?.kind === 'batch').length
        expect(left).toBeLessThan(rule.atLeast)
      },
    ),
  )
})

test('urgent work that displaces keeps to the rules, and what was displaced ends all the same', () => {
  fc.assert(
    fc.property(anyProblem, extras, (given, more) => {
      const tasks = given.tasks.map(({ id, jobId, earliest, rank, candidates }, at) => ({
        id,
        jobId,
        earliest,
        rank,
        candidates,
        needs: [],
        isUrgent: more.tasks[at]?.priority === 100,
      }))
      const problem = withLevels({ ...given, tasks }, more)
      const displacing = { oncePer: 10 }
      const { runs } = simulate({ ...problem, displacing }, 0)
      const without = simulate(problem, 0).runs
      expect(runs.size).toBe(without.size)
      for (const { id, candidates } of problem.tasks) {
        const run = runs.get(id)
        if (!run) continue
        const least = Math.min(...candidates.map(({ duration }) => duration))
        // From its first beginning to its end it was stopped maybe, but never shortened.
        expect(run.end - run.start).toBeGreaterThanOrEqual(least - 1e-6)
      }
    }),
  )
})
