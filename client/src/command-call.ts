import { readFile } from 'node:fs/promises'
import { InvalidInputError, messageOf } from '@muster/runtime'
import type { Client } from './client.ts'
import { table } from './terminal/text.ts'
import type { WatchOutput } from './watch.ts'

/** The command line was not right: exit code 2. */
export class UsageError extends Error {}

/** What a command is given. */
export interface CommandCall {
  readonly client: Client
  readonly flags: CommandFlags
  readonly output: WatchOutput
  /** Where notes go that are no answer. */
  readonly notes: { write(text: string): unknown }
  /** Aborted by Ctrl-C: what goes on in the laboratory goes on. */
  readonly interrupted: AbortSignal
  /** The next word of the command line. @throws UsageError naming what is missing. */
  next(what: string): string
  /** The next word of the command line; undefined where there is none. */
  maybeNext(): string | undefined
}

export interface CommandFlags {
  readonly key?: string
  readonly reason?: string
  readonly by?: string
  readonly comment?: string
  readonly watch?: boolean
  readonly wait?: boolean
  readonly json?: boolean
  readonly all?: boolean
  readonly state?: readonly string[]
  readonly label?: readonly string[]
  readonly instrument?: string
  readonly for?: string
  readonly from?: string
  readonly to?: readonly string[]
  readonly evidence?: string
  readonly 'start-again'?: boolean
  readonly until?: string
  readonly activity?: string
  readonly top?: boolean
  readonly natural?: boolean
  readonly before?: string
  readonly after?: string
  readonly input?: readonly string[]
  readonly field?: readonly string[]
  readonly reuse?: boolean
  readonly through?: boolean
  readonly payload?: string
  readonly out?: string
}

/** @returns the exit code */
export type Command = (call: CommandCall) => Promise<number>

/** Who does it. @throws UsageError */
export function nameOf({ flags }: CommandCall): string {
  return mustHave(flags.by, 'your name: --by NAME')
}

/** @throws UsageError naming what is missing */
export function mustHave(value: string | undefined, what: string): string {
  if (value === undefined) throw new UsageError(`this needs ${what}`)
  return value
}

/** An answer: as JSON, one to a line, or as text. */
export function show({ flags, output }: CommandCall, value: unknown, text: readonly string[]): void {
  output.write(flags.json === true ? `${JSON.stringify(value)}\n` : lines(text))
}

/** A list: as JSON, one to a line, or as a table. */
export function showRows<T>(
  call: CommandCall,
  items: readonly T[],
  rowOf: (item: T) => readonly string[],
): void {
  if (call.flags.json === true) for (const item of items) show(call, item, [])
  else call.output.write(lines(table(items.map(rowOf))))
}

export const lines = (text: readonly string[]): string => text.map(line => `${line}\n`).join('')

/** @throws InvalidInputError where it can't be read */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new InvalidInputError(`${path} can't be read: ${messageOf(error)}`, [])
  }
}

/** @throws UsageError */
export function labelsOf(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words.map((text): [string, string] => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
      if (name === undefined || value === undefined) throw new UsageError(`--label ${text} is not NAME=VALUE`)
      return [name, value]
    }),
  )
}

/** Values are JSON, or else text as it stands. @throws UsageError */
export const inputsOf = (words: readonly string[]): Readonly<Record<string, unknown>> =>
  pairsOf(words, 'input')

/** The same for the words of another flag, such as `field`. @throws UsageError */
export function pairsOf(words: readonly string[], flag: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    words.map(word => {
      const [, name, text = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? []
      if (name === undefined) throw new UsageError(`${word} is no ${flag}: --${flag} NAME=VALUE`)
      try {
        return [name, JSON.parse(text) as unknown]
      } catch {
        return [name, text]
      }
    }),
  )
}
