import { type Duration, millis, minutes, type Random, seconds } from '@muster/runtime'
import type { Qos } from '../topics.ts'

export interface DelayRange {
  readonly min: Duration
  readonly max: Duration
}

/**
 * What the wire does to messages. Each applies on both legs, from a client to the broker and from the broker to
 * a client; shares are from 0 to 1. Reordering follows from delays.
 */
export interface NetworkFaults {
  /** Share of messages that vanish. The publisher gets its PUBACK all the same: that is not durability. */
  readonly loss: number
  /** Share of QoS 1 messages whose PUBACK never comes, so that `publish` stays open until the connection ends. */
  readonly ackLoss: number
  readonly doubling: number
  /** How long a copy is under way, drawn evenly. */
  readonly delay: DelayRange
  /** Share of copies that are under way for `lateDelay` instead: minutes, beyond every limit of the protocol. */
  readonly late: number
  readonly lateDelay: DelayRange
  /**
   * Share of copies that outlive the connection they were sent on: the broker still takes them, and hands them
   * to the client that now has the same id and a filter that matches. Any other copy ends with its connection.
   */
  readonly afterlife: number
}

/** As TCP behaves while nothing is wrong: all arrives, in order, after 1 ms. */
export const CALM: NetworkFaults = {
  loss: 0,
  ackLoss: 0,
  doubling: 0,
  delay: { min: millis(1), max: millis(1) },
  late: 0,
  lateDelay: { min: minutes(1), max: minutes(1) },
  afterlife: 0,
}

/** Worse than any network that people would put up with, as the protocol must not care. */
export const STORM: NetworkFaults = {
  loss: 0.05,
  ackLoss: 0.01,
  doubling: 0.05,
  delay: { min: millis(1), max: millis(400) },
  late: 0.02,
  lateDelay: { min: seconds(5), max: minutes(20) },
  afterlife: 0.5,
}

/** A message on one leg of its way. */
export interface Hop {
  readonly leg: 'up' | 'down'
  /** The name its process has on the network. */
  readonly process: string
  readonly clientId: string
  readonly topic: string
  readonly payload: Uint8Array
  readonly qos: Qos
}

/** What becomes of a message on one leg. */
export interface Fate {
  /** How long each copy is under way; none: the message is lost. */
  readonly copies: readonly Duration[]
  readonly acked: boolean
  readonly afterlife: boolean
}

/** Draws as often whatever comes out, so that one fault more or less does not shift all that follow. */
export function drawFate(faults: NetworkFaults, random: Random): Fate {
  const [lost, unacked, doubled, afterlife] = [
    random.float() < faults.loss,
    random.float() < faults.ackLoss,
    random.float() < faults.doubling,
    random.float() < faults.afterlife,
  ]
  const first = drawDelay(faults, random)
  const second = drawDelay(faults, random)
  const copies = lost ? [] : doubled ? [first, second] : [first]
  return { copies, acked: !unacked, afterlife }
}

function drawDelay(faults: NetworkFaults, random: Random): Duration {
  const { min, max } = random.float() < faults.late ? faults.lateDelay : faults.delay
  return millis(min + (max - min) * random.float())
}
