import { join } from 'node:path'
import { type CallMethodResult, DataType, type VariantOptions } from 'node-opcua'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseFault } from '../faults/fault.ts'
import { readLedger } from '../ledger/ledger.ts'
import { connectIsa95, type JobEntry, type ResponseEntry } from '../testing/opcua-client.ts'
import { FURNACE, PRINTER, simulating, temporaryFolder, valueOf } from '../testing/simulators.ts'

// Certificates are made once for the file: that takes longer than most tests.
const scope = new AsyncDisposableStack()
let pki: string
beforeAll(async () => {
  pki = scope.use(await temporaryFolder()).path
})
afterAll(() => scope.disposeAsync())

const connect = ({ endpoint }: { endpoint: string }) => connectIsa95(endpoint, join(pki, 'client'))
const simulatingPrinter = (settings: object = {}) =>
  simulating({ ...PRINTER, protocol: { ...PRINTER.protocol, pki: join(pki, 'printer') }, ...settings })

const fault = (value: unknown) => valueOf(parseFault(value))
const layers = (value: number): Record<string, VariantOptions> => ({
  layers: { dataType: DataType.UInt32, value },
})
const LIST = '/S:JobOrderControl/J:JobOrderList'
/** The high and low word of ReturnStatus, and whether the call itself was good. */
const outcome = (result: CallMethodResult) => [
  result.outputArguments?.at(-1)?.value as unknown,
  result.statusCode.name,
]
const stateOf = (jobs: readonly JobEntry[], id: string) =>
  jobs.find(({ jobOrder }) => jobOrder.jobOrderID === id)?.state.map(({ stateText }) => stateText.text)
const dataOf = (response: ResponseEntry | null) =>
  Object.fromEntries((response?.jobResponseData ?? []).map(({ ID, value }) => [ID, value.value]))

const DONE = [[0, 1], 'Good']
const UNKNOWN = [[0, 2], 'Uncertain']
const WRONG_STATE = [[0, 8], 'Uncertain']
const NOT_ACCEPTED = [[0, 16], 'Uncertain']
const INVALID = [[1, 0], 'Uncertain']

