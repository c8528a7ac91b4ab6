import type { Step, Steps, WorkflowDefinition } from '@muster/protocol'
import { definitionOf } from './runs.ts'

/** Chances from a seed. */
export interface Dice {
  below(n: number): number
  chance(part: number): boolean
  of<T>(all: readonly T[]): T
}

export function diceOf(seed: number): Dice {
  let state = (seed >>> 0) + 0x9e3779b9
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  return { below, chance: part => next() < part, of: all => all[below(all.length)] as (typeof all)[number] }
}

const KINDS = [
  'activity',
  'activity',
  'activity',
  'prompt',
  'wait',
  'call',
  'switch',
  'forEach',
  'repeat',
  'uses',
  'steps',
  'stepsFrom',
] as const

/** A workflow with steps of all kinds, one within the other. */
export function randomWorkflow(dice: Dice): {
  readonly definition: WorkflowDefinition
  readonly uses: Readonly<Record<string, WorkflowDefinition>>
} {
  const inner = definitionOf(randomSteps(dice, 2, false), {
    ...(dice.chance(0.5) ? { onFailure: dice.of(['finish', 'stop', 'cancel'] as const) } : {}),
    variables: { v: { initial: 0 } },
    outputs: { v: { value: '${vars.v}' } },
  })
  const definition = definitionOf(randomSteps(dice, 3, true), {
    strategy: dice.of(['parallel', 'parallel', 'sequential', 'priority'] as const),
    onFailure: dice.of(['finish', 'finish', 'stop', 'cancel'] as const),
    variables: { v: { schema: { type: 'number' }, initial: 0 } },
    outputs: { v: { value: '${vars.v}' } },
  })
  return { definition, uses: { 'inner@1': inner } }
}

/** @param depth how deep steps may stand within steps */
export function randomSteps(dice: Dice, depth: number, canUse: boolean, prefix = 's'): Steps {
  const steps: Record<string, Step> = {}
  const count = 1 + dice.below(depth > 1 ? 5 : 3)
  for (let at = 0; at < count; at += 1) {
    const after = Object.keys(steps).filter(() => dice.chance(0.35))
    steps[`${prefix}${at}`] = {
      ...randomKind(dice, depth, canUse),
      ...(after.length > 0 ? { after } : {}),
      ...randomRules(dice, depth, canUse, after),
    }
  }
  return steps
}

function randomRules(dice: Dice, depth: number, canUse: boolean, after: readonly string[]): Step {
  const before = after.length > 0 ? dice.of(after) : undefined
  return {
    ...(dice.chance(0.1) ? { when: dice.of(['inputs.n > 1', 'vars.v < 3', 'inputs.nothing == 1']) } : {}),
    ...(before !== undefined && dice.chance(0.1) ? { when: `steps.${before}.state == "succeeded"` } : {}),
    ...(dice.chance(0.15) ? { set: { v: dice.of(['${vars.v + 1}', '${result}', '${inputs.n}']) } } : {}),
    ...(dice.chance(0.15) ? { onFailure: dice.of(['continue', 'ask'] as const) } : {}),
    ...(dice.chance(0.1) ? { priority: dice.of([10, 50, 90]) } : {}),
    ...(dice.chance(0.1) ? { timeLimit: '40 s' } : {}),
    ...(depth > 1 && dice.chance(0.15) ? { fallback: randomSteps(dice, depth - 2, canUse, 'f') } : {}),
    ...(depth > 1 && dice.chance(0.2)
      ? {
          undo: randomSteps(dice, depth - 2, false, 'u'),
          undoWhen: dice.of(['succeeded', 'started'] as const),
        }
      : {}),
  }
}

function randomKind(dice: Dice, depth: number, canUse: boolean): Step {
  const kind = depth <= 0 ? dice.of(KINDS.slice(0, 6)) : dice.of(KINDS)
  const within = () => randomSteps(dice, depth - 1, canUse, 'i')
  switch (kind) {
    case 'activity':
      return {
        activity: dice.of(['weigh', 'heat']),
        ...(dice.chance(0.3) ? { parameters: { v: '${vars.v}' } } : {}),
        ...(dice.chance(0.1) ? { queueLimit: '20 s' } : {}),
      }
    case 'prompt':
      return {
        prompt: {
          question: 'Is it ${inputs.n}?',
          answers: [{ id: 'yes' }, { id: 'no', fails: true }],
          ...(dice.chance(0.5) ? { onTimeout: dice.of(['yes', 'fail']) } : {}),
        },
        timeLimit: '30 s',
      }
    case 'wait':
      return dice.of<Step>([
        { wait: { for: '10 s' } },
        { wait: { signal: 'go' } },
        { wait: { signal: 'go', onTimeout: 'continue' }, timeLimit: '25 s' },
        { wait: { file: 'x' }, timeLimit: '25 s' },
      ])
    case 'call':
      return {
        call: { kind: 'http', with: { v: '${vars.v}' } },
        retry: { attempts: 1 + dice.below(3), jitter: 0.5 },
        ...(dice.chance(0.5) ? { timeLimit: '15 s' } : {}),
      }
    case 'switch':
      return {
        switch: [
          { when: dice.of(['vars.v > 1', 'inputs.n == 2']), steps: within() },
          ...(dice.chance(0.5) ? [{ steps: within() }] : []),
        ],
      }
    case 'forEach':
      return { forEach: randomFan(dice, within()) }
    case 'repeat':
      return {
        repeat: {
          atMost: 1 + dice.below(3),
          until: dice.of(['iteration >= 2', 'vars.v > 2', 'false']),
          steps: within(),
          outputs: { n: '${last == null ? 1 : last.n + 1}' },
          ...(dice.chance(0.5) ? { onLimit: 'continue' as const } : {}),
        },
      }
    case 'uses':
      return canUse ? { uses: 'inner' } : { steps: within() }
    case 'steps':
      return { steps: within() }
    case 'stepsFrom':
      return { stepsFrom: 'inputs.steps' }
  }
}

function randomFan(dice: Dice, steps: Steps): NonNullable<Step['forEach']> {
  return {
    ...(dice.chance(0.5) ? { items: '${inputs.list}' } : { range: { from: 1, to: dice.below(4) } }),
    ...(dice.chance(0.6) ? { concurrency: dice.of([1, 2, 'auto'] as const) } : {}),
    gather: dice.of(['all', 'collect', { first: 1 }, { quorum: 0.5 }] as const),
    steps,
    outputs: { at: '${index}' },
  }
}

export const RANDOM_INPUTS = {
  n: 2,
  list: ['a', 'b', 'c'],
  steps: { g0: { activity: 'weigh' }, g1: { activity: 'heat', after: ['g0'] } },
} as const
