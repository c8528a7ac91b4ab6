import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, millis, nodeFileSystem, silentLogger, systemClock } from '@muster/runtime'
import { seededRandom } from '@muster/runtime/testing'
import { afterAll, expect, it } from 'vitest'
import { Journal } from './journal.ts'

const folder = mkdtempSync(join(tmpdir(), 'muster-disk-'))
const isMounted = mount()
/** The pauses between tries are cut short: a real disk is not slower for that. */
const clock: Clock = { ...systemClock, after: (_, action) => systemClock.after(millis(5), action) }

function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    process.stderr.write('real-disk.test.ts: skipped, this user may not mount a file system of 1 MB\n')
    return false
  }
}

afterAll(() => {
  if (isMounted) execFileSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
})

it.skipIf(!isMounted)(
  'a journal on a file system of 1 MB waits while that is full, and goes on',
  async () => {
    const random = seededRandom(1)
    const journal = await Journal.open(
      { fileSystem: nodeFileSystem, clock, random, logger: silentLogger },
      folder,
    )
    const filled = join(folder, 'somebody-elses.log')
    fill(filled)
    const faulty = Promise.withResolvers<string>()
    journal.storage.onChange = () => faulty.resolve(journal.storage.fault?.message ?? '')
    const parametersJson = JSON.stringify({ text: 'x'.repeat(20_000) })
    const ids = { attemptId: 'job-1-run-1', jobId: 'job-1', taskId: 'job-1-run', instrumentId: 'printer' }
    const claim = { ...ids, fence: 1, activity: 'print', parametersJson, awayPolicy: 'continue' } as const
    let isClaimed = false
    const claimed = journal.claim(claim).then(() => {
      isClaimed = true
    })
    expect(await faulty.promise).toContain('ENOSPC')
    expect([isClaimed, journal.durable.attempts]).toEqual([false, {}])
    rmSync(filled)
    await claimed
    expect([journal.storage.fault, journal.durable.attempts['job-1-run-1']?.state]).toEqual([
      undefined,
      'claimed',
    ])
  },
)

function fill(path: string): void {
  for (const size of [64 * 1024, 4 * 1024]) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' })
    } catch {
      // That was all there was room for.
    }
  }
}
