import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunUpdate } from '../../instruments/driver.ts'
import { describeDriver } from '../../testing/driver.contract.ts'
import type { CommandDriver } from './driver.ts'
import { isAlive, parseMark, signalGroup } from './process-table.ts'
import { tick, Workplace, workplaceHarness } from './testing/workplace.ts'
import { type Launch, launchDetached, type Launcher } from './wrapper.ts'

describeDriver('a program', () => workplaceHarness(() => Workplace.make()))

describe('the run of a program', () => {
  let place: Workplace
  beforeEach(async () => {
    place = await Workplace.make()
  })
  afterEach(() => place.dispose())

  const events = { connected: () => undefined, disconnected: () => undefined }
  const connected = async (launch?: Launcher) => {
    const driver = place.driver(launch)
    await driver.connect(events)
    return driver
  }
  const request = (parameters: Record<string, unknown>, attemptId = 'a-1') => ({
    attemptId,
    activity: 'measure',
    parameters,
  })
  const ended = async (driver: CommandDriver): Promise<RunUpdate[]> => {
    const updates: RunUpdate[] = []
    for await (const update of driver.follow('a-1', new AbortController().signal)) updates.push(update)
    await driver.close()
    return updates
  }

  it('tells its progress, and never a result that can not be read', async () => {
    const driver = await connected()
    expect(await driver.start(request({ kind: 'short', user: '"' }))).toMatchObject({ kind: 'started' })
    const updates = await ended(driver)
    expect(updates.at(-1)).toMatchObject({ kind: 'failed', failure: { code: 'result-unreadable' } })
  })

  it('tells live values with its progress', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'long' }))
    for await (const update of driver.follow('a-1', new AbortController().signal)) {
      if (update.kind !== 'progress' || update.percent !== 50) continue
      expect(update).toEqual({ kind: 'progress', percent: 50, phase: 'warm', values: { temperature: 21.5 } })
      break
    }
    await driver.close()
  })

  it('carries parameters as they are, and none of them as code', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'short', user: '$(touch x); a b' }))
    const updates = await ended(driver)
    expect(updates.at(-1)).toEqual({
      kind: 'succeeded',
      result: { mass: { value: 12.5, unit: 'g' }, user: 'user=$(touch x); a b' },
    })
  })

  it('refuses a parameter that the program would take for an option', async () => {
    const driver = await connected()
    expect(await driver.start(request({ kind: '--force' }))).toMatchObject({ kind: 'refused' })
    expect(await place.folders.attemptIds()).toEqual([])
    await driver.close()
  })

  it('tells what exit codes mean, with the last complaints', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'fail' }))
    expect((await ended(driver)).at(-1)).toMatchObject({
      kind: 'failed',
      failure: { message: 'the pump does not run: no vacuum', started: 'yes' },
    })
  })

  it('tells a stop at the panel', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'panel' }))
    expect((await ended(driver)).at(-1)?.kind).toBe('stopped-locally')
  })

  it('learns an end that happened while no agent was there', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'short', user: 'x' }))
    await driver.close()
    while ((await place.folders.endOf('a-1')) === undefined) await tick()
    expect((await ended(await connected())).at(-1)).toMatchObject({ kind: 'succeeded' })
  })

  it('is killed when it does not end by itself', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'deaf' }))
    const said = () => readFile(join(place.folders.pathOf('a-1'), 'out.0'), 'utf8').catch(() => '')
    while (!(await said()).includes('deaf')) await tick()
    await driver.cancel('a-1')
    expect((await ended(driver)).at(-1)).toEqual({ kind: 'cancelled' })
    expect(await place.folders.cancelOf('a-1')).toMatchObject({ killed: true })
  })

  it('is lost where it was killed by somebody else', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'long' }))
    await place.killAll()
    expect((await ended(driver)).at(-1)).toMatchObject({ kind: 'lost' })
  })

  it('keeps a bounded part of what it says', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'talk', user: 'x' }))
    expect((await ended(driver)).at(-1)).toMatchObject({
      kind: 'succeeded',
      result: { mass: { value: 12.5 } },
    })
    const folder = place.folders.pathOf('a-1')
    const pieces = (await readdir(folder)).filter(name => name.startsWith('out.') && name !== 'out.pipe')
    const sizes = await Promise.all(pieces.map(async name => (await stat(join(folder, name))).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(20_000_000)
  })

  it('is absent for certain after a crash before the program was begun, and never begins later', async () => {
    let launch: Launch | undefined
    const driver = await connected(async what => void (launch = what))
    expect(await driver.start(request({ kind: 'short' }))).toMatchObject({ kind: 'unsure' })
    await driver.close()
    const next = await connected()
    expect(await next.idle()).toMatchObject({ idle: false })
    expect(await next.find('a-1')).toEqual({ kind: 'absent' })
    if (launch) await launchDetached(launch)
    expect(await next.find('a-1')).toEqual({ kind: 'absent' })
    expect(await next.idle()).toEqual({ idle: true })
    await next.close()
    // The wrapper says who it is before it tries for the claim; then it is gone.
    const late = () => readFile(join(place.folders.pathOf('a-1'), 'claim.begun'), 'utf8').catch(() => '')
    let mark = parseMark(await late())
    for (; !mark; mark = parseMark(await late())) await tick()
    while (await isAlive(mark)) await tick()
    expect(await place.starts()).toEqual([])
  })

  it('is unsure where the machine was switched off when the program was to begin', async () => {
    const driver = await connected(async () => undefined)
    await driver.start(request({ kind: 'short' }))
    const path = place.folders.requestFileOf('a-1')
    const written = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
    await writeFile(path, JSON.stringify({ ...written, bootId: 'another' }))
    expect(await driver.find('a-1')).toMatchObject({ kind: 'unsure' })
    await driver.close()
  })

  it('does not take another process with its number for itself, and signals none', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'long' }))
    const claim = await place.folders.claimOf('a-1')
    if (claim.kind !== 'begun') throw new Error('not begun')
    const other = { ...claim.mark, startTime: '1' }
    expect(await isAlive(other)).toBe(false)
    await signalGroup(other, 'SIGKILL')
    expect(await isAlive(claim.mark)).toBe(true)
    await driver.close()
  })

  it('leaves a folder for people to look at, and the oldest go', async () => {
    const driver = await connected()
    for (const id of ['a-1', 'a-2', 'a-3']) {
      await place.folders.create(request({}, id))
      await place.folders.release(id, 2)
    }
    expect(await place.folders.attemptIds()).toHaveLength(2)
    await driver.close()
  })

  it('begins nothing once the driver is closed, with a start on its way', async () => {
    let launches = 0
    const driver = await connected(async () => void (launches += 1))
    const outcome = driver.start(request({ kind: 'short' }))
    await driver.close()
    expect((await outcome).kind).not.toBe('started')
    expect(launches).toBe(0)
    const next = await connected()
    expect(await next.find('a-1')).toEqual({ kind: 'absent' })
    await next.close()
  })
})
