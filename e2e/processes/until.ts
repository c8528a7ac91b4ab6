import { millis, systemClock } from '@muster/runtime'

/** Short beside what is waited for, and long enough to leave the processor to the processes that are looked at. */
const BETWEEN_LOOKS = millis(10)

/** Asks until it holds; what it waits for is a state of other processes, which nobody here is told of. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look().catch(() => undefined)
    if (found !== undefined) return found
    await new Promise<void>(resolve => systemClock.after(BETWEEN_LOOKS, resolve))
  }
}
