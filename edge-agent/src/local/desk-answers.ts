import { compileSchema } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'

const Task = Type.Object({
  instrument: Type.String(),
  attemptId: Type.String(),
  title: Type.String(),
  instructions: Type.String(),
  checklist: Type.Array(Type.String()),
  fields: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      type: Type.String(),
      unit: Type.Optional(Type.String()),
      minimum: Type.Optional(Type.Number()),
      maximum: Type.Optional(Type.Number()),
      pattern: Type.Optional(Type.String()),
      required: Type.Boolean(),
    }),
  ),
  photo: Type.String(),
  since: Type.String(),
})
export type DeskTask = Static<typeof Task>

/** What an agent says of the work that waits for people. */
export const parseDeskTasks = compileSchema<{ readonly tasks: readonly DeskTask[] }>(
  Type.Object({ tasks: Type.Array(Task) }),
)
export const parseDeskDone = compileSchema<{ readonly attemptId: string }>(
  Type.Object({ attemptId: Type.String() }),
)
