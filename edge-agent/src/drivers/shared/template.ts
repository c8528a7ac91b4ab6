import type { Fault, Parsed } from '@muster/runtime'

const PLACEHOLDER = /\{([A-Za-z_][\w-]*)\}/g

/** The names in `{braces}` in a text, in order. */
export function placeholdersIn(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(match => match[1] ?? '')
}

export type TemplateValues = Readonly<Record<string, unknown>>

/**
 * A text with its placeholders filled: text as it is, numbers and booleans as JSON has them, lists and objects as JSON.
 * @param refuse says what is wrong with a filled-in text at this place; undefined where nothing is.
 * @returns the faults of values that are missing or can't be said here, each with the name of its parameter.
 */
export function fillTemplate(
  template: string,
  values: TemplateValues,
  refuse: (text: string) => string | undefined,
): Parsed<string> {
  const faults: Fault[] = []
  const value = template.replace(PLACEHOLDER, (_, name: string) => {
    const text = asText(values[name])
    const message = text === undefined ? 'is missing' : refuse(text)
    if (message !== undefined) faults.push({ field: name, message })
    return text ?? ''
  })
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value }
}

function asText(value: unknown): string | undefined {
  if (value === undefined) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}
