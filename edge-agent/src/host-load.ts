import { statfs } from 'node:fs/promises'
import type { HostLoad } from '@muster/protocol'
import { type Clock, type Logger, messageOf, repeat, type Running, running, seconds } from '@muster/runtime'

const PERIOD = seconds(10)

export interface HostLoadSampler extends Running {
  /** The newest sample; undefined until there is one. */
  readonly current: () => HostLoad | undefined
}

/** Samples the load of this machine every 10 s, through systeminformation; its disk is the one of `folder`. A machine that can't be measured is not an error. */
export function sampleHostLoad(clock: Clock, logger: Logger, folder: string): HostLoadSampler {
  let current: HostLoad | undefined
  let hasFailed = false
  const sample = () => {
    measure(folder).then(
      load => {
        current = load
      },
      (error: unknown) => {
        if (!hasFailed)
          logger.warn('the load of this machine can not be measured', { error: messageOf(error) })
        hasFailed = true
      },
    )
  }
  sample()
  const timer = repeat(clock, PERIOD, sample)
  return { current: () => current, ...running(async () => timer.cancel()) }
}

async function measure(folder: string): Promise<HostLoad> {
  const { currentLoad, mem } = await import('systeminformation')
  const [cpu, memory, disk] = await Promise.all([currentLoad(), mem(), statfs(folder)])
  return {
    cpu: cpu.currentLoad / 100,
    memory: memory.total === 0 ? 0 : memory.active / memory.total,
    // What an ordinary user can't use is taken, as `df` counts it.
    disk: disk.blocks === 0 ? 0 : 1 - disk.bavail / Math.max(1, disk.blocks - disk.bfree + disk.bavail),
    residentBytes: process.memoryUsage.rss(),
  }
}
