import { readFile } from 'node:fs/promises'
import { millis, sleep, systemClock } from '@muster/runtime'

/** Of Linux, on every machine that this runs on. */
const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4_096

/** CPU seconds that a process has used. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // After the name, which stands in brackets: state is the first field, user and system time are the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

async function residentBytes(pid: number): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8')
  return Number(statm.split(' ')[1]) * PAGE_BYTES
}

export interface Usage {
  /** Of one core, 0 to 1 for a process with one busy thread. */
  readonly cpu: number
  readonly meanBytes: number
  readonly mostBytes: number
}

/** What processes use over some seconds, looked at once a second. */
export async function measureUsage(pids: readonly number[], seconds: number): Promise<readonly Usage[]> {
  const began = systemClock.monotonic()
  const before = await Promise.all(pids.map(cpuSeconds))
  const memory: number[][] = pids.map(() => [])
  for (let second = 0; second < seconds; second++) {
    await sleep(systemClock, millis(began + (second + 1) * 1_000 - systemClock.monotonic()))
    for (const [index, pid] of pids.entries()) memory[index]?.push(await residentBytes(pid))
  }
  const after = await Promise.all(pids.map(cpuSeconds))
  const took = (systemClock.monotonic() - began) / 1_000
  return memory.map((samples, index) => ({
    cpu: ((after[index] ?? 0) - (before[index] ?? 0)) / took,
    meanBytes: samples.reduce((sum, bytes) => sum + bytes, 0) / samples.length,
    mostBytes: Math.max(...samples),
  }))
}
