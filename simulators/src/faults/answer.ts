import { type Clock, sleep } from '@muster/runtime'
import { checkedDuration } from './fault.ts'
import type { FaultBook } from './fault-book.ts'

/**
 * What is to become of an answer: `send` it; `cut`: close the connections instead; `withhold`: never send
 * it, and keep the connection.
 */
export type Delivery = 'send' | 'cut' | 'withhold'

/** Holds the answer to a command up; what was ordered has happened by then. */
export async function delayAnswer(faults: FaultBook, clock: Clock): Promise<void> {
  const delay = faults.take('delay')
  if (delay) await sleep(clock, checkedDuration(delay.by))
}

/** To be asked after a start that has happened, before its answer leaves. */
export function deliveryOfStart(faults: FaultBook): Delivery {
  const lost = faults.take('lose-answer')
  if (!lost) return 'send'
  return lost.keepConnection ? 'withhold' : 'cut'
}
