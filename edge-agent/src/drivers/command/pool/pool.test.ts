import { rm, stat, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunUpdate } from '../../../instruments/driver.ts'
import { describeDriver } from '../../../testing/driver.contract.ts'
import type { CommandDriver } from '../driver.ts'
import { signalGroup } from '../process-table.ts'
import { tick, Workplace, workplaceHarness } from '../testing/workplace.ts'
import { launchDetached, type Launcher } from '../wrapper.ts'
import type { Worker } from './worker.ts'

describeDriver('a program of a pool', () => workplaceHarness(() => Workplace.make('pool')))

describe('a pool', () => {
  let place: Workplace
  const drivers: CommandDriver[] = []
  beforeEach(async () => {
    place = await Workplace.make('pool')
  })
  afterEach(async () => {
    for (const driver of drivers.splice(0)) await driver.close()
    await place.dispose()
  })

  const connected = async (pool: object = {}, activity: object = {}, launch: Launcher = launchDetached) => {
    const driver = place.driver(launch, place.poolSettings(pool, activity))
    drivers.push(driver)
    await driver.connect({ connected: () => undefined, disconnected: () => undefined })
    return driver
  }
  const start = (driver: CommandDriver, kind: string, attemptId = 'a-1') =>
    driver.start({ attemptId, activity: 'measure', parameters: { kind } })
  const ended = async (driver: CommandDriver, attemptId = 'a-1'): Promise<RunUpdate | undefined> => {
    let last: RunUpdate | undefined
    for await (const update of driver.follow(attemptId, new AbortController().signal)) last = update
    return last
  }
  /** The programs, as soon as there are so many of them. */
  const workers = async (count: number): Promise<Worker[]> => {
    for (;;) {
      const living = await place.workers()
      if (living.length === count) return living
      await tick()
    }
  }
  const readyWorkers = async (count: number): Promise<Worker[]> => {
    for (;;) {
      const living = await workers(count)
      if ((await Promise.all(living.map(worker => worker.isReady()))).every(Boolean)) return living
      await tick()
    }
  }

  it('keeps its minimum warm, and gives one job after another to the same program', async () => {
    const driver = await connected({ minimum: 1 })
    const [warm] = await readyWorkers(1)
    for (const id of ['a-1', 'a-2']) {
      expect(await start(driver, 'short', id)).toMatchObject({ kind: 'started' })
      expect(await ended(driver, id)).toEqual({
        kind: 'succeeded',
        result: { mass: { value: 12.5, unit: 'g' } },
      })
    }
    expect((await workers(1)).map(worker => worker.id)).toEqual([warm?.id])
    expect(await place.starts()).toEqual(['a-1', 'a-2'])
  })

  it('ends what has had nothing to do beyond its minimum', async () => {
    const driver = await connected({ minimum: 0, idleAfter: '30 ms' })
    await start(driver, 'short')
    await ended(driver)
    expect(await workers(0)).toEqual([])
  })

  it('tells why a job failed', async () => {
    const driver = await connected()
    await start(driver, 'fail')
    expect(await ended(driver)).toMatchObject({
      kind: 'failed',
      failure: { message: expect.stringContaining('no vacuum') as unknown },
    })
  })

  it('replaces a program that does not answer its health line', async () => {
    const health = { line: 'PING', answer: 'PONG', every: '20 ms', limit: '50 ms' }
    const driver = await connected({ minimum: 1, health: { ...health, limit: '300 ms' } })
    const [first] = await readyWorkers(1)
    await start(driver, 'stuck')
    expect(await ended(driver)).toMatchObject({ kind: 'succeeded' })
    while (await first?.isAlive()) await tick()
    const [second] = await readyWorkers(1)
    expect(second?.id).not.toBe(first?.id)
    expect(await place.starts()).toEqual(['a-1'])
  })

  it('refuses a start where no program gets ready: nothing was begun', async () => {
    await writeFile(`${place.ledger}.mute`, '')
    const driver = await connected({ readyLimit: '50 ms' })
    expect(await start(driver, 'short')).toMatchObject({ kind: 'refused', failure: { started: 'no' } })
    expect(await driver.find('a-1')).toEqual({ kind: 'absent' })
    expect(await place.folders.attemptIds()).toEqual([])
    await driver.close()
    await rm(`${place.ledger}.mute`)
    expect(await start(await connected(), 'short')).toMatchObject({ kind: 'started' })
  })

  it('loses a run whose program ends without an answer, and never gives it to another', async () => {
    const driver = await connected({ minimum: 1 })
    await start(driver, 'die')
    expect(await ended(driver)).toMatchObject({ kind: 'lost' })
    await readyWorkers(1)
    expect(await place.starts()).toEqual(['a-1'])
  })

  it('leaves a program alone in which a run may be under way, until a person has said what became of it', async () => {
    const driver = await connected({ maximum: 2 })
    await start(driver, 'long')
    const [busy] = await workers(1)
    while ((await place.starts()).length === 0) await tick()
    const claim = await place.folders.claimOf('a-1')
    if (claim.kind === 'begun') await signalGroup(claim.mark, 'SIGKILL')
    expect(await ended(driver)).toMatchObject({ kind: 'lost' })
    // It has answered no health line since, and is neither ended nor given a job.
    expect(await driver.idle()).toMatchObject({ idle: false })
    expect(await start(driver, 'short', 'a-2')).toMatchObject({ kind: 'refused' })
    await driver.close()
    expect(await busy?.isAlive()).toBe(true)
    const next = await connected({ maximum: 2 })
    await next.release('a-1')
    while (await busy?.isAlive()) await tick()
    expect(await start(next, 'short', 'a-2')).toMatchObject({ kind: 'started' })
    expect(await ended(next, 'a-2')).toMatchObject({ kind: 'succeeded' })
    expect(await place.starts()).toEqual(['a-1', 'a-2'])
  })

  it('kills a program that does not stop when it is asked to', async () => {
    const driver = await connected({}, { cancel: { line: 'NONSENSE', killAfter: '50 ms' } })
    await start(driver, 'long')
    const [busy] = await workers(1)
    await driver.cancel('a-1')
    expect(await ended(driver)).toEqual({ kind: 'cancelled' })
    expect(await busy?.isAlive()).toBe(false)
  })

  it('hands nothing over late: a call that was revoked never writes its line', async () => {
    let late: (() => Promise<void>) | undefined
    const driver = await connected({}, {}, async launch => {
      late = () => launchDetached(launch)
    })
    expect(await start(driver, 'short')).toMatchObject({ kind: 'unsure' })
    expect(await driver.find('a-1')).toEqual({ kind: 'absent' })
    await driver.close()
    await late?.()
    // The next job goes to the same program, after whatever the late call would have written.
    const next = await connected()
    await start(next, 'short', 'a-2')
    expect(await ended(next, 'a-2')).toMatchObject({ kind: 'succeeded' })
    expect(await place.starts()).toEqual(['a-2'])
  })

  it('hands nothing over once the driver is closed, with a start that waits for a program to be ready', async () => {
    await writeFile(`${place.ledger}.mute`, '')
    const driver = await connected({ health: undefined })
    const outcome = start(driver, 'short')
    const [warming] = await workers(1)
    while (!(await stat(`${place.ledger}.mute.up`).catch(() => undefined))) await tick()
    const closing = driver.close()
    await writeFile(warming?.outPipe ?? '', 'READY\n')
    expect(await outcome).toMatchObject({ kind: 'refused' })
    await closing
    await workers(0)
    expect(await (await connected()).find('a-1')).toEqual({ kind: 'absent' })
    expect(await place.starts()).toEqual([])
  })

  it('begins no program once the driver is closed, whatever was under way', async () => {
    const driver = place.driver(launchDetached, place.poolSettings({ minimum: 2, maximum: 2 }))
    await driver.connect({ connected: () => undefined, disconnected: () => undefined })
    await driver.close()
    expect(await workers(0)).toEqual([])
    // Its turn comes after whatever was under way.
    await driver.close()
    expect(await place.workers()).toEqual([])
  })
})
