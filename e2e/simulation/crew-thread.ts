/** A thread that lives the seeds that it is ordered to, one after another (crew.ts). */
import { parentPort } from 'node:worker_threads'
import { hours } from '@muster/runtime'
import type { SeedOrder } from './crew.ts'
import { liveSeed } from './scenario.ts'
import { liveSite } from './site/scenario.ts'

const live = (order: SeedOrder): Promise<unknown> =>
  order.kind === 'start'
    ? liveSeed(order.seed)
    : liveSite(order.seed, { trouble: hours(order.hours), verbose: order.verbose })

parentPort?.on('message', (order: SeedOrder) => {
  // What is thrown here ends the thread with an error, which is told where the seed was ordered.
  void live(order).then(result => parentPort?.postMessage(result))
})
