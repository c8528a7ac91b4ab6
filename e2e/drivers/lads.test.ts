import { createDriverRegistry } from '@muster/edge-agent/testing'
import { describeDriver } from '@muster/edge-agent/testing/driver-contract'
import { OpcUaConnection } from '@muster/edge-agent/testing/opcua'
import { messageOf, seconds, systemClock } from '@muster/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  connected,
  makeIdle,
  OPTIONAL_PARTS,
  type PlateReader,
  plateReader,
  started,
} from './plate-reader.ts'

const LONG = { wells: 1_536 }
const SHORT = { wells: 8 }
const RESULT = [
  { name: 'wells', variable: 'wellsRead', unit: 'wells' },
  { name: 'absorbance', variable: 'meanAbsorbance' },
]

describe('in full', () => {
  const reader = withReader([])
  describeDriver('LADS at a plate reader in full', () => reader().harness())
  describeFull(reader)
})

describe('without what is optional', () => {
  const reader = withReader(OPTIONAL_PARTS)
  describeDriver('LADS at a plate reader without what is optional', () => reader().harness())
})

/** One reader for all tests of a group. */
function withReader(leaveOut: readonly string[], protocol: object = {}): () => PlateReader {
  let reader: PlateReader
  beforeAll(async () => {
    reader = await plateReader(leaveOut, protocol)
  })
  afterAll(() => reader[Symbol.asyncDispose]())
  return () => reader
}

