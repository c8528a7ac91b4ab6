import { access, constants, open, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Clock, messageOf } from '@muster/runtime'
import { doubtful, type Finding, right, untested, wrong } from './finding.ts'

const MEGABYTE = 1_000_000
/** MB; a journal is small, but it has to be written before anything is started. */
const LITTLE = 500
const TOO_LITTLE = 50
/** ms for a write that has reached the disk. A start waits for a handful of them. */
const SLOW = 200
const TOO_SLOW = 2_000
const WRITES = 5

/** Whether the journal's folder has room, can be written by whoever runs this, and is not read by others; and how long a write takes. */
export async function examineDisk(folder: string, clock: Clock): Promise<readonly Finding[]> {
  const there = await stat(folder).catch(() => undefined)
  if (!there) return [await missing(folder)]
  const findings = [await room(folder)]
  if ((there.mode & 0o022) !== 0)
    findings.push(
      doubtful(
        'permissions',
        `others than its owner may change ${folder}`,
        `The journal says what was started: chmod go-w ${folder}`,
      ),
    )
  findings.push(await writes(folder, clock))
  return findings
}

async function missing(folder: string): Promise<Finding> {
  const parent = dirname(folder)
  const usable = await access(parent, constants.W_OK).then(
    () => true,
    () => false,
  )
  return usable
    ? untested('disk', `${folder} is not there yet: the agent makes it at its first start`)
    : wrong(
        'disk',
        `${folder} is not there, and can't be made here`,
        'Make it, for the user that the agent runs as.',
      )
}

async function room(folder: string): Promise<Finding> {
  const { bavail, bsize, ffree, files } = await statfs(folder)
  const megabytes = Math.floor((bavail * bsize) / MEGABYTE)
  const advice = `Delete what is not needed on the disk of ${folder}; df -h ${folder} tells more.`
  if (files > 0 && ffree < 100) return wrong('disk', `${folder} has room for ${ffree} more files`, advice)
  if (megabytes < TOO_LITTLE) return wrong('disk', `${folder} has ${megabytes} MB left`, advice)
  if (megabytes < LITTLE) return doubtful('disk', `${folder} has ${megabytes} MB left`, advice)
  return right('disk', `${folder} has ${megabytes} MB left`)
}

async function writes(folder: string, clock: Clock): Promise<Finding> {
  const path = join(folder, `doctor-${process.pid}.tmp`)
  const took: number[] = []
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      for (let count = 0; count < WRITES; count += 1) {
        const began = clock.monotonic()
        await file.write(Buffer.alloc(4_096))
        await file.sync()
        took.push(clock.monotonic() - began)
      }
    } finally {
      await file.close()
      await rm(path, { force: true })
    }
  } catch (error) {
    const advice = `The agent's user has to own ${folder}: chown -R muster-agent: ${folder}. Where the disk is read-only or full, mend that first.`
    return wrong('disk', `${folder} can't be written: ${messageOf(error)}`, advice)
  }
  const slowest = Math.round(Math.max(...took))
  const message = `a write takes ${slowest} ms to reach the disk, at most`
  const advice =
    'Each start waits for several of them. Is the disk failing, or on a network? Another disk for the data folder helps.'
  if (slowest > TOO_SLOW) return wrong('disk', message, advice)
  return slowest > SLOW ? doubtful('disk', message, advice) : right('disk', message)
}
