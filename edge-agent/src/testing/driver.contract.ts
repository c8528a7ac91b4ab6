import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunUpdate } from '../instruments/driver.ts'
import { Bench, type DriverHarness, EventRecorder } from './driver-bench.ts'

/** What every driver promises. `createHarness` gives a fresh instrument, idle and reachable, for each test. */
export function describeDriver(name: string, createHarness: () => Promise<DriverHarness>): void {
  describe(`${name} as a driver`, () => {
    let bench: Bench
    beforeEach(async () => {
      bench = new Bench(await createHarness())
    })
    afterEach(() => bench.dispose())
    const current = () => bench
    describeRun(current)
    describeStartFaults(current)
    describeFind(current)
    describeLink(current)
    describeReboot(current)
  })
}

type Current = () => Bench

function describeRun(current: Current): void {
  it('says what the instrument can do', async () => {
    const { driver, harness } = await current().connect()
    const description = await harness.settled(driver.describe())
    const activity = description.activities.find(known => known.name === harness.activity)
    expect(description.kind).not.toBe('')
    expect(() => JSON.parse(activity?.parametersSchemaJson ?? '') as unknown).not.toThrow()
  })

  it('starts once and follows the run to its result', async () => {
    const { driver, harness, instrument } = await current().connect()
    const request = current().request(harness.short)
    const run = await current().started(driver, request)
    const updates = await current().followed(driver, run)
    expect(updates.at(-1)).toMatchObject({ kind: 'succeeded', result: expect.anything() as unknown })
    expect(await instrument.starts()).toBe(1)
    if (driver.traits.keepsIds) expect(await instrument.startedIds()).toEqual([request.attemptId])
  })

  it('tells progress that never goes back, from 0 to 100', async () => {
    const { driver, harness } = await current().connect()
    const run = await current().started(driver, current().request(harness.short))
    const updates = await current().followed(driver, run)
    const percents = updates.flatMap(update =>
      update.kind === 'progress' && update.percent !== undefined ? [update.percent] : [],
    )
    expect(percents).toEqual(percents.toSorted((a, b) => a - b))
    for (const percent of percents) expect(percent).toSatisfy((n: number) => n >= 0 && n <= 100)
  })

  it('is idle before a run, not idle during it, and idle after it', async () => {
    const { driver, harness } = await current().connect()
    expect(await harness.settled(driver.idle())).toEqual({ idle: true })
    const run = await current().started(driver, current().request(harness.long))
    expect(await harness.settled(driver.idle())).toMatchObject({ idle: false })
    await harness.settled(driver.cancel(run))
    await current().followed(driver, run)
    expect(await harness.settled(driver.idle())).toEqual({ idle: true })
  })

  it('does not start a second run beside the first', async () => {
    const { driver, harness, instrument } = await current().connect()
    await current().started(driver, current().request(harness.long))
    const second = await harness.settled(driver.start(current().request(harness.short)))
    expect(second.kind).toBe('refused')
    expect(await instrument.starts()).toBe(1)
  })

  it('cancels', async () => {
    const { driver, harness } = await current().connect()
    const run = await current().started(driver, current().request(harness.long))
    await harness.settled(driver.cancel(run))
    expect((await current().followed(driver, run)).at(-1)).toEqual({ kind: 'cancelled' })
  })

  it('tells a stop at the panel from an end', async context => {
    const { driver, harness, instrument } = await current().connect()
    if (!instrument.stopAtPanel) return context.skip()
    const run = await current().started(driver, current().request(harness.long))
    await instrument.stopAtPanel()
    expect((await current().followed(driver, run)).at(-1)?.kind).toBe('stopped-locally')
  })

  it('stops following when told, without an end', async () => {
    const { driver, harness } = await current().connect()
    const run = await current().started(driver, current().request(harness.long))
    const abort = new AbortController()
    const updates: RunUpdate[] = []
    const following = (async () => {
      for await (const update of driver.follow(run, abort.signal)) {
        updates.push(update)
        abort.abort()
      }
    })()
    await harness.settled(following)
    expect(updates.map(update => update.kind)).toEqual(['progress'])
  })

  it('leaves the run alone when it is closed, and the next driver follows it', async () => {
    const { driver, harness, instrument } = await current().connect()
    const run = await current().started(driver, current().request(harness.short))
    await harness.settled(driver.close())
    const { driver: next } = await current().connect()
    expect((await current().followed(next, run)).at(-1)?.kind).toBe('succeeded')
    expect(await instrument.starts()).toBe(1)
  })
}

