import type { Step, StepKind, Steps } from '../model.ts'
import { type Context, valueOf, withDefaults } from './context.ts'
import { inWaves, shifted } from './needs.ts'
import { everyStep } from '../nested.ts'
import type { Level, Part } from './parts.ts'
import { added, combined, longest, mean, NOTHING, scaled, sum } from './ranges.ts'
import type { PlannedScope } from './types.ts'

/** Items that are taken where nobody knows how many there are. */
const ITEMS_ASSUMED = 10
/** Workflows that use workflows: deeper than this is not looked into. */
const DEEPEST = 20

type Scopes = ReadonlySet<string> | undefined

/** What comes of a step with steps within it; undefined for one that has none. @param scopes those that a running job has come to */
export function partOf(
  context: Context,
  step: Step,
  kind: StepKind,
  path: string,
  scopes: Scopes,
): Part | undefined {
  if (step.fallback && scopes?.has('fallback')) return once(context, step.fallback, path, 'fallback', scopes)
  if (step.steps) return once(context, step.steps, path, '0', scopes)
  if (kind === 'uses') return usedPart(context, step, path, scopes)
  if (kind === 'switch') return switchPart(context, step, path, scopes)
  if (kind === 'repeat') return repeatPart(context, step, path, scopes)
  return kind === 'forEach' ? forEachPart(context, step, path, scopes) : undefined
}

/** The plan of one scope. */
function levelOf(context: Context, steps: Steps, path: string, scope: string, scopes: Scopes): Level {
  return context.planLevel(context, steps, `${path}.${scope}.`, scopes?.has(scope) !== true)
}

const scopeOf = (scope: string, times: number, { plan }: Level): PlannedScope => ({ scope, times, plan })

function once(context: Context, steps: Steps, path: string, scope: string, scopes: Scopes): Part {
  const level = levelOf(context, steps, path, scope, scopes)
  const { duration, work } = level.plan
  return { duration, work, spans: level.spans, within: [scopeOf(scope, 1, level)] }
}

function usedPart(context: Context, step: Step, path: string, scopes: Scopes): Part | undefined {
  const { options, used, depth } = context
  const reference = step.uses ?? ''
  const definition = options.uses?.[reference]
  if (!definition || depth >= DEEPEST) {
    context.assumptions.add(
      'unknown-workflow',
      `the workflow ${reference} is not looked into: nothing is counted for it`,
      path,
    )
    return { duration: NOTHING, work: 0, spans: [] }
  }
  const given = Object.entries(step.inputs ?? {}).flatMap(([name, template]) => {
    const value = valueOf(context, template)
    return value === undefined ? [] : [[name, value] as const]
  })
  const inputs = withDefaults(definition, Object.fromEntries(given))
  const key = `${reference} ${JSON.stringify(inputs)}`
  const inner = used.get(key) ?? { ...context, definition, inputs, fresh: new Map(), depth: depth + 1 }
  used.set(key, inner)
  return once(inner, definition.steps, path, '0', scopes)
}

function switchPart(context: Context, { switch: branches = [] }: Step, path: string, scopes: Scopes): Part {
  const taken = branches.findIndex((_, at) => scopes?.has(String(at)) === true)
  const branch = branches[taken]
  if (branch) return once(context, branch.steps, path, String(taken), scopes)
  const levels = branches.map(({ steps }, at) => levelOf(context, steps, path, String(at), undefined))
  if (branches.length > 1 || branches[0]?.when !== undefined)
    context.assumptions.add(
      'branch',
      'nobody knows which branch is taken: the mean of them is expected',
      path,
    )
  // Without a last branch that is always taken, it may be none.
  const none = branches.at(-1)?.when === undefined ? [] : [NOTHING]
  const duration = combined([...levels.map(({ plan }) => plan.duration), ...none], (times, bound) => {
    if (bound === 'expected') return mean(times)
    return bound === 'high' ? longest(times) : Math.min(...times)
  })
  const [longestBranch] = levels.toSorted((a, b) => b.plan.duration.expected - a.plan.duration.expected)
  return {
    duration,
    work: mean([...levels.map(({ plan }) => plan.work), ...none.map(() => 0)]),
    spans: longestBranch?.spans ?? [],
    within: levels.map((level, at) => scopeOf(String(at), 1, level)),
  }
}

