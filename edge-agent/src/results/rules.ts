import { isAbsolute } from 'node:path'
import type { ResultFileRule } from '../instruments/driver.ts'
import type { RunToCollect } from './of-run.ts'

/** Where the files of a run are looked for, and by which names. */
export interface Search {
  readonly folder: string
  readonly isMeant: (name: string) => boolean
  /** The rule as it reads for this run. */
  readonly text: string
}

/** What a rule means for a run; as text, why it can't be looked for. */
export function searchOf(rule: ResultFileRule, run: RunToCollect): Search | string {
  const folder = filledIn(rule.folder, run)
  const match = filledIn(rule.match, run)
  if (!folder.ok) return folder.why
  if (!match.ok) return match.why
  if (!isAbsolute(folder.text)) return `${folder.text} is no absolute path`
  return {
    folder: folder.text,
    isMeant: name => fits(match.parts, name),
    text: `${folder.text}/${match.text}`,
  }
}

interface FilledIn {
  readonly ok: true
  readonly text: string
  /** Between the stars. */
  readonly parts: readonly string[]
}

/** A star in a value is a star and no pattern: parameters come from outside, and choose no other files. */
function filledIn(
  template: string,
  run: RunToCollect,
): FilledIn | { readonly ok: false; readonly why: string } {
  const wrong: string[] = []
  const parts = template.split('*').map(part =>
    part.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
      const value = valueOf(name, run)
      if (value === undefined) wrong.push(`there is nothing to put for {${name}}`)
      else if (!isNamePart(value))
        wrong.push(`{${name}} is ${JSON.stringify(value.slice(0, 60))}, which can't be part of a file's name`)
      return value ?? ''
    }),
  )
  return wrong.length > 0 ? { ok: false, why: wrong.join('; ') } : { ok: true, text: parts.join('*'), parts }
}

function valueOf(name: string, { attemptId, runReference, parameters }: RunToCollect): string | undefined {
  if (name === 'attemptId') return attemptId
  if (name === 'runReference') return runReference
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}

/** It can't lead to another folder, whatever stands around it. */
const isNamePart = (value: string): boolean =>
  value !== '' && value.length <= 200 && !/[/\\\p{Cc}]|\.\./u.test(value) && value !== '.'

/** Takes no longer than their lengths multiplied. */
function fits([head = '', ...rest]: readonly string[], name: string): boolean {
  if (rest.length === 0) return name === head
  const tail = rest.at(-1) ?? ''
  if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) return false
  let at = head.length
  for (const part of rest.slice(0, -1)) {
    const found = name.indexOf(part, at)
    if (found < 0 || found + part.length > name.length - tail.length) return false
    at = found + part.length
  }
  return true
}
