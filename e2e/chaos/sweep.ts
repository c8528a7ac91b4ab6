import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { millis, sleep, systemClock } from '@muster/runtime'
import { attempt } from './command.ts'

/** All that a run makes in the system is named so; the process id in it tells whether the run still lives. */
const PREFIX = /^mc([0-9a-z]+)-/
export const prefixOf = (pid: number): string => `mc${pid.toString(36)}-`
/** Where a run keeps configurations, logs and ledgers, and mounts its small disks. */
export const folderOf = (prefix: string): string => join(tmpdir(), `muster-chaos-${prefix.slice(0, -1)}`)
/** The end of the cable between this test and the site's network. */
export const cableOf = (prefix: string): string => `${prefix}t`

/** Ends all processes in a run's namespaces and removes what it made in the system; its folder of logs stays. */
export async function sweep(prefix: string): Promise<void> {
  const names = (await namespaces()).filter(name => name.startsWith(prefix))
  for (const name of names) await emptied(name)
  for (const name of names) await attempt('ip', 'netns', 'delete', name)
  await attempt('ip', 'link', 'delete', cableOf(prefix))
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map(line => line.split(' ')[1] ?? '')
  for (const mount of mounts.filter(path => path.startsWith(`${folderOf(prefix)}/`)).reverse())
    await attempt('umount', '--lazy', mount)
}

/** What runs left behind that were ended so that they could not sweep. */
export async function sweepLeftovers(): Promise<void> {
  const prefixes = new Set((await namespaces()).map(name => PREFIX.exec(name)?.[0] ?? ''))
  for (const prefix of prefixes) {
    const pid = Number.parseInt(PREFIX.exec(prefix)?.[1] ?? '', 36)
    if (prefix !== '' && !(await isAlive(pid))) await sweep(prefix)
  }
}

async function namespaces(): Promise<string[]> {
  const lines = (await attempt('ip', 'netns', 'list')).split('\n')
  return lines.map(line => line.split(' ')[0] ?? '').filter(name => PREFIX.test(name))
}

async function emptied(namespace: string): Promise<void> {
  for (let look = 0; look < 50; look += 1) {
    const pids = (await attempt('ip', 'netns', 'pids', namespace)).split('\n').filter(line => line !== '')
    if (pids.length === 0) return
    await attempt('kill', '-KILL', ...pids)
    await sleep(systemClock, millis(100))
  }
}

async function isAlive(pid: number): Promise<boolean> {
  return readFile(`/proc/${pid}/stat`).then(
    () => true,
    () => false,
  )
}
