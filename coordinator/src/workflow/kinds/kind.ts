import type { Failure, Step, Steps } from '@muster/protocol'
import { type Fault, MusterError, parseDuration, type Timestamp } from '@muster/runtime'
import type { ScopeOutcome, Times } from '../book.ts'
import type { ReusedFrom, RunEffect, RunEvent, RunNode, RunPlan, Signal } from '../run.ts'

/** What a kind of step can do when its turn comes. Whatever it ends goes on from there by itself. */
export interface Hands {
  readonly at: Timestamp
  readonly plan: RunPlan
  readonly jobId: string
  /** The node is as it is now. */
  put(node: RunNode): void
  effect(effect: RunEffect): void
  /** Makes the nodes of a scope, all pending. */
  beginScope(owner: RunNode, name: string | number): void
  /** Its own work is done. Variables are set, and what comes after it goes on. */
  succeed(node: RunNode, end?: NodeEnd): void
  /** Its own work has failed: its fallback, a question or its end follow. */
  fail(node: RunNode, failure: Failure, end?: NodeEnd): void
  /** It ends without having failed. */
  cancel(node: RunNode, end?: NodeEnd): void
  /** The value of a template where the node stands, or in one of its scopes. @throws ExpressionError */
  value(template: unknown, node: RunNode, time?: string | number): unknown
  /** The value of an expression where the node stands. @throws ExpressionError */
  expression(text: string, node: RunNode): unknown
  /** The value of a template that knows these names and no others. @throws ExpressionError */
  valueOf(template: unknown, names: Readonly<Record<string, unknown>>): unknown
  /** Whether a condition holds there. @throws ExpressionError, also where it is neither true nor false */
  holds(condition: string, node: RunNode, time?: string | number): boolean
  /** Whether it is open still, as something begun in it may have ended it. */
  isOpen(node: RunNode): boolean
  times(node: RunNode): Times
  /** Of one of its scopes; undefined while it has not ended. */
  outcome(node: RunNode, time: string | number): ScopeOutcome | undefined
  /** What the first node that failed in a scope failed of. */
  firstFailure(node: RunNode, time: string | number): Failure | undefined
  /** Ends what has not begun in one of its scopes, as others were enough. */
  endRest(node: RunNode, time: string | number): void
  isStopped(node: RunNode): boolean
  /** Asks all that stands in it to end; when it has, the node fails of this. */
  overdue(node: RunNode, failure: Failure): void
  checkSteps(steps: unknown, path: string): readonly Fault[]
  takeSignal(name: string): Signal | undefined
}

export interface NodeEnd {
  readonly result?: unknown
  readonly mayHaveStarted?: boolean
  readonly instrument?: string
  readonly reusedFrom?: ReusedFrom
}

/** A kind of step. One of one's own is one file, and a line in kinds/index.ts. */
export interface Kind {
  /** It is handed over, and has no steps within it. */
  readonly isLeaf: boolean
  /**
   * Its turn has come: all that its step says is worked out, and it is put as open, or ends. The node has its state, time and number of the
   * try already, but stands nowhere yet. What it throws as a MusterError is its failure.
   */
  open(hands: Hands, node: RunNode, step: Step): void
  /** The steps of its scopes, each by its name. */
  steps?(node: RunNode, step: Step, plan: RunPlan, time: string): Steps | undefined
  /** What steps within know besides. */
  names?(node: RunNode, step: Step, time: string): Readonly<Record<string, unknown>>
  /** One of its scopes has ended, it was asked to stop, or more may be under way: it goes on, or ends. May be called at any time. */
  proceed?(hands: Hands, node: RunNode, step: Step): void
  /** What was handed over has ended; see the event. Where left out, success is success and failure failure. */
  ended?(hands: Hands, node: RunNode, step: Step, event: EndedEvent): void
  /** Its time has come. `node.due` is gone already. */
  due?(hands: Hands, node: RunNode, step: Step): void
  /** What has to be done while it is open, as after a restart. */
  effects?(node: RunNode, isForced: boolean, step: Step): RunEffect[]
  /** Whether nobody is at it who would have to be asked to end it. */
  endsByItself?(node: RunNode): boolean
}

export type EndedEvent = Extract<RunEvent, { kind: 'ended' }>

/** The one scope of what has no more. */
export const ONLY = '0'

