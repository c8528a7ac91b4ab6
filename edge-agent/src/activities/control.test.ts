import { LONGEST_CHECKPOINT } from '@muster/protocol'
import { minutes, seconds } from '@muster/runtime'
import { beforeEach, describe, expect, it } from 'vitest'
import { Bench } from './testing/bench.ts'

const STATES = ['starting', 'running', 'paused', 'running']

describe('a run that is asked for something', () => {
  let bench: Bench
  beforeEach(async () => {
    bench = new Bench()
    await bench.setUp()
  })

  const states = () => bench.reports.map(({ state }) => state)
  const checkpoints = () =>
    bench.reports.map(({ state, checkpointJson, checkpointVersion }) => [
      state,
      checkpointJson,
      checkpointVersion,
    ])

  it('is paused at the instrument and goes on there, as the same run', async () => {
    await bench.running()
    bench.control('pause', 1)
    await bench.time.advance(minutes(5))
    expect(states()).toEqual(STATES.slice(0, 3))
    // A request that comes late is not obeyed any more.
    bench.control('resume', 2)
    await bench.time.advance(seconds(1))
    bench.control('pause', 1)
    await bench.time.advance(seconds(1))
    expect(states()).toEqual(STATES)
    await bench.time.advance(seconds(10))
    expect([states().at(-1), bench.starts]).toEqual(['succeeded', 1])
  })

  it('gives its checkpoint, told with the request that it answers, and goes on', async () => {
    await bench.running()
    await bench.time.advance(seconds(3.5))
    bench.control('checkpoint', 1)
    await bench.time.advance(seconds(0.1))
    expect(checkpoints().at(-1)).toEqual(['running', '{"step":3}', 1])
    // The same request once more is answered already.
    bench.control('checkpoint', 1)
    await bench.time.advance(seconds(1))
    expect(bench.instrument.checkpoints).toBe(1)
    bench.control('cancel', 2)
    await bench.time.advance(seconds(1))
    expect(checkpoints().at(-1)).toEqual(['cancelled', '{"step":3}', 1])
  })

  it('leaves out a checkpoint of what is done', async () => {
    await bench.running()
    bench.control('checkpoint', 1)
    await bench.time.advance(seconds(20))
    expect(checkpoints().at(-1)).toEqual(['succeeded', undefined, undefined])
  })

  it('is asked again, where the driver could not answer, when digests are exchanged anew', async () => {
    await bench.running()
    bench.driver?.failNext('checkpoint', 'throw')
    bench.control('checkpoint', 1)
    await bench.time.advance(seconds(1))
    expect(checkpoints().at(-1)).toEqual(['running', undefined, undefined])
    bench.control('checkpoint', 1)
    await bench.time.advance(seconds(0.1))
    expect(checkpoints().at(-1)).toEqual(['running', '{"step":1}', 1])
  })

  it('is asked again after the agent was killed in it, and tells what it gave before another was killed', async () => {
    await bench.running()
    bench.driver?.failNext('checkpoint', 'hang')
    bench.control('checkpoint', 1)
    await bench.time.advance(seconds(1))
    bench.killAgent()
    await bench.startAgent()
    bench.control('checkpoint', 1)
    await bench.time.advance(seconds(0.1))
    expect(checkpoints().at(-1)).toEqual(['running', '{"step":3}', 1])
    bench.killAgent()
    await bench.startAgent()
    const [entry] = bench.coordinator.all('sync').at(-1)?.attempts ?? []
    expect(entry?.report).toMatchObject({ checkpointJson: '{"step":3}', checkpointVersion: 1 })
    expect(bench.starts).toBe(1)
  })

  it('begins at the checkpoint that its offer has', async () => {
    await bench.running({ checkpointJson: '{"step":7}' })
    await bench.time.advance(seconds(3.1))
    expect(bench.instrument.ledger).toMatchObject([{ checkpoint: { step: 7 } }])
    expect(states().at(-1)).toBe('succeeded')
  })

  it('is not begun where its instrument can not go on from there', async () => {
    bench.offer({ checkpointJson: '{"layer":"?","step":"seven"}' })
    await bench.time.advance(seconds(1))
    bench.grant(bench.coordinator.all('claim')[0]?.nonce ?? '')
    await bench.time.advance(seconds(1))
    expect(bench.starts).toBe(0)
    expect(bench.reports.at(-1)).toMatchObject({
      state: 'failed',
      failure: { code: 'checkpoint-unusable', started: 'no' },
    })
  })

  it('tells nothing of a checkpoint that is too long to travel', async () => {
    await bench.running()
    bench.instrument.ballast = 'x'.repeat(LONGEST_CHECKPOINT)
    bench.control('checkpoint', 1)
    await bench.time.advance(seconds(1))
    expect(checkpoints().at(-1)).toEqual(['running', undefined, undefined])
  })
})
