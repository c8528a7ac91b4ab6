import type { Step, StepKind, Steps } from '../model.ts'
import type { Context } from './context.ts'
import { leafDuration, leafSpans, notBeforeOf } from './leaves.ts'
import { bounded, shifted } from './needs.ts'
import { kindOf } from './nested.ts'
import { chainsOf, criticalChain, earliest, type Network, networkOf, stagesOf, tailsOf } from './network.ts'
import type { Level, Part } from './parts.ts'
import { NOTHING, rangeOf, sum } from './ranges.ts'
import { partOf } from './scopes.ts'
import type { DurationRange, LevelPlan, PlannedPath, PlannedStep } from './types.ts'

const DONE: Part = { duration: NOTHING, work: 0, spans: [], isDone: true }

/**
 * The plan of the steps of one map.
 * @param prefix of their paths: empty, or the path of the step that they are in with its scope and a dot
 * @param isFresh nothing is known of them yet: then it is the same plan wherever they stand
 */
export function planLevel(context: Context, steps: Steps, prefix: string, isFresh: boolean): Level {
  const known = isFresh ? context.fresh.get(steps) : undefined
  if (known) return known
  const level = newLevel(context, steps, prefix, isFresh)
  if (isFresh) context.fresh.set(steps, level)
  return level
}

function newLevel(context: Context, steps: Steps, prefix: string, isFresh: boolean): Level {
  const network = networkOf(steps, context.definition.strategy === 'sequential')
  const all = Object.entries(steps).map(([id, step]): [Step, StepKind, Part] => [
    step,
    kindOf(step),
    planStep(context, step, `${prefix}${id}`, isFresh),
  ])
  const parts = all.map(([, , part]) => part)
  const notBefore = prefix === '' ? all.map(([step]) => notBeforeOf(context, step)) : []
  const at = (bound: keyof DurationRange) =>
    earliest(
      network,
      parts.map(({ duration }) => duration[bound]),
      notBefore,
    )
  const expected = at('expected')
  const durations = parts.map(({ duration }) => duration.expected)
  const tails = tailsOf(network, durations)
  const chain = criticalChain(network, durations, expected)
  const spans = parts.flatMap((part, number) => shifted(part.spans, expected.starts[number] ?? 0))
  const stages = stagesOf(network)
  const planned = network.order.map((number): PlannedStep => {
    const [, kind, { duration, work, within, isDone = false }] = all[number] ?? [{}, 'activity', DONE]
    const earliestStart = expected.starts[number] ?? 0
    const latestStart = Math.max(earliestStart, expected.end - (tails[number] ?? 0))
    const slack = latestStart - earliestStart
    return {
      id: network.ids[number] ?? '',
      kind,
      isDone,
      stage: stages[number] ?? 1,
      duration,
      work,
      earliestStart,
      latestStart,
      slack,
      isCritical: !isDone && slack === 0,
      ...(within ? { within } : {}),
    }
  })
  return {
    spans: bounded(spans),
    plan: {
      duration: rangeOf({ low: at('low').end, expected: expected.end, high: at('high').end }),
      work: sum(parts.map(({ work }) => work)),
      steps: planned,
      stages: byStage(planned),
      ...pathsOf(network, parts, chainsOf(network, tails, chain), chain),
    },
  }
}

function byStage(planned: readonly PlannedStep[]): string[][] {
  const stages: string[][] = []
  for (const { id, stage } of planned) (stages[stage - 1] ??= []).push(id)
  return stages
}

/** Chains by their ids, without steps that are done. */
function pathsOf(
  { ids }: Network,
  parts: readonly Part[],
  chains: readonly (readonly number[])[],
  critical: readonly number[],
): Pick<LevelPlan, 'paths' | 'criticalPath'> {
  const left = (chain: readonly number[]) => chain.filter(number => parts[number]?.isDone !== true)
  const named = (chain: readonly number[]) => left(chain).map(number => ids[number] ?? '')
  const paths = chains.map(
    (chain): PlannedPath => ({
      steps: named(chain),
      duration: sum(left(chain).map(number => parts[number]?.duration.expected ?? 0)),
    }),
  )
  return { paths: paths.filter(({ steps }) => steps.length > 0), criticalPath: named(critical) }
}

/** What is left of a step: all of it, where it has not begun. */
function planStep(context: Context, step: Step, path: string, isFresh: boolean): Part {
  const progress = isFresh ? undefined : context.progress.of(path)
  if (progress && progress.state !== 'open' && progress.state !== 'pending') return DONE
  const kind = kindOf(step)
  const scopes = isFresh ? undefined : context.progress.scopesOf(path)
  const part =
    (progress?.remaining === undefined ? partOf(context, step, kind, path, scopes) : undefined) ??
    leafPart(context, step, kind, path, progress?.remaining && rangeOf(progress.remaining))
  if (step.when === undefined || progress?.state === 'open') return part
  context.assumptions.add(
    'condition',
    'its condition is taken to be true; at the least it takes no time',
    path,
  )
  return { ...part, duration: { ...part.duration, low: 0 } }
}

function leafPart(
  context: Context,
  step: Step,
  kind: StepKind,
  path: string,
  remaining?: DurationRange,
): Part {
  const duration = remaining ?? leafDuration(context, step, kind, path)
  const isWork = kind !== 'wait'
  return {
    duration,
    work: isWork ? duration.expected : 0,
    spans: leafSpans(context, step, kind, path, duration.expected),
  }
}