function describeStartFaults(current: Current): void {
  it('says refused where the instrument said no, with why', async () => {
    const { driver, harness, instrument } = await current().connect()
    await instrument.failNextStart('refuse')
    const outcome = await harness.settled(driver.start(current().request(harness.short)))
    expect(outcome).toMatchObject({
      kind: 'refused',
      failure: { started: 'no', message: expect.stringMatching(/./) as unknown },
    })
    expect(await instrument.starts()).toBe(0)
  })

  it('is unsure when the answer was lost, and never asks again by itself', async () => {
    const { driver, harness, instrument } = await current().connect()
    await instrument.failNextStart('lose-answer')
    const outcome = await harness.settled(driver.start(current().request(harness.long)))
    expect(outcome.kind).toBe('unsure')
    expect(await instrument.starts()).toBe(1)
  })

  it('is unsure when the request was lost', async () => {
    const { driver, harness, instrument } = await current().connect()
    await instrument.failNextStart('lose-request')
    const outcome = await harness.settled(driver.start(current().request(harness.long)))
    expect(outcome.kind).toBe('unsure')
    expect(await instrument.starts()).toBe(0)
  })

  for (const [fault, expected] of [
    ['drop-link-before', 0],
    ['drop-link-after', 1],
  ] as const) {
    it(`resends nothing when the link drops with a start under way (${fault})`, async () => {
      const { driver, harness, instrument, events } = await current().connect()
      await instrument.failNextStart(fault)
      const outcome = await harness.settled(driver.start(current().request(harness.long)))
      expect(outcome.kind).toBe('unsure')
      await instrument.restoreLink()
      await harness.settled(events.whenReconnected())
      await harness.settled(driver.idle())
      expect(await instrument.starts()).toBe(expected)
    })
  }

  it('refuses at once while there is no link, and starts nothing when the link is back', async () => {
    const { driver, harness, instrument, events } = await current().connect()
    await instrument.dropLink()
    await harness.settled(events.whenDisconnected())
    const outcome = await harness.settled(driver.start(current().request(harness.short)))
    expect(outcome).toMatchObject({ kind: 'refused', failure: { started: 'no' } })
    await instrument.restoreLink()
    await harness.settled(events.whenReconnected())
    expect(await harness.settled(driver.idle())).toEqual({ idle: true })
    expect(await instrument.starts()).toBe(0)
  })

  it('refuses before it is connected and after it is closed', async () => {
    const { harness } = current()
    const unconnected = harness.createDriver()
    expect((await harness.settled(unconnected.start(current().request(harness.short)))).kind).toBe('refused')
    await harness.settled(unconnected.close())
    const { driver, instrument } = await current().connect()
    await harness.settled(driver.close())
    expect((await harness.settled(driver.start(current().request(harness.short)))).kind).toBe('refused')
    expect(await instrument.starts()).toBe(0)
  })

  it('never starts an id twice, and never calls the second time a refusal', async context => {
    const { driver, harness, instrument } = await current().connect()
    if (!driver.traits.keepsIds) return context.skip()
    const request = current().request(harness.short)
    await current().followed(driver, await current().started(driver, request))
    const again = await harness.settled(driver.start(request))
    expect(again.kind).not.toBe('refused')
    expect(await instrument.starts()).toBe(1)
  })
}

