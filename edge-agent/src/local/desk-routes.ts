import { MusterError } from '@muster/runtime'
import { Type } from '@sinclair/typebox'
import type { PersonDesk } from '../instruments/person-desk.ts'
import { asking, changing, type LocalRoute } from './route.ts'

const DONE_FIELDS = {
  checked: Type.Array(Type.Integer({ minimum: 0 }), { maxItems: 1_000 }),
  fields: Type.Record(Type.String(), Type.String({ maxLength: 10_000 })),
  photos: Type.Array(Type.String({ minLength: 1, maxLength: 4_000 }), { maxItems: 20 }),
  comment: Type.Optional(Type.String({ minLength: 1, maxLength: 4_000 })),
}

/** What people do, as routes: the tasks of all desks, and what came of each. */
export function deskRoutes(desks: () => ReadonlyMap<string, PersonDesk>): readonly LocalRoute[] {
  const deskOf = (attemptId: string): PersonDesk => {
    for (const [, desk] of desks()) if (tasksAt(desk).some(task => task.attemptId === attemptId)) return desk
    throw new MusterError('not-found', 'input', `there is no ${attemptId} to be done here`)
  }
  return [
    asking('/v1/manual', () => ({
      tasks: [...desks()].flatMap(([instrument, desk]) =>
        tasksAt(desk).map(task => ({ instrument, ...task })),
      ),
    })),
    changing('/v1/manual/{attempt}/done', DONE_FIELDS, async ({ attempt = '' }, answer) => {
      await deskOf(attempt).done(attempt, answer)
      return { attemptId: attempt }
    }),
    changing(
      '/v1/manual/{attempt}/not-possible',
      { reason: Type.String({ minLength: 1, maxLength: 1_000 }) },
      async ({ attempt = '' }, answer) => {
        await deskOf(attempt).notPossible(attempt, answer)
        return { attemptId: attempt }
      },
    ),
  ]
}

/** A desk that can't tell has none: its instrument's link says why. */
function tasksAt(desk: PersonDesk) {
  try {
    return desk.tasks()
  } catch {
    return []
  }
}
