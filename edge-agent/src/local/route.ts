import { compileSchema, type Fault, InvalidInputError, MusterError } from '@muster/runtime'
import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox'

/** What a path says where its route has words in braces. */
export type PathWords = Readonly<Record<string, string>>

/** One thing that can be asked of the agent over its socket, or told to it. */
export interface LocalRoute {
  readonly method: 'GET' | 'POST'
  /** Such as `/v1/instruments/{id}/readiness`. */
  readonly path: string
  /** @returns the answer, to be sent as JSON. @throws MusterError that is shown to whoever asked. */
  answer(words: PathWords, body: unknown): unknown
}

/** A person's name, as whoever changes something has to give it. */
const By = Type.String({
  maxLength: 200,
  pattern: '^[^\\p{Cc}]*[^\\p{Cc}\\s][^\\p{Cc}]*$',
  description: 'Who does it.',
})

export type Change<Fields extends TProperties> = Static<TObject<Fields>> & { readonly by: string }

/** A question, which changes nothing. */
export function asking(path: string, answer: (words: PathWords) => unknown): LocalRoute {
  return { method: 'GET', path, answer }
}

/** A change, which needs the name of the person who makes it. */
export function changing<Fields extends TProperties>(
  path: string,
  fields: Fields,
  answer: (words: PathWords, change: Change<Fields>) => unknown,
): LocalRoute {
  const schema = Type.Object({ ...fields, by: By }, { additionalProperties: false })
  const parse = compileSchema<Change<Fields>>(schema)
  return {
    method: 'POST',
    path,
    answer: (words, body) => {
      const parsed = parse(body)
      if (!parsed.ok)
        throw new InvalidInputError('this can not be done as it was asked for', parsed.faults.map(inWords))
      return answer(words, parsed.value)
    },
  }
}

function inWords(fault: Fault): Fault {
  const isPattern = fault.field === 'by' && fault.message.startsWith('must match')
  return isPattern ? { ...fault, message: 'must be the name of a person' } : fault
}

/** The route of a request and the words of its path; undefined where there is none. */
export function routeOf(
  routes: readonly LocalRoute[],
  method: string | undefined,
  path: string,
): { readonly route: LocalRoute; readonly words: PathWords } | undefined {
  for (const route of routes) {
    const words = route.method === method ? wordsOf(route.path, path) : undefined
    if (words) return { route, words }
  }
  return undefined
}

function wordsOf(pattern: string, path: string): PathWords | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const words: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const word = given[index] ?? ''
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name === undefined) {
      if (part !== word) return undefined
    } else words[name] = decoded(word)
  }
  return words
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word)
  } catch {
    throw new MusterError('invalid-input', 'input', `"${word}" is not part of a path`)
  }
}
