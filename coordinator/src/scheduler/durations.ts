import type { ActivityDescription } from '@muster/protocol'
import type { InstrumentRecord, LearnedDurations } from '../model/records.ts'
import { hashOfBody } from '../store/body-hash.ts'

/** So many runs are remembered of an activity at an instrument, and so many of each class of its parameters. */
const RUNS_KEPT = 32
const CLASS_RUNS_KEPT = 16
const CLASSES_KEPT = 20
/** From so many runs on, what was measured is believed before what is stated. */
const ENOUGH_RUNS = 3
/** A longer name of a class is replaced by its hash. */
const LONGEST_CLASS = 80
/** Of texts of parameters, to spare reading the same one again. */
const CLASSES_AT_HAND = 10_000
const LONGEST_TEXT_AT_HAND = 1_000

export type EstimateSource = 'measured' | 'stated' | 'other-instruments' | 'unknown'

/** How long something takes, milliseconds: nine of ten runs take longer than `low`, half of them longer than `expected`, one of ten longer than `high`. */
export interface Estimate {
  readonly low: number
  readonly expected: number
  readonly high: number
  readonly source: EstimateSource
  /** How many runs it was learned from. */
  readonly runs: number
}

/**
 * Parameters that make about the same of a run: numbers count by their power of two, what is nested by its hash, all else as it
 * is. Without parameters: the empty text.
 * @param parametersJson an object, or anything else that is JSON
 */
export function parameterClass(parametersJson: string): string {
  const value: unknown = JSON.parse(parametersJson)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return coarse(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  const name = entries.map(([key, inner]) => `${key}=${coarse(inner)}`).join(' ')
  return name.length <= LONGEST_CLASS ? name : hashOfBody(name).slice(0, 16)
}

function coarse(value: unknown): string {
  if (typeof value === 'number') {
    if (value === 0) return '0'
    return `${value < 0 ? '-' : ''}2^${Math.round(Math.log2(Math.abs(value)))}`
  }
  return typeof value === 'object' && value !== null ? hashOfBody(value).slice(0, 10) : JSON.stringify(value)
}

/** What is known after one more run. @param time milliseconds @param key of `parameterClass` */
export function learn(known: LearnedDurations | undefined, time: number, key: string): LearnedDurations {
  const runs = [...(known?.runs ?? []), Math.round(time)].slice(-RUNS_KEPT)
  const classes = known?.classes ?? []
  // Without parameters there is one class, and it is the whole.
  if (key === '') return { runs, classes }
  const before = classes.find(found => found.key === key)?.runs ?? []
  const learned = { key, runs: [...before, Math.round(time)].slice(-CLASS_RUNS_KEPT) }
  return { runs, classes: [...classes.filter(found => found.key !== key), learned].slice(-CLASSES_KEPT) }
}

/** Between two of them in proportion. @param sorted at least one @param share 0 to 1 */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return Math.round(below + (above - below) * (place - Math.floor(place)))
}

function measure(runs: readonly number[], source: EstimateSource = 'measured'): Estimate {
  const sorted = runs.toSorted((a, b) => a - b)
  return {
    low: quantile(sorted, 0.1),
    expected: quantile(sorted, 0.5),
    high: quantile(sorted, 0.9),
    source,
    runs: runs.length,
  }
}

/** What was measured at one instrument of one activity: of all runs (under the empty text), and by class. */
interface Measured {
  readonly learned: LearnedDurations
  readonly byClass: ReadonlyMap<string, Estimate>
}

/** What several instruments have measured of the same: each counts once, however many runs it had. */
class Pool {
  readonly #low: number[] = []
  readonly #expected: number[] = []
  readonly #high: number[] = []
  #runs = 0
  #estimate: Estimate | undefined

