import type { ParameterValue } from '../instruments/plan.ts'
import { ScpiError } from './error.ts'

/** A line as it was understood. */
export interface ScpiCommand {
  /** In short form and upper case, such as `WEIG:STAT?` or `*IDN?`. */
  readonly header: string
  /** A quoted string that stands first. */
  readonly id: string | undefined
  readonly parameters: Readonly<Record<string, ParameterValue>>
}

/**
 * Reads one line: a header, then after a blank an optional quoted id and name=value pairs, by commas.
 * @throws ScpiError -102 where it is not of that form.
 */
export function parseCommand(line: string): ScpiCommand {
  const text = line.trim()
  const blank = text.search(/\s/)
  const header = shortForm(blank < 0 ? text : text.slice(0, blank))
  const parts = blank < 0 ? [] : splitArguments(text.slice(blank).trim())
  const [first] = parts
  const id = first?.startsWith('"') ? unquote(first) : undefined
  const pairs = (id === undefined ? parts : parts.slice(1)).map(parsePair)
  return { header, id, parameters: Object.fromEntries(pairs) }
}

/** Long forms and what they are short for; the standard's rule (SCPI-1999, 6.2.1) written out. */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  SYSTEM: 'SYST',
  ERROR: 'ERR',
  WEIGH: 'WEIG',
  START: 'STAR',
  STATUS: 'STAT',
  OPERATION: 'OPER',
  QUESTIONABLE: 'QUES',
  CONDITION: 'COND',
  PHASE: 'PHAS',
  RESULT: 'RES',
  VALUE: 'VAL',
  ABORT: 'ABOR',
}

function shortForm(header: string): string {
  const query = header.endsWith('?')
  const mnemonics = (query ? header.slice(0, -1) : header).toUpperCase().replace(/^:/, '').split(':')
  return mnemonics.map(mnemonic => SHORT_FORMS[mnemonic] ?? mnemonic).join(':') + (query ? '?' : '')
}

/** Splits at commas that are not within quotes. */
function splitArguments(text: string): string[] {
  if (text === '') return []
  if (text.split('"').length % 2 === 0) throw new ScpiError(-102, 'Syntax error; unbalanced quotes')
  return (text.match(/(?:"[^"]*"|[^,"])+/g) ?? []).map(part => part.trim())
}

function parsePair(part: string): [string, ParameterValue] {
  const match = /^([A-Za-z][A-Za-z0-9_]*)\s*=\s*(.+)$/s.exec(part)
  const [, name, value] = match ?? []
  if (name === undefined || value === undefined)
    throw new ScpiError(-102, `Syntax error; not name=value: ${part}`)
  return [name, parseValue(value)]
}

function parseValue(text: string): ParameterValue {
  if (text.startsWith('"')) return unquote(text)
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  const number = Number(text)
  if (Number.isFinite(number)) return number
  throw new ScpiError(-102, `Syntax error; not a value: ${text}`)
}

function unquote(text: string): string {
  const match = /^"((?:[^"]|"")*)"$/.exec(text)
  if (match?.[1] === undefined) throw new ScpiError(-102, 'Syntax error; unbalanced quotes')
  return match[1].replaceAll('""', '"')
}
