import { readdir, readFile } from 'node:fs/promises'
import { cpuSeconds } from '../supervisor/usage.ts'

/** CPU seconds that a process and those it started have used; of those that have ended it is not told. */
export async function cpuOfChildren(pid: number): Promise<number> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number)
  const used = await Promise.all(
    pids.map(async one => {
      const parent = one === pid ? pid : await parentOf(one)
      return parent === pid ? cpuSeconds(one).catch(() => 0) : 0
    }),
  )
  return used.reduce((sum, one) => sum + one, 0)
}

async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}
