// What each side does: it is told on stdin how many jobs to do, and answers once all are done.
import { createInterface } from 'node:readline'

/** Steps of a job, one after the other. */
export const STEPS = 10

/** @param {(jobs: number) => Promise<void>} work @param {() => Promise<void>} end */
export async function serve(work, end) {
  console.log(JSON.stringify({ msg: 'ready' }))
  for await (const line of createInterface({ input: process.stdin })) {
    await work(Number(line))
    console.log(JSON.stringify({ msg: 'done' }))
  }
  await end()
}