  add({ low, expected, high, runs }: Estimate): void {
    insert(this.#low, low)
    insert(this.#expected, expected)
    insert(this.#high, high)
    this.#runs += runs
    this.#estimate = undefined
  }

  remove({ low, expected, high, runs }: Estimate): void {
    this.#low.splice(placeOf(this.#low, low), 1)
    this.#expected.splice(placeOf(this.#expected, expected), 1)
    this.#high.splice(placeOf(this.#high, high), 1)
    this.#runs -= runs
    this.#estimate = undefined
  }

  get isEmpty(): boolean {
    return this.#expected.length === 0
  }

  get estimate(): Estimate {
    this.#estimate ??= {
      low: quantile(this.#low, 0.1),
      expected: quantile(this.#expected, 0.5),
      high: quantile(this.#high, 0.9),
      source: 'other-instruments',
      runs: this.#runs,
    }
    return this.#estimate
  }
}

/** The first place in order whose number is not below `value`. */
function placeOf(sorted: readonly number[], value: number): number {
  let from = 0
  let to = sorted.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((sorted[middle] ?? 0) < value) from = middle + 1
    else to = middle
  }
  return from
}

const insert = (sorted: number[], value: number): void => void sorted.splice(placeOf(sorted, value), 0, value)

type Announced = readonly { readonly activities: readonly ActivityDescription[] }[]

/** Times that instruments state, milliseconds. */
interface StatedRange {
  readonly shortest: number
  readonly longest: number
}

/**
 * How long activities take, as instruments have shown and as agents state: what the instruments' records hold, made ready for
 * asking. The same records give the same answers, in whatever order they came.
 */
export class Durations {
  /** By instrument, then activity. */
  readonly #measured = new Map<string, Map<string, Measured>>()
  /** By activity, then class. */
  readonly #pools = new Map<string, Map<string, Pool>>()
  /** By activity: how many instruments state which time. */
  readonly #stated = new Map<string, Map<number, number>>()
  /** By activity: the shortest and the longest of these, as long as they are the same. */
  readonly #range = new Map<string, StatedRange>()
  readonly #classes = new Map<string, string>()

  /** Takes in an instrument's record as it is now. */
  put({ id, durations = {} }: Pick<InstrumentRecord, 'id' | 'durations'>): void {
    const known = this.#measured.get(id)
    for (const activity of known?.keys() ?? []) {
      if (!Object.hasOwn(durations, activity)) this.#replace(id, activity, undefined)
    }
    for (const [activity, learned] of Object.entries(durations)) {
      if (known?.get(activity)?.learned !== learned) this.#replace(id, activity, learned)
    }
  }

  /** Takes in that an agent announces other instruments than before. */
  announce(before: Announced, now: Announced): void {
    for (const [count, instruments] of [
      [-1, before],
      [1, now],
    ] as const) {
      for (const { name, expectedDurationMs: time } of instruments.flatMap(({ activities }) => activities)) {
        if (time === undefined) continue
        this.#range.delete(name)
        const times = this.#stated.get(name) ?? new Map<number, number>()
        this.#stated.set(name, times)
        const left = (times.get(time) ?? 0) + count
        if (left > 0) times.set(time, left)
        else times.delete(time)
      }
    }
  }

  /** The class of these parameters, as `parameterClass` gives it. */
  classOf(parametersJson: string): string {
    const known = this.#classes.get(parametersJson)
    if (known !== undefined) return known
    const made = parameterClass(parametersJson)
    if (parametersJson.length <= LONGEST_TEXT_AT_HAND) {
      // Those that are asked for again are soon back.
      if (this.#classes.size >= CLASSES_AT_HAND) this.#classes.clear()
      this.#classes.set(parametersJson, made)
    }
    return made
  }

  /**
   * What was measured, from enough runs: at this instrument of this class, at this instrument of the activity, elsewhere of this
   * class; without an instrument, everywhere of this class or of the activity.
   */
  measured(activity: string, key: string, instrumentId?: string): Estimate | undefined {
    if (instrumentId !== undefined) {
      const own = this.#measured.get(instrumentId)?.get(activity)?.byClass
      return enough(own?.get(key)) ?? enough(own?.get('')) ?? enough(this.#pooled(activity, key))
    }
    return enough(this.#pooled(activity, key)) ?? enough(this.#pooled(activity, ''))
  }

  /** What little was measured, of whatever class. */
  rough(activity: string, instrumentId?: string): Estimate | undefined {
    const own = instrumentId === undefined ? undefined : this.at(instrumentId, activity)
    return own ?? this.#pooled(activity, '')
  }

  /** What was measured at this instrument over all parameters. */
  at(instrumentId: string, activity: string): Estimate | undefined {
    return this.#measured.get(instrumentId)?.get(activity)?.byClass.get('')
  }

  /** The shortest and the longest time that instruments state, milliseconds. */
  stated(activity: string): StatedRange | undefined {
    const known = this.#range.get(activity)
    if (known) return known
    const times = this.#stated.get(activity)
    if (!times || times.size === 0) return undefined
    const range = { shortest: Math.min(...times.keys()), longest: Math.max(...times.keys()) }
    this.#range.set(activity, range)
    return range
  }

  #pooled(activity: string, key: string): Estimate | undefined {
    return this.#pools.get(activity)?.get(key)?.estimate
  }

  #replace(id: string, activity: string, learned: LearnedDurations | undefined): void {
    const ofInstrument = this.#measured.get(id) ?? new Map<string, Measured>()
    this.#measured.set(id, ofInstrument)
    const before = ofInstrument.get(activity)
    if (learned) ofInstrument.set(activity, measuredFrom(learned, before))
    else ofInstrument.delete(activity)
    const now = ofInstrument.get(activity)?.byClass ?? new Map<string, Estimate>()
    const pools = this.#pools.get(activity) ?? new Map<string, Pool>()
    this.#pools.set(activity, pools)
    for (const [key, estimate] of before?.byClass ?? []) {
      if (now.get(key) !== estimate) dropFrom(pools, key, estimate)
    }
    for (const [key, estimate] of now) {
      if (before?.byClass.get(key) !== estimate) addTo(pools, key, estimate)
    }
  }
}

const enough = (estimate: Estimate | undefined): Estimate | undefined =>
  estimate && estimate.runs >= ENOUGH_RUNS ? estimate : undefined

/** What has not changed is taken from before. */
function measuredFrom(learned: LearnedDurations, before: Measured | undefined): Measured {
  const byClass = new Map<string, Estimate>()
  if (learned.runs.length > 0) byClass.set('', measure(learned.runs))
  for (const { key, runs } of learned.classes) {
    const isSame = before?.learned.classes.find(found => found.key === key)?.runs === runs
    const known = isSame ? before.byClass.get(key) : undefined
    if (runs.length > 0) byClass.set(key, known ?? measure(runs))
  }
  return { learned, byClass }
}

function addTo(pools: Map<string, Pool>, key: string, estimate: Estimate): void {
  const pool = pools.get(key) ?? new Pool()
  pools.set(key, pool)
  pool.add(estimate)
}

function dropFrom(pools: Map<string, Pool>, key: string, estimate: Estimate): void {
  const pool = pools.get(key)
  pool?.remove(estimate)
  if (pool?.isEmpty) pools.delete(key)
}
