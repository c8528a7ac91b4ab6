import { createClient } from '../client.ts'
import { type CommandFlags, UsageError } from '../command-call.ts'
import { COMMANDS } from '../commands.ts'

/** What a command did. */
export interface CommandRun {
  /** Its exit code. */
  readonly code: number | undefined
  /** Method, path with query, and body where there was one, of each request. */
  readonly asked: readonly (readonly [method: string, path: string, body?: unknown])[]
  readonly output: string
  readonly notes: string
  /** Of `output`, without blanks at their ends. */
  readonly lines: readonly string[]
}

/**
 * Runs a command against a coordinator that gives these answers one after another, and the last again and again.
 * @param line the name of the command and its words; as a list where a word has blanks in it
 * @throws as the command does
 */
export async function runCommand(
  line: string | readonly string[],
  flags: CommandFlags,
  ...answers: readonly unknown[]
): Promise<CommandRun> {
  const [name = '', ...words] = typeof line === 'string' ? line.split(' ') : line
  const asked: [string, string, unknown?][] = []
  const written = { output: '', notes: '' }
  const client = createClient({
    url: 'http://coordinator.lab:8420',
    fetch: async (input, init) => {
      const { pathname, search } = new URL(input instanceof Request ? input.url : input)
      const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined
      const request: [string, string] = [init?.method ?? 'GET', pathname + search]
      asked.push(body === undefined ? request : [...request, body])
      const answer = answers[Math.min(asked.length, answers.length) - 1]
      return answer instanceof Response ? answer.clone() : Response.json(answer)
    },
  })
  const code = await COMMANDS[name]?.({
    client,
    flags,
    output: { write: (text: string) => void (written.output += text) },
    notes: { write: (text: string) => void (written.notes += text) },
    interrupted: new AbortController().signal,
    maybeNext: () => words.shift(),
    next: what => {
      const word = words.shift()
      if (word === undefined) throw new UsageError(`${name} needs ${what}`)
      return word
    },
  })
  return { code, asked, ...written, lines: written.output.split('\n').map(text => text.trimEnd()) }
}

/** An answer that refuses. */
export const refusal = (status: number, problem: unknown): Response =>
  Response.json(problem, { status, headers: { 'content-type': 'application/problem+json' } })
