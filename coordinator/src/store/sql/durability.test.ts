import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { findBrokenLink } from '../audit-chain.ts'
import { sqliteHarness } from './testing/sqlite-harness.ts'

const PROGRAM = fileURLToPath(new URL('./testing/commit-until-killed.ts', import.meta.url))
/** Not the same each time, so that the kill hits different moments of a commit. */
const KILLED_AFTER = [1, 40, 173]

/** Resolves with the last job that the process said was on disk, once `count` were and the process was killed. */
async function killAfter(child: ChildProcess, count: number): Promise<number> {
  if (!child.stdout) throw new Error('the process has no standard output')
  let last = 0
  let seen = 0
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line)
    seen += 1
    if (seen === count) child.kill('SIGKILL')
  }
  return last
}

it('has on disk all that a process said it committed before it was killed', async () => {
  const harness = await sqliteHarness()
  try {
    let acknowledged = 0
    for (const count of KILLED_AFTER) {
      const child = spawn(process.execPath, [PROGRAM, harness.path, String(acknowledged + 1)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const exited = once(child, 'exit')
      const last = await killAfter(child, count)
      expect(await exited).toEqual([null, 'SIGKILL'])
      const store = await harness.reopen()
      const { jobs, tasks } = await store.loadOpenWork()
      // The process may have been killed after a commit and before it said so.
      expect([last, last + 1]).toContain(jobs.length)
      expect(jobs.map(job => job.sequence)).toEqual(jobs.map((_, at) => at + 1))
      expect(tasks).toHaveLength(jobs.length)
      const events = await store.events({ limit: 10_000 })
      expect(events).toHaveLength(jobs.length)
      expect(findBrokenLink(events)).toBeUndefined()
      expect((await store.identity()).restored).toBe(false)
      await store.close()
      acknowledged = jobs.length
    }
  } finally {
    await harness.dispose()
  }
})
