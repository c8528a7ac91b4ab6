import { after, handOver, type Kind, leafEffects, timeFailure } from './kind.ts'

/** Of the step, what the engine deals with itself, and who does the activity need not know. */
const OWN = [
  'after',
  'when',
  'set',
  'onFailure',
  'fallback',
  'undo',
  'undoWhen',
  'priority',
  'queueLimit',
  'reuse',
] as const

/** What may hold expressions. */
const WORKED_OUT = ['parameters', 'instrument', 'requires', 'samples', 'resources', 'degraded'] as const

/** Something that an instrument does. The engine asks for it once; whether it may be tried again is not decided here. */
export const activity: Kind = {
  isLeaf: true,
  open(hands, node, step) {
    const input: Record<string, unknown> = { ...step }
    for (const field of OWN) Reflect.deleteProperty(input, field)
    for (const field of WORKED_OUT)
      if (step[field] !== undefined) input[field] = hands.value(step[field], node)
    const due = step.queueLimit === undefined ? {} : { due: after(hands.at, step.queueLimit) }
    handOver(hands, { ...node, input, ...due })
  },
  effects: leafEffects,
  /** It has waited too long for an instrument. If one has begun it meanwhile, nothing comes of that. */
  due(hands, node, step) {
    if (node.stopping !== undefined) return
    const limit = step.queueLimit ?? ''
    const failure = timeFailure('queue-limit', `no instrument began it within ${limit}`)
    hands.put({ ...node, stopping: 'unstarted', failure })
    hands.effect({ kind: 'stop', path: node.path, unlessStarted: true, failure })
  },
}