function describeFull(reader: () => PlateReader): void {
  it('is driven from a process of its own, with progress, live values, results and files', async () => {
    makeIdle(reader().simulator)
    const activity = { ...(reader().settings(0)['activities'] as object[])[0], result: RESULT }
    await using at = await connected(reader(), { activities: [activity] }, createDriverRegistry())
    expect(await at.driver.describe()).toMatchObject({
      kind: 'lads',
      serial: 'PR-7',
      model: 'plate-reader',
    })
    const long = started(await at.start(LONG))
    const going = await at.followed(long, update => update.kind === 'progress' && (update.percent ?? 0) > 0)
    expect(going.at(-1)).toMatchObject({
      phase: expect.stringMatching(/^(warm up|shake|read row \d+)$/) as unknown,
      remaining: expect.any(Number) as unknown,
      values: { temperature: expect.any(Number) as unknown },
    })
    await at.driver.cancel(long)
    await at.followed(long)
    const run = started(await at.start({ ...SHORT, plate: 'P-12' }, 'attempt-1'))
    const updates = await at.followed(run)
    expect(updates.at(-1)).toEqual({
      kind: 'succeeded',
      result: {
        wells: { value: 8, unit: 'wells' },
        absorbance: { value: expect.any(Number) as unknown, unit: 'AU' },
        files: [
          {
            name: 'absorbance.csv',
            mimeType: 'text/csv',
            url: expect.stringMatching(/absorbance.csv$/) as unknown,
          },
        ],
      },
    })
    expect(reader().simulator.starts().at(-1)).toMatchObject({
      jobOrderId: 'attempt-1',
      parameters: { wells: 8 },
    })
  })

  it('pauses a run and lets it go on', async () => {
    makeIdle(reader().simulator)
    await using at = await connected(reader())
    const run = started(await at.start(LONG))
    await at.driver.pause?.(run)
    const paused = await at.followed(run, update => update.kind === 'progress' && update.paused === true)
    expect(paused.at(-1)).toMatchObject({ paused: true })
    await at.driver.resume?.(run)
    const going = await at.followed(run, update => update.kind === 'progress' && !update.paused)
    expect(going.at(-1)).not.toHaveProperty('paused')
    makeIdle(reader().simulator)
  })

  it('stops nothing that is not ours', async () => {
    makeIdle(reader().simulator)
    await using at = await connected(reader())
    const before = started(await at.start(SHORT))
    await at.followed(before)
    const other = started(await at.start(LONG))
    await at.driver.cancel(before)
    await at.driver.cancel('unheard-of')
    await expect(at.driver.pause?.(before)).rejects.toThrow('not at this run')
    expect(reader().simulator.state().run?.state.name).toBe('running')
    await at.driver.cancel(other)
    expect((await at.followed(other)).at(-1)).toEqual({ kind: 'cancelled' })
  })

  it('tells a run that broke down, with what the server says, and waits for somebody to clear it', async () => {
    makeIdle(reader().simulator)
    await using at = await connected(reader())
    reader().simulator.addFault({ kind: 'fail-run', at: 50, reason: 'the lamp is out', times: 1 })
    const run = started(await at.start(SHORT))
    expect((await at.followed(run)).at(-1)).toMatchObject({
      kind: 'failed',
      failure: { message: 'the lamp is out', started: 'yes' },
    })
    expect(await at.driver.idle()).toEqual({
      idle: false,
      reason: 'the functional unit is Aborted: clear it at the instrument',
    })
    const starts = reader().simulator.starts().length
    expect(await at.start(SHORT)).toMatchObject({ kind: 'refused', failure: { code: 'busy' } })
    expect(reader().simulator.starts()).toHaveLength(starts)
    await reader().simulator.reboot()
  })

  it('does not have the program template that the settings name: refused, with those that it has', async () => {
    makeIdle(reader().simulator)
    const activity = { ...(reader().settings(0)['activities'] as object[])[0], template: 'rea' }
    await using at = await connected(reader(), { activities: [activity] })
    expect(await at.start(SHORT)).toMatchObject({
      kind: 'refused',
      failure: {
        code: 'unknown-template',
        started: 'no',
        message:
          'the functional unit has no program template rea, but read (setting `template` of the activity)',
      },
    })
  })

  it('refuses a property that is out of range: nothing has started, and it is said why', async () => {
    makeIdle(reader().simulator)
    await using at = await connected(reader())
    const starts = reader().simulator.starts().length
    expect(await at.start({ wells: 5_000 })).toMatchObject({
      kind: 'refused',
      failure: { started: 'no', message: expect.stringContaining('BadOutOfRange') as unknown },
    })
    expect(reader().simulator.starts()).toHaveLength(starts)
  })

  it('has more results than may be looked through: nothing is sent, and the setting is named', async () => {
    makeIdle(reader().simulator)
    await using at = await connected(reader())
    for (const _ of [1, 2]) await at.followed(started(await at.start(SHORT)))
    await using narrow = await connected(reader(), { maxResults: 1 })
    expect(await narrow.start(SHORT)).toMatchObject({
      kind: 'refused',
      failure: {
        message: expect.stringContaining('(setting `maxResults`): there are more than 1') as unknown,
      },
    })
    expect(await narrow.driver.find('attempt')).toMatchObject({
      kind: 'unsure',
      reason: expect.stringContaining('maxResults') as unknown,
    })
  })

  it('is browsed page by page, as far as was asked for', async () => {
    const connection = await OpcUaConnection.open({
      endpoint: reader().simulator.endpoint,
      security: { mode: 'None', policy: 'Basic256Sha256' },
      user: undefined,
      applicationUri: 'urn:muster:edge-agent:reader',
      pki: reader().pki,
      namespaces: { D: 'http://opcfoundation.org/UA/DI/', S: 'urn:muster:simulator' },
      responseLimit: seconds(5),
      startLimit: seconds(5),
      connectLimit: seconds(5),
      clock: systemClock,
    })
    const [device] = await connection.resolve(['/D:DeviceSet/S:PlateReader'])
    if (!device) throw new Error('there is no plate reader')
    const all = await connection.children(device, 1_000, 'throw')
    connection.session.requestedMaxReferencesPerNode = 3
    expect(await connection.children(device, all.length, 'throw')).toEqual(all)
    expect(await connection.children(device, 4, 'cut')).toEqual(all.slice(0, 4))
    await expect(connection.children(device, all.length - 1, 'throw')).rejects.toThrow('more than')
    connection.close()
    await connection.released
    expect(all.length).toBeGreaterThan(6)
  })

  it('can not be connected to with wrong nodes: what is missing is named, with the setting to change', async () => {
    const told = (change: object) => connected(reader(), change).then(() => 'connected', messageOf)
    expect(await told({ device: '/D:DeviceSet/S:PlateRaeder' })).toMatch(
      /the server has no \/D:DeviceSet\/S:PlateRaeder; there is in \/D:DeviceSet .*PlateReader.* \(setting `device`\)/,
    )
    expect(await told({ device: '/0:Server' })).toBe(
      '/0:Server has no L:FunctionalUnitSet, so it is no LADS device (setting `device`)',
    )
    expect(await told({ functionalUnit: 'S:Writer' })).toBe(
      '/D:DeviceSet/S:PlateReader has no functional unit S:Writer; there is Reader (setting `functionalUnit`)',
    )
    const values = [{ name: 'pressure', function: 'S:Pressure' }]
    expect(await told({ values })).toMatch(
      /the server has no .*S:Pressure\/L:SensorValue \(setting `values.0`\)/,
    )
    expect(await told({ namespaces: { S: 'urn:muster:simulator', X: 'urn:nobody' } })).toMatch(
      /the server has no namespace urn:nobody/,
    )
  })
}

