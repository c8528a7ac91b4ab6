import type { Links, Severity } from '../model/records.ts'
import type { State } from '../model/state.ts'
import type { DetectionKind } from './catalogue.ts'
import type { Limits } from './settings.ts'

/** Kinds of things that are watched. A subject is written `kind:id`, such as `agent:hall-2`. */
export const SUBJECT_KINDS = [
  'agent',
  'instrument',
  'attempt',
  'task',
  'job',
  'prompt',
  'breaker',
  'pause',
  'files',
  'schedule',
  'trigger',
  'channel',
  'broker',
] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]
export type Subject = `${SubjectKind}:${string}`

export const subjectOf = (kind: SubjectKind, id: string): Subject => `${kind}:${id}`

/** What a supervisor does by itself about a finding, once. */
export type Remedy = 'probe' | 'cancel' | 'trial' | 'resume'

/** Something that is not as it should be, as long as it is so. */
export interface Finding {
  readonly kind: DetectionKind
  /** For people: one or two sentences, with what is known. */
  readonly message: string
  readonly links: Links
  /** Where it is not the one of its kind. */
  readonly severity?: Severity
  readonly remedy?: Remedy
  /** Nobody is told yet: first comes the remedy. */
  readonly isQuiet?: boolean
}

export interface Detected {
  readonly findings: readonly Finding[]
  /** Kinds of which nothing can be told now (nothing was heard yet, say): what was found of them before stands. */
  readonly unsure?: readonly DetectionKind[]
  /** Monotonic milliseconds at which the subject is to be looked at again, even if nothing happens. */
  readonly again?: number
}

/** What detectors look at. Nothing else: the same view gives the same findings. */
export interface View {
  readonly state: State
  readonly limits: Limits
  readonly wall: number
  readonly monotonic: number
  /** Monotonic milliseconds at which this coordinator began to listen. */
  readonly leadSince: number
}

/** Looks at one subject. One that is gone has no findings. */
export type Detector = (view: View, id: string) => Detected

export const NOTHING: Detected = { findings: [] }
export const unsure = (...kinds: readonly DetectionKind[]): Detected => ({ findings: [], unsure: kinds })

/** Several looks at one subject as one: all findings, and the earliest of the times. */
export function combine(looks: readonly Detected[]): Detected {
  const findings: Finding[] = []
  const kinds: DetectionKind[] = []
  let next: number | undefined
  // For all that changes, and most of the looks find nothing.
  for (const { findings: found, unsure: open, again } of looks) {
    if (found.length > 0) findings.push(...found)
    if (open) kinds.push(...open)
    if (again !== undefined && (next === undefined || again < next)) next = again
  }
  return {
    findings,
    ...(kinds.length === 0 ? {} : { unsure: kinds }),
    ...(next === undefined ? {} : { again: next }),
  }
}

/**
 * A finding that is made once something has lasted: `since` and `limit` in monotonic milliseconds. Before that, when to look
 * again.
 */
export function lasting(view: View, since: number, limit: number, finding: () => Finding): Detected {
  const due = since + limit
  return view.monotonic >= due ? { findings: [finding()] } : { findings: [], again: due }
}

/** A wall time of the past as monotonic milliseconds, as far as the wall clock can be believed. */
export const monotonicOf = (view: View, wall: number): number =>
  view.monotonic - Math.max(0, view.wall - wall)