function describeFind(current: Current): void {
  it('finds a run by attempt id, running and ended, and says absent of others', async context => {
    const { driver, harness } = await current().connect()
    if (!driver.traits.keepsIds) return context.skip()
    const request = current().request(harness.short)
    const run = await current().started(driver, request)
    expect(await harness.settled(driver.find(request.attemptId))).toEqual({
      kind: 'found',
      runReference: run,
    })
    await current().followed(driver, run)
    expect(await harness.settled(driver.find(request.attemptId))).toEqual({
      kind: 'found',
      runReference: run,
    })
    expect(await harness.settled(driver.find(harness.context.random.id()))).toEqual({ kind: 'absent' })
  })

  it('finds a run whose answer was lost', async context => {
    const { driver, harness, instrument } = await current().connect()
    if (!driver.traits.keepsIds) return context.skip()
    const request = current().request(harness.long)
    await instrument.failNextStart('lose-answer')
    await harness.settled(driver.start(request))
    await harness.settled(driver.close())
    const { driver: next } = await current().connect()
    const found = await harness.settled(next.find(request.attemptId))
    expect(found.kind).toBe('found')
  })

  it('is always unsure where the instrument keeps no ids', async context => {
    const { driver, harness } = await current().connect()
    if (driver.traits.keepsIds) return context.skip()
    const request = current().request(harness.long)
    expect((await harness.settled(driver.find(request.attemptId))).kind).toBe('unsure')
    await current().started(driver, request)
    expect((await harness.settled(driver.find(request.attemptId))).kind).toBe('unsure')
  })

  it('never says absent without a link', async () => {
    const { driver, harness, instrument, events } = await current().connect()
    await instrument.dropLink()
    await harness.settled(events.whenDisconnected())
    const found = await harness.settled(
      driver.find(harness.context.random.id()).catch(() => 'threw' as const),
    )
    expect(found).not.toEqual({ kind: 'absent' })
  })
}

function describeLink(current: Current): void {
  it('rejects the first connect when the instrument can not be reached, and may be asked again', async () => {
    const { harness } = current()
    await harness.instrument.dropLink()
    const driver = current().create()
    const events = new EventRecorder()
    await expect(harness.settled(driver.connect(events))).rejects.toThrow()
    await harness.instrument.restoreLink()
    await harness.settled(driver.connect(events))
    expect(await harness.settled(driver.idle())).toEqual({ idle: true })
  })

  it('goes on following after the link was dropped', async () => {
    const { driver, harness, instrument, events } = await current().connect()
    const run = await current().started(driver, current().request(harness.short))
    const following = current().followed(driver, run)
    await instrument.dropLink()
    await harness.settled(events.whenDisconnected())
    await instrument.restoreLink()
    expect((await following).at(-1)?.kind).toBe('succeeded')
    expect(await instrument.starts()).toBe(1)
  })

  it('tells its health with and without a link', async () => {
    const { driver, harness, instrument, events } = await current().connect()
    expect(await harness.settled(driver.health())).toMatchObject({ ok: true })
    await instrument.dropLink()
    await harness.settled(events.whenDisconnected())
    expect(await harness.settled(driver.health())).toMatchObject({ ok: false })
    await instrument.restoreLink()
    await harness.settled(events.whenReconnected())
    expect(await harness.settled(driver.health())).toMatchObject({ ok: true })
  })

  it('has one boot mark over reconnections', async () => {
    const { driver, harness, instrument, events } = await current().connect()
    const before = await harness.settled(driver.bootMark())
    await instrument.dropLink()
    await harness.settled(events.whenDisconnected())
    await instrument.restoreLink()
    await harness.settled(events.whenReconnected())
    expect(await harness.settled(driver.bootMark())).toBe(before)
  })
}

function describeReboot(current: Current): void {
  it('has another boot mark after a reboot, and a run of before is lost', async () => {
    const { driver, harness, instrument, events } = await current().connect()
    const before = await harness.settled(driver.bootMark())
    const run = await current().started(driver, current().request(harness.long))
    const following = current().followed(driver, run)
    await harness.settled(instrument.reboot())
    expect((await following).at(-1)?.kind).toBe('lost')
    await harness.settled(events.whenReconnected())
    const after = await harness.settled(driver.bootMark())
    if (before !== undefined) expect(after).not.toBe(before)
    expect(await instrument.starts()).toBe(1)
  })
}
