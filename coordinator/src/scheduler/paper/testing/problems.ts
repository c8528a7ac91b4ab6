import fc from 'fast-check'
import type { PaperNeed, PaperProblem, PaperTask } from '../problem.ts'

const duration = fc.integer({ min: 1, max: 30 })
const wait = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined })

const windows = fc.array(
  fc.record({
    from: fc.integer({ min: 0, max: 200 }),
    length: fc.integer({ min: 1, max: 25 }),
    mayRunInto: fc.boolean(),
  }),
  { maxLength: 3 },
)

const instrument = fc.record({ freeAt: fc.integer({ min: -5, max: 40 }), closed: windows })

const resource = fc.record({
  free: fc.integer({ min: 0, max: 4 }),
  returns: fc.array(
    fc.record({ at: fc.integer({ min: 1, max: 60 }), amount: fc.integer({ min: 1, max: 3 }) }),
    {
      maxLength: 2,
    },
  ),
})

const task = fc.record({
  /** How far back in the list, so that there are no circles. */
  needs: fc.array(fc.record({ back: fc.integer({ min: 1, max: 4 }), minWait: wait, maxWait: wait }), {
    maxLength: 2,
  }),
  where: fc.array(fc.record({ instrument: fc.nat(2), duration }), { minLength: 1, maxLength: 3 }),
  uses: fc.array(
    fc.record({
      resource: fc.nat(1),
      amount: fc.integer({ min: 1, max: 4 }),
      kind: fc.constantFrom('held', 'held', 'used-up'),
    }),
    { maxLength: 2 },
  ),
  earliest: fc.integer({ min: 0, max: 30 }),
  priority: fc.nat(2),
  deadline: fc.option(fc.integer({ min: 10, max: 200 }), { nil: undefined }),
})

/** Three instruments, two resources, some tasks with all that a task can ask for. Time begins at 0. */
export const anyProblem: fc.Arbitrary<PaperProblem> = fc
  .record({
    instruments: fc.array(instrument, { minLength: 3, maxLength: 3 }),
    resources: fc.array(resource, { minLength: 2, maxLength: 2 }),
    tasks: fc.array(task, { minLength: 1, maxLength: 14 }),
  })
  .map(({ instruments, resources, tasks }) => ({
    instruments: instruments.map(({ freeAt, closed }, i) => ({
      id: `i${i}`,
      freeAt,
      closed: closed.map(({ from, length, mayRunInto }) => ({ from, to: from + length, mayRunInto })),
    })),
    resources: resources.map((each, i) => ({ id: `r${i}`, ...each })),
    tasks: tasks.map((each, i): PaperTask => {
      const needs = new Map<string, PaperNeed>()
      for (const { back, minWait, maxWait } of each.needs) {
        const taskId = `t${i - back}`
        const longest = maxWait === undefined ? undefined : maxWait + (minWait ?? 0)
        if (back <= i) needs.set(taskId, { taskId, minWait, maxWait: longest })
      }
      return {
        id: `t${i}`,
        jobId: `j${i}`,
        needs: [...needs.values()],
        candidates: each.where.map(({ instrument: at, duration: ms }) => ({
          instrumentId: `i${at}`,
          duration: ms,
        })),
        uses: each.uses.map(({ resource: of, amount, kind }) => ({ resource: `r${of}`, amount, kind })),
        earliest: each.earliest,
        rank: [each.priority],
        deadline: each.deadline,
      }
    }),
  }))
