import assert from 'node:assert/strict'
import { millis, sleep } from '@muster/runtime'
import type { Bench } from './bench.ts'

/**
 * The agent gives a start up that takes too long, closes the driver, and believes what the next one says of it: what goes on in the old
 * one then would be a start that nobody knows of.
 */
export async function closeDuringStart(bench: Bench): Promise<void> {
  const { driver, harness, instrument } = await bench.connect()
  const request = bench.request(harness.long)
  // One that is given up is as good as unsure.
  const starting = driver.start(request).catch(() => undefined)
  // So that it is on its way, and not over.
  await harness.settled(sleep(harness.context.clock, millis(1)))
  await harness.settled(driver.close())
  const { driver: next } = await bench.connect()
  const found = await harness.settled(next.find(request.attemptId))
  // By then what was sent before has arrived.
  await harness.settled(next.idle())
  const before = await instrument.starts()
  const outcome = await harness.settled(starting)
  const starts = await instrument.starts()
  assert.equal(starts, before, 'the start went on after the driver was closed')
  assert.ok(starts <= 1, `it was started ${starts} times`)
  if (outcome?.kind === 'started') assert.equal(starts, 1)
  if (outcome?.kind === 'refused') assert.equal(starts, 0, 'what was started was called refused')
  if (found.kind === 'absent') assert.equal(starts, 0, 'what was started was called absent')
}