function repeatPart(context: Context, { repeat }: Step, path: string, scopes: Scopes): Part | undefined {
  if (!repeat) return undefined
  const { steps, atMost } = repeat
  const begun = Math.max(0, ...[...(scopes ?? [])].map(Number).filter(Number.isInteger))
  const given = context.options.timesOf?.(path)
  const expected = Math.min(atMost, Math.max(given ?? atMost, begun, 1))
  if (given === undefined)
    context.assumptions.add('times', `taken to be gone through as often as it may: ${atMost} times`, path)
  const fresh = levelOf(context, steps, path, 'time', undefined)
  const current = begun > 0 ? levelOf(context, steps, path, String(begun), scopes) : undefined
  const rest = scaled(fresh.plan.duration, current ? 0 : 1, expected - begun, atMost - begun)
  const first = current?.plan.duration ?? NOTHING
  const more = inWaves(fresh.spans, expected - begun, 1, fresh.plan.duration.expected)
  return {
    duration: added(first, rest),
    work: (current?.plan.work ?? 0) + fresh.plan.work * (expected - begun),
    spans: [...(current?.spans ?? []), ...shifted(more, first.expected)],
    within: [
      ...(current ? [scopeOf(String(begun), 1, current)] : []),
      ...(expected > begun ? [scopeOf('time', expected - begun, fresh)] : []),
    ],
  }
}

function forEachPart(context: Context, step: Step, path: string, scopes: Scopes): Part | undefined {
  if (!step.forEach) return undefined
  const { steps } = step.forEach
  const begun = [...(scopes ?? [])].filter(scope => /^\d+$/.test(scope))
  const count = Math.max(itemsOf(context, step, path), ...begun.map(scope => Number(scope) + 1))
  const atOnce = Math.max(1, Math.min(count, concurrencyOf(context, step, path, count)))
  const fresh = levelOf(context, steps, path, 'each', undefined)
  const current = begun.map(scope => ({ scope, level: levelOf(context, steps, path, scope, scopes) }))
  const left = count - begun.length
  const spans = inWaves(fresh.spans, left, Math.max(1, Math.min(left, atOnce)), fresh.plan.duration.expected)
  const durations = current.map(({ level }) => level.plan.duration)
  // Those that are done are not told of: of thousands there may be few that go on.
  const underWay = current.filter(({ level }) => level.plan.duration.high > 0)
  return {
    duration: combined([fresh.plan.duration, ...durations], ([each = 0, ...now]) =>
      inLanes(now, left, each, atOnce),
    ),
    work: fresh.plan.work * left + sum(current.map(({ level }) => level.plan.work)),
    spans: [...underWay.flatMap(({ level }) => level.spans), ...spans],
    within: [
      ...underWay.map(({ scope, level }) => scopeOf(scope, 1, level)),
      ...(left > 0 ? [scopeOf('each', left, fresh)] : []),
    ],
  }
}

/** When all is done, `atOnce` at a time: what is under way, and `left` more that take `each`, begun as soon as there is room. */
function inLanes(underWay: readonly number[], left: number, each: number, atOnce: number): number {
  const busy = underWay.toSorted((a, b) => b - a).slice(0, atOnce)
  const lanes = [...busy, ...Array.from({ length: atOnce - busy.length }, () => 0)]
  const end = longest(underWay)
  if (left === 0 || each === 0) return end
  const endedBy = (time: number) =>
    lanes.reduce((all, lane) => all + Math.max(0, Math.floor((time - lane) / each)), 0)
  // The earliest time at which so many can have ended.
  let early = Math.min(...lanes)
  let late = early + left * each
  while (early < late) {
    const middle = Math.floor((early + late) / 2)
    if (endedBy(middle) >= left) late = middle
    else early = middle + 1
  }
  return Math.max(end, late)
}

function itemsOf(context: Context, { forEach }: Step, path: string): number {
  const items = forEach?.items === undefined ? undefined : valueOf(context, forEach.items)
  if (Array.isArray(items)) return items.length
  if (forEach?.range) {
    const { from, to, by = 1 } = forEach.range
    const [first, last, step] = [from, to, by].map(one => Number(valueOf(context, one) ?? Number.NaN))
    const count = Math.floor(((last ?? 0) - (first ?? 0)) / (step ?? 1)) + 1
    if (Number.isFinite(count)) return Math.max(0, count)
  }
  context.assumptions.add('count', `nobody knows how many items there are: ${ITEMS_ASSUMED} are taken`, path)
  return ITEMS_ASSUMED
}

function concurrencyOf(context: Context, { forEach }: Step, path: string, count: number): number {
  if (context.definition.strategy === 'sequential') return 1
  const concurrency = forEach?.concurrency ?? count
  if (concurrency !== 'auto') return concurrency
  const activities = [...everyStep(forEach?.steps ?? {})].flatMap(({ step }) => step.activity ?? [])
  const [first] = activities
  const instruments = first === undefined ? undefined : context.options.instrumentsOf?.(first)
  const message =
    instruments === undefined
      ? 'nobody knows how many instruments are free: all items are taken to be done at once'
      : `all instruments with "${first ?? ''}" are taken to be free: ${instruments}`
  context.assumptions.add('capacity', message, path)
  return instruments ?? count
}