/** A node without some of its fields. */
export function without<K extends keyof RunNode>(node: RunNode, ...fields: readonly K[]): Omit<RunNode, K> {
  const rest = { ...node }
  for (const field of fields) Reflect.deleteProperty(rest, field)
  return rest
}

export const parametersFailure = (code: string, message: string): Failure => ({
  code,
  message,
  category: 'parameters',
  started: 'no',
})

export const timeFailure = (code: string, message: string): Failure => ({
  code,
  message,
  category: 'timeout',
  started: 'no',
})

/** The failure of something with steps within. */
export const innerFailure = (inner: Failure | undefined): Failure =>
  inner ?? {
    code: 'steps-failed',
    message: 'a step within it failed',
    category: 'instrument',
    started: 'unknown',
  }

/** What was handed over ends as was told. One that was asked to stop for a reason of the engine's fails of that. */
export function endAs(hands: Hands, node: RunNode, event: EndedEvent): void {
  const { result, mayHaveStarted, instrument, reusedFrom } = event
  const wasDone = event.end === 'succeeded' && !reusedFrom
  const end: NodeEnd = {
    ...(result === undefined ? {} : { result }),
    ...(mayHaveStarted || wasDone ? { mayHaveStarted: true } : {}),
    ...(instrument === undefined ? {} : { instrument }),
    ...(reusedFrom ? { reusedFrom } : {}),
  }
  if (event.end === 'succeeded') hands.succeed(node, end)
  else if (event.end === 'cancelled') hands.cancel(node, end)
  else hands.fail(node, event.failure ?? node.failure ?? UNTOLD, end)
}

const UNTOLD: Failure = {
  code: 'failed',
  message: 'it failed, and nothing was told of why',
  category: 'unknown-outcome',
  started: 'unknown',
}

/** What a leaf asks for while it is open. */
export function leafEffects(node: RunNode, isForced: boolean): RunEffect[] {
  if (node.stopping === undefined || node.stopping === 'rest') return [{ kind: 'open', node }]
  return [
    {
      kind: 'stop',
      path: node.path,
      ...(node.stopping === 'unstarted' ? { unlessStarted: true } : {}),
      ...(isForced ? { force: true } : {}),
      ...(node.failure ? { failure: node.failure } : {}),
    },
  ]
}

/** Opens what is handed over. */
export function handOver(hands: Hands, node: RunNode): void {
  hands.put(node)
  hands.effect({ kind: 'open', node })
}

/** When a time that begins now is over. @param text such as "20 min" */
export function after(at: Timestamp, text: string): Timestamp {
  const length = parseDuration(text)
  if (length === undefined)
    throw new MusterError(
      'workflow-value',
      'input',
      `${JSON.stringify(text)} is not a duration such as "20 min"`,
    )
  return at + length
}

/** The due time of something with steps within, by its time limit. */
export const limitOf = (hands: Hands, step: Step): Pick<RunNode, 'due'> =>
  step.timeLimit === undefined ? {} : { due: after(hands.at, step.timeLimit) }

/** It has taken longer than its step allows. */
export function tookTooLong(hands: Hands, node: RunNode, step: Step): void {
  if (node.failure !== undefined || node.isInFallback) return
  hands.overdue(
    node,
    timeFailure('took-too-long', `it was not done within ${step.timeLimit ?? 'its time limit'}`),
  )
}

/** Ends what has one scope under way, as that has ended. @param result worked out where all has succeeded */
export function endAsScope(hands: Hands, node: RunNode, time: string | number, result: () => unknown): void {
  const outcome = hands.outcome(node, time)
  const end: NodeEnd = { mayHaveStarted: true }
  if (outcome === undefined) return
  if (outcome === 'succeeded') hands.succeed(node, { ...end, result: result() })
  else if (node.failure) hands.fail(without(node, 'stopping'), node.failure, end)
  else if (outcome === 'failed') hands.fail(node, innerFailure(hands.firstFailure(node, time)), end)
  else hands.cancel(node, end)
}

/** What comes of a time through, by name. */
export const outputsOf = (
  hands: Hands,
  node: RunNode,
  time: string | number,
  outputs: Readonly<Record<string, unknown>> | undefined,
): Record<string, unknown> =>
  outputs === undefined ? {} : (hands.value(outputs, node, time) as Record<string, unknown>)
