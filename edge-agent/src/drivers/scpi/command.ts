import type { Parsed } from '@muster/runtime'

/** Printable ASCII: what can't end a command or start another one. */
const PRINTABLE = /^[\x20-\x7e]*$/
const PLACEHOLDER = /\{([A-Za-z_][\w-]*)\}/g

/** The names in `{braces}` in a command, in order. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(match => match[1] ?? '')
}

export type CommandValues = Readonly<Record<string, unknown>>

/**
 * A command with its placeholders filled and its arguments joined by commas. Text is put in double quotes,
 * quotes in it are doubled (IEEE 488.2, 7.7.5); numbers and booleans go as SCPI-99 has them (NR1 to NR3,
 * TRUE and FALSE). An argument that names a value that was not given is left out.
 * @returns the faults of values that can't be said in a command: control characters, structures, infinity.
 */
export function buildCommand(
  template: string,
  args: readonly string[],
  values: CommandValues,
): Parsed<string> {
  const faults: { field: string; message: string }[] = []
  const fill = (text: string) =>
    text.replace(PLACEHOLDER, (_, name: string) => {
      const argument = toArgument(values[name])
      if (argument.ok) return argument.value
      faults.push({ field: name, message: argument.message })
      return ''
    })
  const given = args.filter(arg => placeholdersOf(arg).every(name => values[name] !== undefined))
  const head = fill(template)
  const tail = given.map(fill).join(',')
  if (faults.length > 0) return { ok: false, faults }
  return { ok: true, value: tail === '' ? head : `${head} ${tail}` }
}

/** The commands that are sent before a start; one that names a value that was not given is left out. */
export function prepareCommands(templates: readonly string[], values: CommandValues): Parsed<string[]> {
  const given = templates.filter(each => placeholdersOf(each).every(name => values[name] !== undefined))
  const built = given.map(each => buildCommand(each, [], values))
  const faults = built.flatMap(each => (each.ok ? [] : each.faults))
  if (faults.length > 0) return { ok: false, faults }
  return { ok: true, value: built.flatMap(each => (each.ok ? [each.value] : [])) }
}

type Argument =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly message: string }

function toArgument(value: unknown): Argument {
  if (value === undefined) return { ok: false, message: 'is missing' }
  if (typeof value === 'boolean') return { ok: true, value: value ? 'TRUE' : 'FALSE' }
  if (typeof value === 'number') {
    return Number.isFinite(value)
      ? { ok: true, value: String(value) }
      : { ok: false, message: 'must be a finite number' }
  }
  if (typeof value !== 'string') return { ok: false, message: 'must be text, a number or true or false' }
  if (!PRINTABLE.test(value)) return { ok: false, message: 'may hold printable ASCII characters only' }
  return { ok: true, value: `"${value.replaceAll('"', '""')}"` }
}
