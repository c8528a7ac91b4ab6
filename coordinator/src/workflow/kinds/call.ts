import type { Failure, Step } from '@muster/protocol'
import { millis, parseDuration, type Timestamp } from '@muster/runtime'
import { chance } from '../chance.ts'
import type { RunNode } from '../run.ts'
import {
  after,
  endAs,
  type EndedEvent,
  handOver,
  type Hands,
  type Kind,
  leafEffects,
  timeFailure,
  without,
} from './kind.ts'

const isBetweenTries = (node: RunNode): boolean => node.failure !== undefined && !node.isInFallback

/** Something outside that is asked. It may be asked again, as whoever is asked knows a repeat by its key. */
export const call: Kind = {
  isLeaf: true,
  open(hands, node, step) {
    const { kind = '', with: values, result } = step.call ?? {}
    const input = {
      kind,
      ...(values === undefined ? {} : { with: hands.value(values, node) }),
      ...(result === undefined ? {} : { result }),
    }
    tryNow(hands, { ...node, input }, step)
  },
  effects: (node, isForced) => (isBetweenTries(node) ? [] : leafEffects(node, isForced)),
  endsByItself: isBetweenTries,
  ended(hands, node, step, event) {
    if (isBetweenTries(node)) return
    if (event.end === 'failed' && event.failure)
      tryFailed(hands, without(node, 'due'), step, event.failure, event)
    else endAs(hands, node, event)
  },
  due(hands, node, step) {
    if (isBetweenTries(node)) {
      tryNow(hands, { ...without(node, 'failure'), tries: (node.tries ?? 0) + 1 }, step)
      return
    }
    hands.effect({ kind: 'stop', path: node.path })
    const limit = step.timeLimit ?? ''
    tryFailed(hands, node, step, timeFailure('call-too-long', `there was no answer within ${limit}`))
  },
}

function tryNow(hands: Hands, node: RunNode, step: Step): void {
  const due = step.timeLimit === undefined ? {} : { due: after(hands.at, step.timeLimit) }
  handOver(hands, { ...node, begun: (node.begun ?? 0) + 1, ...due })
}

function tryFailed(hands: Hands, node: RunNode, step: Step, failure: Failure, event?: EndedEvent): void {
  const due = nextTry(hands, node, step, failure)
  if (due === undefined || hands.isStopped(node))
    hands.fail(node, failure, event?.mayHaveStarted ? { mayHaveStarted: true } : {})
  else hands.put({ ...node, failure, due })
}

/** What is not worth another try: it would be asked the same, or a person has to look. */
const FINAL: readonly Failure['category'][] = ['parameters', 'safety', 'operator']

/** When it is to be tried again; undefined where it is not. */
function nextTry(hands: Hands, node: RunNode, step: Step, failure: Failure): Timestamp | undefined {
  const { attempts = 3, factor = 2, jitter = 0, categories, ...times } = step.retry ?? {}
  const allowed = categories ? categories.includes(failure.category) : !FINAL.includes(failure.category)
  const tried = node.begun ?? 1
  if (!allowed || tried >= attempts) return undefined
  const [first = 5_000, longest = 300_000, within] = [times.delay, times.longest, times.within].map(text =>
    text === undefined ? undefined : parseDuration(text),
  )
  const full = Math.min(longest, first * factor ** (tried - 1))
  const delay = millis(
    Math.round(full * (1 - jitter * chance(`${hands.jobId} ${node.path} ${node.tries ?? 0}`))),
  )
  const at = hands.at + delay
  return within !== undefined && at > (node.since ?? hands.at) + within ? undefined : at
}
