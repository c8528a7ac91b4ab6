import { statfs } from 'node:fs/promises'
import { cpus, freemem, totalmem } from 'node:os'
import type { HostLoad } from '@muster/protocol'
import { type Clock, type Logger, messageOf, repeat, type Running, running, seconds } from '@muster/runtime'

const PERIOD = seconds(10)

export interface HostLoadSampler extends Running {
  /** The newest sample; undefined until there is one. */
  readonly current: () => HostLoad | undefined
}

/** Samples the load of this machine every 10 s, as Node tells it; its disk is the one of `folder`. A machine that can't be measured is not an error. */
export function sampleHostLoad(clock: Clock, logger: Logger, folder: string): HostLoadSampler {
  let current: HostLoad | undefined
  let hasFailed = false
  let before = cpuTimes()
  const sample = async () => {
    const { bavail, bfree, blocks } = await statfs(folder)
    const now = cpuTimes()
    const passed = now.all - before.all
    const idle = now.idle - before.idle
    before = now
    current = {
      cpu: passed > 0 ? Math.max(0, 1 - idle / passed) : 0,
      // What is free counts what caches would give back.
      memory: 1 - freemem() / totalmem(),
      // What an ordinary user can't use is taken, as `df` counts it.
      disk: blocks === 0 ? 0 : 1 - bavail / Math.max(1, blocks - bfree + bavail),
      residentBytes: process.memoryUsage.rss(),
    }
  }
  const turn = () => {
    sample().catch((error: unknown) => {
      if (!hasFailed) logger.warn('the load of this machine can not be measured', { error: messageOf(error) })
      hasFailed = true
    })
  }
  turn()
  const timer = repeat(clock, PERIOD, turn)
  return { current: () => current, ...running(async () => timer.cancel()) }
}

/** Milliseconds that all cores together have passed since the boot, and passed with nothing to do. */
function cpuTimes(): { readonly all: number; readonly idle: number } {
  let [all, idle] = [0, 0]
  for (const { times } of cpus()) {
    idle += times.idle
    all += times.user + times.nice + times.sys + times.irq + times.idle
  }
  return { all, idle }
}
