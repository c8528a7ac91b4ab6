import { minutes, seconds } from '@muster/runtime'
import { beforeEach, describe, expect, it } from 'vitest'
import { Bench } from './testing/bench.ts'

describe('a start at the agent', () => {
  let bench: Bench
  beforeEach(async () => {
    bench = new Bench()
    await bench.setUp()
  })

  it('is claimed, granted, made once and told', async () => {
    bench.grant(await bench.claimed())
    await bench.time.advance(seconds(5))
    expect(bench.starts).toBe(1)
    expect(bench.reported).toEqual(['starting', 'running'])
  })

  it('is not made without a grant, and the claim is given up after its time', async () => {
    await bench.claimed()
    await bench.time.advance(seconds(15))
    expect([bench.starts, bench.reported]).toEqual([0, ['expired']])
  })

  it('is not made on a grant that was held up while the machine slept: time counts from the claim', async () => {
    const nonce = await bench.claimed()
    bench.clock.suspend(seconds(30))
    bench.grant(nonce)
    await bench.time.advance(seconds(60))
    expect([bench.starts, bench.reported]).toEqual([0, ['expired']])
  })

  it('is not made on a grant of the claim that an earlier process sent; that claim has ended', async () => {
    const nonce = await bench.claimed()
    bench.killAgent()
    await bench.startAgent()
    bench.grant(nonce)
    await bench.time.advance(seconds(5))
    expect([bench.starts, bench.reported]).toEqual([0, ['expired']])
  })

  it('is not made on a grant with another nonce, or a refusal', async () => {
    const nonce = await bench.claimed()
    bench.grant('another')
    await bench.time.advance(seconds(1))
    expect(bench.starts).toBe(0)
    const refused = { attemptId: 'job-1-run-1', fence: 1, nonce, ttlMs: 10_000, refusal: 'not wanted' }
    bench.coordinator.say('grant', refused)
    await bench.time.advance(seconds(1))
    expect([bench.starts, bench.reported]).toEqual([0, ['expired']])
  })

  it('is made once on a grant that comes twice', async () => {
    const nonce = await bench.claimed()
    bench.grant(nonce)
    bench.grant(nonce)
    await bench.time.advance(seconds(5))
    bench.grant(nonce)
    await bench.time.advance(seconds(5))
    expect(bench.starts).toBe(1)
  })

  it('answers an offer that it has already with its state, and never with a refusal', async () => {
    const nonce = await bench.claimed()
    bench.offer()
    await bench.time.advance(seconds(1))
    expect(bench.coordinator.all('claim').map(claim => [claim.nonce, claim.refusal])).toEqual([
      [nonce, undefined],
      [nonce, undefined],
    ])
    bench.grant(nonce)
    await bench.time.advance(seconds(3))
    const before = bench.coordinator.all('report').length
    bench.offer()
    await bench.time.advance(seconds(1))
    expect(bench.coordinator.all('report').length).toBeGreaterThan(before)
    expect(bench.coordinator.all('claim').filter(claim => claim.refusal)).toEqual([])
    expect(bench.starts).toBe(1)
  })

  it('refuses an unknown attempt whose fence is not above the highest it has heard of', async () => {
    bench.grant(await bench.claimed())
    await bench.time.advance(minutes(5))
    expect(bench.reported).toContain('succeeded')
    bench.offer({ attemptId: 'job-2-run-1' })
    await bench.time.advance(seconds(1))
    expect(bench.coordinator.all('claim').at(-1)?.refusal).toMatchObject({ reason: 'stale-fence', fence: 1 })
  })

  it('refuses a coordinator with a lower epoch, and one with the same epoch and another lead', async () => {
    const { header } = bench.coordinator
    bench.coordinator.header = { ...header, epoch: 2, leadId: 'lead-2' }
    void bench.coordinator.lead()
    await bench.time.advance(seconds(2))
    bench.offer({}, header)
    bench.offer({}, { ...header, epoch: 2, leadId: 'lead-3' })
    await bench.time.advance(seconds(1))
    expect(bench.coordinator.all('claim').map(claim => claim.refusal?.reason)).toEqual([
      'stale-epoch',
      'stale-epoch',
    ])
  })

  it('takes no offer as unknown while its instrument has not answered yet', async () => {
    bench.instrument.dropLink()
    bench.killAgent()
    await bench.startAgent()
    bench.offer()
    await bench.time.advance(seconds(1))
    expect(bench.coordinator.all('claim').map(claim => claim.refusal?.reason)).toEqual(['not-ready'])
  })

  it('tells an event until this very process is told that it is on disk', async () => {
    bench.grant(await bench.claimed())
    await bench.time.advance(seconds(1))
    const last = bench.coordinator.all('report').flatMap(report => report.events).length
    bench.coordinator.say('ack', { bootId: 'boot-of-another', sequence: 100 })
    await bench.time.advance(seconds(5))
    const again = bench.coordinator
      .all('report')
      .flatMap(report => report.events)
      .slice(last)
    expect(again.map(event => event.sequence)).toContain(1)
    const bootId = bench.coordinator.all('report')[0]?.header.bootId ?? ''
    bench.coordinator.say('ack', { bootId, sequence: 2 })
    await bench.time.advance(seconds(1))
    const told = bench.coordinator.all('report').length
    await bench.time.advance(minutes(5))
    const later = bench.coordinator
      .all('report')
      .slice(told)
      .flatMap(report => report.events)
    expect(later.length).toBeGreaterThan(0)
    expect(Math.min(...later.map(event => event.sequence))).toBe(3)
  })

  it('is let go of on the word of a coordinator that counts its requests anew', async () => {
    bench.grant(await bench.claimed())
    await bench.time.advance(seconds(1))
    const asked = { attemptId: 'job-1-run-1', actor: 'rule:stale' }
    bench.coordinator.say('control', { ...asked, version: 3, action: 'probe' })
    await bench.time.advance(seconds(1))
    // Its store was put back from a backup, and does not know that it has asked before.
    bench.coordinator.say('control', { ...asked, version: 1, action: 'settle', end: 'failed' })
    await bench.time.advance(seconds(1))
    expect(bench.reported.at(-1)).toBe('failed')
  })

  it('takes an offer that follows the answer to a digest at once', async () => {
    bench.killAgent()
    const { coordinator } = bench
    const say = coordinator.say.bind(coordinator)
    coordinator.say = (kind, message, header) => {
      say(kind, message, header)
      if (kind === 'sync') bench.offer()
    }
    await bench.startAgent()
    expect(coordinator.all('claim').length).toBeGreaterThan(0)
  })
})
