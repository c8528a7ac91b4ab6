import type { HostLoad } from '@muster/protocol'
import { type Clock, type Logger, messageOf, repeat, type Running, running, seconds } from '@muster/runtime'

const PERIOD = seconds(10)

export interface HostLoadSampler extends Running {
  /** The newest sample; undefined until there is one. */
  readonly current: () => HostLoad | undefined
}

/** Samples the load of this machine every 10 s, through systeminformation. A machine that can't be measured is not an error. */
export function sampleHostLoad(clock: Clock, logger: Logger): HostLoadSampler {
  let current: HostLoad | undefined
  let hasFailed = false
  const sample = () => {
    measure().then(
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

async function measure(): Promise<HostLoad> {
  const { currentLoad, fsSize, mem } = await import('systeminformation')
  const [cpu, memory, disks] = await Promise.all([currentLoad(), mem(), fsSize()])
  const root = disks.find(({ mount }) => mount === '/') ?? disks[0]
  return {
    cpu: cpu.currentLoad / 100,
    memory: memory.total === 0 ? 0 : memory.active / memory.total,
    disk: (root?.use ?? 0) / 100,
    residentBytes: process.memoryUsage.rss(),
  }
}
