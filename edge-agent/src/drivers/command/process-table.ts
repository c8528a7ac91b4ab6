import { readdir, readFile } from 'node:fs/promises'

/** A process, so that another one that got its number later is not taken for it. */
export interface ProcessMark {
  readonly pid: number
  /** Clock ticks since the machine's boot, as /proc has it. */
  readonly startTime: string
  /** Of the boot of the machine in which it began. */
  readonly bootId: string
}

/** Differs after each boot of this machine. @throws where there is no /proc of Linux. */
export async function machineBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
}

/** Reads what the wrapper wrote: number, start time, boot. */
export function parseMark(text: string): ProcessMark | undefined {
  const match = /^([1-9]\d*) (\d+) ([\w-]+)\s*$/.exec(text)
  return match ? { pid: Number(match[1]), startTime: match[2] ?? '', bootId: match[3] ?? '' } : undefined
}

/** Whether the process, or one that it left in its group, is still there. */
export async function isAlive(mark: ProcessMark): Promise<boolean> {
  if (mark.bootId !== (await machineBootId())) return false
  const leader = await statOf(mark.pid)
  if (leader && leader.startTime !== mark.startTime) return false
  if (leader && leader.state !== 'Z') return true
  // While a group has members its number is given to no other process. What is dead and was not buried yet, which
  // may take long where the first process of a container does not look after orphans, is none of them.
  return signalled(mark.pid, 0) && (await hasLiving(mark.pid))
}

async function hasLiving(group: number): Promise<boolean> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  for (const pid of pids) {
    const found = await statOf(Number(pid))
    if (found?.group === group && found.state !== 'Z') return true
  }
  return false
}

/** Sends a signal to the process and all of its group; to nobody where it is gone. */
export async function signalGroup(mark: ProcessMark, signal: NodeJS.Signals): Promise<void> {
  if (await isAlive(mark)) signalled(mark.pid, signal)
}

function signalled(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal)
  } catch {
    return false
  }
}

interface ProcessStat {
  readonly state: string
  readonly group: number
  readonly startTime: string
}

async function statOf(pid: number): Promise<ProcessStat | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name stands in brackets and may hold anything; the fields after it do not.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', group: Number(fields[2]), startTime: fields[19] ?? '' }
  } catch {
    return undefined
  }
}
