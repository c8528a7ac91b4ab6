import { hours, minutes, parseDuration, seconds } from '@muster/runtime'
import type { Step, StepKind } from '../model.ts'
import { alternativesOf } from '../resources.ts'
import { type Context, valueOf } from './context.ts'
import { needKey, type Span, STEP } from './needs.ts'
import { rangeOf } from './ranges.ts'
import type { AssumptionCode, DurationRange, ExpectedDuration } from './types.ts'

/** Where nobody knows how long it takes: as wide as it should be. The same for activities as where the scheduler does not know. */
const UNKNOWN = {
  activity: { low: minutes(3), expected: minutes(30), high: minutes(120) },
  prompt: { low: minutes(1), expected: minutes(15), high: hours(8) },
  call: { low: seconds(0.1), expected: seconds(5), high: minutes(1) },
} as const

const isAnswered = (kind: StepKind): kind is 'prompt' | 'call' => kind === 'prompt' || kind === 'call'

/** How long a step takes that has no steps within it. */
export function leafDuration(context: Context, step: Step, kind: StepKind, path: string): DurationRange {
  const known = context.options.durationOf?.(step, kind)
  if (known) return rangeOf(known)
  const assume = (code: AssumptionCode, message: string, duration: ExpectedDuration) => {
    context.assumptions.add(code, message, path)
    return rangeOf(duration)
  }
  const limit = step.timeLimit === undefined ? undefined : parseDuration(step.timeLimit)
  if (kind === 'wait') return waitDuration(context, step, path, limit)
  if (isAnswered(kind)) {
    const { low, expected, high } = UNKNOWN[kind]
    const most = limit ?? high
    const message = `nobody knows how long it takes: ${expected / 1_000} s, or its time limit, are taken for a ${kind}`
    return assume('unknown-duration', message, { low, expected: Math.min(most, expected), high: most })
  }
  if (kind === 'stepsFrom')
    return assume(
      'unknown-steps',
      'its steps are known only as it runs: as long as an activity is taken that nobody knows',
      UNKNOWN.activity,
    )
  return assume(
    'unknown-duration',
    `nobody knows how long the activity "${step.activity ?? ''}" takes: 30 min are taken, from 3 min to 2 h`,
    UNKNOWN.activity,
  )
}

function waitDuration(context: Context, { wait = {} }: Step, path: string, limit?: number): DurationRange {
  const { now } = context.options
  const time = valueOf(context, wait.for)
  const duration = typeof time === 'string' ? parseDuration(time) : undefined
  if (duration !== undefined) return rangeOf({ expected: duration })
  const until = valueOf(context, wait.until)
  const date = typeof until === 'string' ? Date.parse(until) : Number.NaN
  // A wait for a date ends then, however early it begins: see `notBeforeOf`.
  if (now !== undefined && !Number.isNaN(date)) return rangeOf({ expected: 0 })
  context.assumptions.add(
    'unknown-wait',
    'nobody knows how long it waits: nothing is counted for it, or at the most its time limit',
    path,
  )
  return rangeOf({ low: 0, expected: 0, high: limit ?? 0 })
}

/** Milliseconds from the beginning of the plan before which a step does not begin. */
export function notBeforeOf(context: Context, { notBefore, wait }: Step): number {
  const { now } = context.options
  if (now === undefined) return 0
  const until = valueOf(context, wait?.until)
  const dates = [notBefore, until].map(text => (typeof text === 'string' ? Date.parse(text) - now : 0))
  return Math.max(0, ...dates.filter(date => !Number.isNaN(date)))
}

/** What a step needs that has no steps within it, while it is done. */
export function leafSpans(context: Context, step: Step, kind: StepKind, path: string, takes: number): Span[] {
  const span = (key: string, amount = 1): Span => ({ key, from: 0, to: takes, amount })
  if (kind !== 'activity') return [span(STEP)]
  const resources = alternativesOf(step.resources ?? [], 'resources').flatMap(alternatives => {
    const [first] = alternatives
    if (alternatives.length > 1 && first)
      context.assumptions.add(
        'alternative',
        `of several resources the first is counted: ${first.request.resource}`,
        path,
      )
    return first ? [span(needKey('resource', first.request.resource), first.request.amount)] : []
  })
  return [span(STEP), span(needKey('instrument', step.activity ?? '')), ...resources]
}
