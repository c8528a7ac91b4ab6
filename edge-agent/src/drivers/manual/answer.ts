import { compileForeignSchema, type Fault, InvalidInputError, type Parsed } from '@muster/runtime'
import type { DoneAnswer } from '../../instruments/person-desk.ts'
import { type FieldSettings, type ManualActivity, PLACEHOLDER, textOf } from './settings.ts'

/** The longest text that is entered or scanned. */
const LONGEST_TEXT = 4_000

type Value = string | number | boolean | { readonly value: number; readonly unit: string }

/**
 * What was entered, as it stands in the result.
 * @throws InvalidInputError with everything that is missing or wrong
 */
export function readAnswer(activity: ManualActivity, answer: DoneAnswer): Readonly<Record<string, Value>> {
  const faults: Fault[] = unticked(activity, answer)
  if (activity.photo === 'required' && answer.photos.length === 0)
    faults.push({ field: 'photos', message: 'a photo belongs to it' })
  if (activity.photo === 'none' && answer.photos.length > 0)
    faults.push({ field: 'photos', message: 'no photo is asked for' })
  const known = new Set(activity.fields.map(({ name }) => name))
  for (const name of Object.keys(answer.fields))
    if (!known.has(name))
      faults.push({ field: name, message: `is not asked for; asked: ${[...known].join(', ') || 'nothing'}` })
  const values: Record<string, Value> = {}
  for (const field of activity.fields) {
    const text = (Object.hasOwn(answer.fields, field.name) ? (answer.fields[field.name] ?? '') : '').trim()
    if (text === '') {
      if (field.required) faults.push({ field: field.name, message: 'is missing' })
      continue
    }
    const read = readField(field, text)
    if (read.ok) values[field.name] = read.value
    else faults.push(...read.faults)
  }
  if (faults.length > 0) throw new InvalidInputError('this is not done yet', faults)
  return values
}

function unticked({ checklist }: ManualActivity, { checked }: DoneAnswer): Fault[] {
  return checklist.flatMap((item, index) =>
    checked.includes(index) ? [] : [{ field: `checklist.${index}`, message: `is not ticked off: ${item}` }],
  )
}

function readField(field: FieldSettings, text: string): Parsed<Value> {
  const wrong = (message: string): Parsed<Value> => ({ ok: false, faults: [{ field: field.name, message }] })
  switch (field.type) {
    case 'text': {
      if (text.length > LONGEST_TEXT) return wrong(`has more than ${LONGEST_TEXT} characters`)
      if (/\p{Cc}/u.test(text)) return wrong('has characters that can not be printed: scan it again')
      if (field.pattern !== undefined && !fits(field.pattern, text))
        return wrong(`is "${text}", and must fit ${field.pattern}`)
      return { ok: true, value: text }
    }
    case 'yes-no': {
      const word = text.toLowerCase()
      if (!['yes', 'no', 'true', 'false'].includes(word)) return wrong('must be yes or no')
      return { ok: true, value: word === 'yes' || word === 'true' }
    }
    default:
      return readNumber(field, text, wrong)
  }
}

function fits(pattern: string, text: string): boolean {
  const parse = compileForeignSchema(textOf(pattern))
  return parse.ok && parse.value(text).ok
}

function readNumber(
  { type, minimum, maximum, unit }: FieldSettings,
  text: string,
  wrong: (message: string) => Parsed<Value>,
): Parsed<Value> {
  // A comma is a decimal sign to some and parts thousands to others.
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text))
    return wrong(`is "${text}": a number such as 12.5`)
  const value = Number(text)
  if (!Number.isFinite(value)) return wrong(`is "${text}", which is too large`)
  if (type === 'integer' && !Number.isSafeInteger(value))
    return wrong(`is ${text}, and must be a whole number`)
  const of = unit === undefined ? '' : ` ${unit}`
  if (minimum !== undefined && value < minimum) return wrong(`is ${value}${of}, and at least ${minimum}${of}`)
  if (maximum !== undefined && value > maximum) return wrong(`is ${value}${of}, and at most ${maximum}${of}`)
  return { ok: true, value: unit === undefined ? value : { value, unit } }
}

/** The instructions with the parameters in them. */
export function instructionsOf(
  { instructions }: ManualActivity,
  parameters: Readonly<Record<string, unknown>>,
): string {
  return instructions.replace(PLACEHOLDER, (whole, name: string) => {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    return value === undefined ? whole : typeof value === 'string' ? value : JSON.stringify(value)
  })
}
