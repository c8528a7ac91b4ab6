import type { PlannedNeed } from './types.ts'

/** More than this is not kept apart: then the most at any time stands for all of the time. */
const SPANS_AT_MOST = 50_000

/** So much of something for a time, milliseconds. */
export interface Span {
  /** `step`, or a need: its kind, a space, its id. */
  readonly key: string
  readonly from: number
  readonly to: number
  readonly amount: number
}

/** What counts how many steps are under way. */
export const STEP = 'step'

export const needKey = (kind: PlannedNeed['kind'], id: string): string => `${kind} ${id}`

/** The same, later. */
export function shifted(spans: readonly Span[], by: number): readonly Span[] {
  if (by === 0) return spans
  return spans.map(({ key, from, to, amount }) => ({ key, from: from + by, to: to + by, amount }))
}

/** As they are, unless there are too many. */
export function bounded(spans: readonly Span[]): readonly Span[] {
  return spans.length <= SPANS_AT_MOST ? spans : peaksOf(spans)
}

/**
 * What is done `times` times, so many at once, one wave after another.
 * @param atOnce 1 to `times` @param takes milliseconds that one time takes
 */
export function inWaves(
  spans: readonly Span[],
  times: number,
  atOnce: number,
  takes: number,
): readonly Span[] {
  if (times <= 0) return []
  const waves = Math.ceil(times / atOnce)
  if (waves * spans.length > SPANS_AT_MOST) {
    const end = waves * takes
    return peaksOf(spans).map(span => ({ ...span, from: 0, to: end, amount: span.amount * atOnce }))
  }
  return Array.from({ length: waves }, (_, wave) => {
    const copies = Math.min(atOnce, times - wave * atOnce)
    return shifted(spans, wave * takes).map(span => ({ ...span, amount: span.amount * copies }))
  }).flat()
}

/** One span for each thing, from its first to its last time, with the most at any time. */
function peaksOf(spans: readonly Span[]): Span[] {
  return [...byKey(spans)].map(([key, of]) => ({
    key,
    from: of.reduce((first, { from }) => Math.min(first, from), Number.POSITIVE_INFINITY),
    to: of.reduce((last, { to }) => Math.max(last, to), 0),
    amount: peakOf(overTime(of)),
  }))
}

type OverTime = PlannedNeed['over']

/** How much is needed when. */
function overTime(spans: readonly Span[]): OverTime {
  const changes = new Map<number, number>()
  for (const { from, to, amount } of spans) {
    changes.set(from, (changes.get(from) ?? 0) + amount)
    changes.set(to, (changes.get(to) ?? 0) - amount)
  }
  const times = Float64Array.from(changes.keys()).sort()
  const over: { from: number; to: number; amount: number }[] = []
  let level = 0
  for (const [place, from] of times.entries()) {
    level = tidy(level + (changes.get(from) ?? 0))
    const to = times[place + 1]
    if (level <= 0 || to === undefined) continue
    const last = over.at(-1)
    if (last?.to === from && last.amount === level) last.to = to
    else over.push({ from, to, amount: level })
  }
  return over
}

/** Amounts are added and taken away in any order: 0.1 + 0.2 - 0.2 is 0.1. */
const tidy = (amount: number): number => Math.round(amount * 1e9) / 1e9

const peakOf = (over: OverTime): number => over.reduce((peak, { amount }) => Math.max(peak, amount), 0)

function byKey(spans: readonly Span[]): Map<string, Span[]> {
  const found = new Map<string, Span[]>()
  for (const span of spans) {
    if (span.to <= span.from || span.amount <= 0) continue
    const known = found.get(span.key)
    if (known) known.push(span)
    else found.set(span.key, [span])
  }
  return found
}

/** How many steps are under way at the most, and what they need when. */
export function needsOf(spans: readonly Span[]): { readonly width: number; readonly needs: PlannedNeed[] } {
  let width = 0
  const needs: PlannedNeed[] = []
  for (const [key, of] of byKey(spans)) {
    const over = overTime(of)
    const peak = peakOf(over)
    const kind = key.startsWith(needKey('resource', '')) ? 'resource' : 'instrument'
    if (key === STEP) width = peak
    else needs.push({ kind, id: key.slice(needKey(kind, '').length), peak, over })
  }
  const name = ({ kind, id }: PlannedNeed) => `${kind} ${id}`
  return { width, needs: needs.sort((a, b) => (name(a) < name(b) ? -1 : 1)) }
}
