import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { millis, sleep, systemClock } from '@muster/runtime'
import { percentile } from './notes.ts'

/** How long this disk takes to make 4 KB durable: a write and an fsync, again and again. */
export async function sampleFsync(
  folder: string,
  options: { readonly pauseMs: number; readonly until: (samples: number) => boolean },
): Promise<number[]> {
  const handle = await open(join(folder, 'fsync-probe'), 'w')
  const samples: number[] = []
  const block = new Uint8Array(4_096)
  try {
    while (!options.until(samples.length)) {
      const began = systemClock.monotonic()
      await handle.write(block, 0, block.length, 0)
      await handle.sync()
      samples.push(systemClock.monotonic() - began)
      if (options.pauseMs > 0) await sleep(systemClock, millis(options.pauseMs))
    }
  } finally {
    await handle.close()
  }
  return samples
}

export function describeFsync(samples: readonly number[]): string {
  return `p50 ${percentile(samples, 0.5).toFixed(2)} ms, p99 ${percentile(samples, 0.99).toFixed(2)} ms`
}
