import { readdir, readFile, readlink, realpath, writeFile } from 'node:fs/promises'
import {
  type FileLock,
  type Logger,
  messageOf,
  millis,
  nodeFileSystem,
  sleep,
  systemClock,
} from '@muster/runtime'

/** How often it is tried whether the process before is gone. */
const LOCK_EVERY = millis(50)
/** An orphan ends by itself as soon as it can do anything at all: one that is still there after 2 s can't. */
const ORPHAN_TRIES = 40

/**
 * Takes the lock of a driver's folder, once nobody else has it. It is held until this process ends, however it does.
 *
 * Whoever holds it beside us is an orphan: the agent holds a lock on the folder that this one is in, and has one process
 * here at a time. One that does not notice that its agent is gone, because it is busy without end, is ended.
 */
export async function lockFolder(folder: string, logger: Logger): Promise<FileLock> {
  for (let tries = 1; ; tries++) {
    const lock = await nodeFileSystem.lock(`${folder}/driver.lock`)
    if (lock) {
      await writeFile(holderFile(folder), String(process.pid))
      return lock
    }
    if (tries % ORPHAN_TRIES === 0) await endOrphan(folder, logger)
    await sleep(systemClock, LOCK_EVERY)
  }
}

/** Who took the lock last. That it is still held says that this process lives, and that its id is still its own. */
const holderFile = (folder: string) => `${folder}/driver.pid`

async function endOrphan(folder: string, logger: Logger): Promise<void> {
  try {
    const orphan = Number(await readFile(holderFile(folder), 'utf8'))
    if (!Number.isInteger(orphan) || orphan <= 1 || orphan === process.pid) return
    const lock = await nodeFileSystem.lock(`${folder}/driver.lock`)
    if (lock) return await lock.release()
    if (!(await hasOpen(orphan, `${folder}/driver.lock`))) return
    process.kill(orphan, 'SIGKILL')
    logger.warn('an earlier process of this driver did not notice that its agent was gone: it is ended', {
      pid: orphan,
    })
  } catch (error) {
    logger.warn('an earlier process of this driver is still there', { reason: messageOf(error) })
  }
}

/** Whether a process has this file open, where the operating system tells (Linux). */
async function hasOpen(pid: number, path: string): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const at = `/proc/${pid}/fd`
  const wanted = await realpath(path)
  const files = await Promise.all(
    (await readdir(at)).map(name => readlink(`${at}/${name}`).catch(() => undefined)),
  )
  return files.includes(wanted)
}