describe('a printer over OPC UA', () => {
  test('starts an order, shows its progress, ends it, and gives the results', async () => {
    // 40 s of printing in 0.4 s.
    await using run = await simulatingPrinter({ timeScale: 100 })
    await using client = await connect(run.simulator)
    const ended = client.until<JobEntry[]>(LIST, jobs => stateOf(jobs, 'a-1')?.[0] === 'Ended')
    const progressed = client.until<number>(
      '/S:Instrument/S:Progress',
      percent => percent > 0 && percent < 100,
    )
    const started = await client.storeAndStart('a-1', 'print', {
      ...layers(5),
      material: { dataType: DataType.String, value: '17-4PH' },
    })
    expect(outcome(started)).toEqual(DONE)
    expect(await client.read('/S:Instrument/S:CurrentJobOrderID')).toBe('a-1')
    await progressed
    expect(stateOf(await ended, 'a-1')).toEqual(['Ended', 'Closed'])
    expect(await client.read('/S:Instrument/S:CurrentJobOrderID')).toBe('')

    const { status, response } = await client.response('a-1')
    expect(status).toEqual([0, 1])
    expect(response).toMatchObject({
      jobOrderID: 'a-1',
    })
    expect(Number(response?.endTime) - Number(response?.startTime)).toBeGreaterThanOrEqual(400)
    expect(dataOf(response)).toEqual({
      outcome: 'completed',
      start: 1,
      layersPrinted: 5,
      material: '17-4PH',
      peakTemperature: 60,
    })
    expect(outcome(await client.command('Clear', 'a-1'))).toEqual(DONE)
    expect(await client.jobs()).toEqual([])
    expect(await readLedger(run.ledger)).toMatchObject([
      { start: 1, jobOrderId: 'a-1', activity: 'print', parameters: { layers: 5, material: '17-4PH' } },
    ])
  })

  test('refuses what the specification refuses, and starts nothing by it', async () => {
    await using run = await simulatingPrinter()
    await using client = await connect(run.simulator)
    expect(outcome(await client.command('Start', 'a-0'))).toEqual(UNKNOWN)
    expect(outcome(await client.storeAndStart('a-1', 'bake', {}))).toEqual(INVALID)
    expect(outcome(await client.storeAndStart('a-1', 'print', {}))).toEqual(INVALID)
    expect(outcome(await client.storeAndStart('', 'print', layers(5)))).toEqual(INVALID)
    expect(await client.read('/S:Instrument/S:LastRefusal')).toContain('JobOrderID')
    expect(outcome(await client.storeAndStart('a-1', 'print', layers(5)))).toEqual(DONE)
    expect(outcome(await client.storeAndStart('a-1', 'print', layers(5)))).toEqual(NOT_ACCEPTED)
    expect(outcome(await client.storeAndStart('a-2', 'print', layers(5)))).toEqual(NOT_ACCEPTED)
    expect(outcome(await client.command('Clear', 'a-1'))).toEqual(WRONG_STATE)
    expect(await client.response('a-9')).toEqual({ status: [0, 2], response: null })
    expect((await client.jobs()).map(({ jobOrder }) => jobOrder.jobOrderID)).toEqual(['a-1'])
    expect(await readLedger(run.ledger)).toHaveLength(1)
  })

  test('stores, starts, pauses, resumes, stops and aborts', async () => {
    await using run = await simulatingPrinter()
    await using client = await connect(run.simulator)
    const after = async (name: string) => {
      expect(outcome(await client.command(name, 'a-1'))).toEqual(DONE)
      return stateOf(await client.jobs(), 'a-1')
    }
    await client.store('a-1', 'print', layers(2_000))
    expect(stateOf(await client.jobs(), 'a-1')).toEqual(['NotAllowedToStart'])
    expect((await client.response('a-1')).response).toBeNull()
    expect(await after('Start')).toEqual(['Running'])
    expect(await after('Pause')).toEqual(['Interrupted', 'Suspended'])
    expect(await client.read('/S:Instrument/S:State')).toBe('paused')
    expect(await after('Resume')).toEqual(['Running'])
    expect(dataOf((await client.response('a-1')).response)).toMatchObject({ outcome: 'running', start: 1 })
    expect(await after('Stop')).toEqual(['Ended', 'Closed'])
    expect(dataOf((await client.response('a-1')).response)).toMatchObject({
      outcome: 'stopped',
      stoppedBy: 'client',
    })

    await client.storeAndStart('a-2', 'print', layers(2_000))
    run.simulator.stopAtPanel()
    expect(dataOf((await client.response('a-2')).response)).toMatchObject({
      outcome: 'stopped',
      stoppedBy: 'panel',
    })
    await client.storeAndStart('a-3', 'print', layers(2_000))
    expect(outcome(await client.command('Abort', 'a-3'))).toEqual(DONE)
    expect(stateOf(await client.jobs(), 'a-3')).toEqual(['Aborted'])
    await client.store('a-4', 'print', layers(1))
    expect(outcome(await client.command('Cancel', 'a-4'))).toEqual(DONE)
    expect(stateOf(await client.jobs(), 'a-4')).toBeUndefined()
    expect(await readLedger(run.ledger)).toHaveLength(3)
  })

  test('lose-answer: the order is in the list, and in the ledger exactly once', async () => {
    await using run = await simulatingPrinter()
    run.simulator.addFault(fault({ kind: 'lose-answer', times: 1 }))
    await using client = await connect(run.simulator)
    await expect(client.storeAndStart('a-1', 'print', layers(5))).rejects.toThrow()
    await using again = await connect(run.simulator)
    expect(stateOf(await again.jobs(), 'a-1')).toEqual(['Running'])
    expect(outcome(await again.storeAndStart('a-1', 'print', layers(5)))).toEqual(NOT_ACCEPTED)
    expect(await readLedger(run.ledger)).toHaveLength(1)
  })

  test('forgets its orders in a reboot, and shows another boot mark', async () => {
    await using run = await simulatingPrinter()
    const bootMark = async () => {
      await using client = await connect(run.simulator)
      await client.storeAndStart('a-1', 'print', layers(5))
      return (await client.readNode('i=2257')) as Date
    }
    const before = await bootMark()
    await run.simulator.reboot()
    await using client = await connect(run.simulator)
    expect(await client.jobs()).toEqual([])
    expect((await bootMark()).getTime()).toBeGreaterThan(before.getTime())
    // The id was forgotten: nothing but the client's own care keeps it from a second start.
    expect(await readLedger(run.ledger)).toMatchObject([{ jobOrderId: 'a-1' }, { jobOrderId: 'a-1' }])
  })
})

describe('a furnace over OPC UA', () => {
  test('in the numbered dialect says 0 when it is done', async () => {
    const protocol = { type: 'isa95-opcua', port: 0, dialect: 'numbered' }
    await using run = await simulating({ ...FURNACE, protocol })
    await using client = await connect(run.simulator)
    expect(outcome(await client.command('Clear', 'a-0'))).toEqual([[0, 1], 'Good'])
    expect(outcome(await client.storeAndStart('a-1', 'cure', {}))).toEqual([[0, 0], 'Good'])
    expect(outcome(await client.command('Pause', 'a-1'))).toEqual([[0, 3], 'Good'])
    expect(outcome(await client.storeAndStart('a-2', 'cure', {}))).toEqual([[0, 4], 'Good'])
    expect(await client.read('/S:Instrument/S:Phase')).toBe('heat')
    expect(await client.read('/S:Instrument/S:Temperature')).toBeGreaterThan(20)
    const masters = (await client.read('/S:JobOrderControl/J:WorkMaster')) as { ID: string }[]
    expect(masters.map(({ ID }) => ID)).toEqual(['cure', 'sinter'])
  })
})