describe('a LADS server that answers nonsense, and has no Stop', () => {
  const reader = withReader(['stop'], { nonsense: true })
  it('shows progress that is no number, and never completes a result: the run is lost, not succeeded', async () => {
    makeIdle(reader().simulator)
    await using at = await connected(reader())
    const updates = await at.followed(started(await at.start(SHORT)))
    const progress = updates.filter(update => update.kind === 'progress')
    // What is left of it is the number of the step.
    for (const { percent } of progress) expect(percent).toSatisfy((n: number) => n >= 0 && n < 100)
    for (const update of progress) expect(update).not.toHaveProperty('remaining')
    expect(updates.at(-1)).toEqual({
      kind: 'lost',
      reason:
        'the functional unit is Stopped, and its result has no Stopped time, 300 ms later (setting `resultLimit`)',
    })
  })

  it('is aborted instead of stopped', async () => {
    makeIdle(reader().simulator)
    await using at = await connected(reader(), { startsFromAborted: true })
    const run = started(await at.start(LONG))
    await at.driver.cancel(run)
    expect((await at.followed(run)).at(-1)).toEqual({ kind: 'cancelled' })
    expect(reader().simulator.state().run?.state).toMatchObject({ name: 'aborted', by: 'client' })
    expect(await at.driver.idle()).toEqual({ idle: true })
  })
})

describe('a LADS server without ProgramManager, Stop and Abort', () => {
  const reader = withReader(['program-manager', 'stop', 'abort', 'pause', 'variables'], {})
  it('has to be said to keep no results', async () => {
    await expect(connected(reader())).rejects.toThrow('(say `results: none` of a server that keeps none)')
  })

  it('is followed by its state alone, and is unsure about all that this process has not seen', async () => {
    makeIdle(reader().simulator)
    await using at = await connected(reader(), { results: 'none' })
    expect(at.driver.traits).toMatchObject({ keepsIds: false, neverClears: false })
    expect((await at.driver.describe()).activities[0]?.canPause).toBe(false)
    const run = started(await at.start(SHORT))
    expect(await at.driver.find(run)).toMatchObject({ kind: 'unsure' })
    expect((await at.followed(run)).at(-1)).toEqual({ kind: 'succeeded', result: {} })
    await using next = await connected(reader(), { results: 'none' })
    expect((await next.followed(run)).at(-1)).toMatchObject({ kind: 'lost' })
  })

  it('can not be cancelled: a person is told to stop it at the instrument', async () => {
    makeIdle(reader().simulator)
    await using at = await connected(reader(), { results: 'none' })
    const run = started(await at.start(LONG))
    await expect(at.driver.cancel(run)).rejects.toThrow(
      'the functional unit has neither Stop nor Abort: stop the run at the instrument',
    )
    makeIdle(reader().simulator)
  })
})
