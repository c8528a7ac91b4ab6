import { Worker } from 'node:worker_threads'

/** A seed to be lived by a thread. */
export type SeedOrder =
  | { readonly kind: 'start'; readonly seed: number }
  | { readonly kind: 'site'; readonly seed: number; readonly hours: number; readonly verbose: boolean }

/**
 * Has seeds lived by several threads at a time, and gives what came of them in the order in which they were ordered. The next is
 * taken from `orders` when a thread is free for it; whoever stops reading ends the threads.
 * @typeParam Result what `crew-thread.ts` answers for these orders
 */
export async function* liveAll<Result>(
  orders: Iterable<SeedOrder>,
  threads: number,
): AsyncGenerator<Result, void> {
  const crew = Array.from({ length: threads }, () => new Worker(new URL('./crew-thread.ts', import.meta.url)))
  const waiting = orders[Symbol.iterator]()
  const results: Promise<Result>[] = []
  const takeNext = (thread: Worker): void => {
    const next = waiting.next()
    if (next.done === true) return
    // The thread has its next order before anybody hears of this one, so that the end of `results` is the end of all.
    const result = answerOf<Result>(thread, next.value).finally(() => takeNext(thread))
    result.catch(() => {}) // read below, and perhaps after another that failed too
    results.push(result)
  }
  try {
    for (const thread of crew) takeNext(thread)
    for (let at = 0; at < results.length; at++) {
      const result = await results[at]
      if (result !== undefined) yield result
    }
  } finally {
    await Promise.all(crew.map(thread => thread.terminate()))
  }
}

function answerOf<Result>(thread: Worker, order: SeedOrder): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>()
  const over = new AbortController()
  const settle = <T>(end: (value: T) => void) => {
    return (value: T) => {
      over.abort()
      end(value)
    }
  }
  const [answered, failed] = [settle(resolve), settle(reject)]
  const exited = (code: number) =>
    failed(new Error(`the thread that lived seed ${order.seed} ended: ${code}`))
  thread.once('message', answered).once('error', failed).once('exit', exited)
  over.signal.addEventListener('abort', () =>
    thread.off('message', answered).off('error', failed).off('exit', exited),
  )
  thread.postMessage(order)
  return promise
}
