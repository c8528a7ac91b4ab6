import { type Static, Type } from '@sinclair/typebox'

const strict = { additionalProperties: false } as const

const use = Type.String({
  minLength: 1,
  description: 'The path of the module, from the folder of this file, such as `./my-module.ts`.',
})
const options = Type.Optional(Type.Unknown({ description: 'What the module asks for.' }))
const modules = (description: string) =>
  Type.Array(Type.Object({ use, with: options }, strict), { default: [], description })

/** Modules of one's own, by path. */
export const EXTENSION_SETTINGS = {
  middleware: Type.Array(
    Type.Object(
      {
        use: Type.String({
          minLength: 1,
          description: 'logging, validation, metrics, or the path of a module, such as `./my-middleware.ts`.',
        }),
        with: options,
        timeLimit: Type.Optional(
          Type.String({
            format: 'duration-text',
            description: 'How long one of its answers may take; 30 s where left out.',
          }),
        ),
      },
      strict,
    ),
    {
      default: [{ use: 'logging' }, { use: 'validation' }, { use: 'metrics' }],
      description: 'What stands around steps and submissions, in this order.',
    },
  ),
  stepKinds: modules('Kinds of steps of your own: a step uses one as `call: {kind: …}`.'),
  strategies: modules('Ways of your own to choose an instrument: `scheduler.strategy` and steps name them.'),
}

const All = Type.Object(EXTENSION_SETTINGS)
export type ExtensionSettings = Static<typeof All>
