import type { Parsed } from '@muster/runtime'
import type { StartRequest } from '../../instruments/driver.ts'
import { fillTemplate } from './template.ts'

/**
 * A job as text: the template filled in, or JSON of all that was asked for.
 * @returns the faults of values with control characters, which could begin a line of their own.
 */
export function jobText(template: string | undefined, request: StartRequest): Parsed<string> {
  const { attemptId, activity, parameters } = request
  if (template === undefined) return { ok: true, value: JSON.stringify({ attemptId, activity, parameters }) }
  return fillTemplate(template, { ...parameters, attemptId }, text =>
    /\p{Cc}/u.test(text)
      ? 'may hold no control characters: a line of it could say something else'
      : undefined,
  )
}
