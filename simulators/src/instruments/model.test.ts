import { millis, minutes, seconds, seededRandom } from '@muster/runtime'
import { ManualClock } from '@muster/runtime/testing'
import { describe, expect, test } from 'vitest'
import { parseFault } from '../faults/fault.ts'
import { FaultBook } from '../faults/fault-book.ts'
import { createMemoryLedger } from '../ledger/ledger.ts'
import { BALANCE, configured, FURNACE, PRINTER, valueOf } from '../testing/simulators.ts'
import { InstrumentModel } from './model.ts'

function instrument(file: object, seed = 1) {
  const clock = new ManualClock()
  const ledger = createMemoryLedger()
  const faults = new FaultBook(clock)
  const model = new InstrumentModel(configured(file).definition, {
    clock,
    random: seededRandom(seed),
    ledger,
    faults,
  })
  return { clock, ledger, faults, model }
}

const print = (layers: number) => ({ jobOrderId: 'a-1', activity: 'print', parameters: { layers } })
const weigh = (parameters: object = {}) => ({ jobOrderId: null, activity: 'weigh', parameters })

describe('a printer', () => {
  test('heats up, prints layer by layer, cools down and is done', async () => {
    const { clock, model } = instrument(PRINTER)
    await model.start(print(10))
    expect(model.progress).toEqual({ phase: 'heat-up', phaseIndex: 1, phaseCount: 12, percent: 0 })
    await clock.advance(seconds(15))
    expect(model.progress).toMatchObject({ phase: 'layer 3 of 10', phaseIndex: 4, percent: 30 })
    expect(model.readings).toMatchObject({ layer: 3, layerCount: 10 })
    expect(model.readings['temperature']).toBeCloseTo(60, 0)
    await clock.advance(seconds(20))
    expect(model.progress).toMatchObject({ phase: 'cool-down' })
    await clock.advance(seconds(15))
    expect(model.progress).toBeUndefined()
    expect(model.run).toMatchObject({
      start: 1,
      state: { name: 'completed', at: clock.wall() },
      results: { layersPrinted: 10, material: '316L', peakTemperature: 60 },
    })
  })

  test('is so many times quicker as its time scale says', async () => {
    const { clock, model } = instrument({ ...PRINTER, timeScale: 50 })
    await model.start(print(10))
    await clock.advance(millis(999))
    expect(model.run?.state.name).toBe('running')
    await clock.advance(millis(1))
    expect(model.run?.state.name).toBe('completed')
  })

  test('stands still while it is paused, and goes on from there', async () => {
    const { clock, model } = instrument(PRINTER)
    await model.start(print(10))
    await clock.advance(seconds(15))
    model.pause()
    await clock.advance(minutes(10))
    expect(model.progress).toMatchObject({ phase: 'layer 3 of 10', percent: 30 })
    model.resume()
    await clock.advance(seconds(34))
    expect(model.busy).toBe(true)
    await clock.advance(seconds(1))
    expect(model.run?.state.name).toBe('completed')
  })

  test('that is stopped reports what it has done', async () => {
    const { clock, model } = instrument(PRINTER)
    await model.start(print(10))
    await clock.advance(seconds(17))
    model.stop('panel')
    expect(model.run).toMatchObject({
      state: { name: 'stopped', by: 'panel' },
      results: { layersPrinted: 3 },
    })
    expect(() => model.stop('client')).toThrow('no run is running or paused')
  })
})

describe('a start', () => {
  test('is in the ledger before it is answered, once', async () => {
    const { ledger, model } = instrument(PRINTER)
    await model.start(print(3))
    expect(ledger.entries()).toEqual([
      {
        at: '2026-01-01T00:00:00.000Z',
        instrument: 'printer-1',
        activity: 'print',
        jobOrderId: 'a-1',
        start: 1,
        parameters: { layers: 3, layerThickness: 50, material: '316L' },
      },
    ])
  })

  test('is refused while another is being made or runs', async () => {
    const { ledger, model } = instrument(PRINTER)
    const first = model.start(print(3))
    await expect(model.start(print(3))).rejects.toMatchObject({ reason: 'busy' })
    await first
    await expect(model.start(print(3))).rejects.toMatchObject({ reason: 'busy' })
    expect(ledger.entries()).toHaveLength(1)
  })

  test.each([
    [{ activity: 'bake', parameters: {} }, 'unknown-activity'],
    [{ activity: 'print', parameters: {} }, 'wrong-parameters'],
    [{ activity: 'print', parameters: { layers: 2_001 } }, 'wrong-parameters'],
    [{ activity: 'print', parameters: { layers: 2.5 } }, 'wrong-parameters'],
    [{ activity: 'print', parameters: { layers: 3, colour: 'red' } }, 'wrong-parameters'],
  ])('of %o is refused as %s, and nothing starts', async (job, reason) => {
    const { ledger, model } = instrument(PRINTER)
    await expect(model.start({ jobOrderId: 'a-1', ...job })).rejects.toMatchObject({ reason })
    expect(ledger.entries()).toEqual([])
    expect(model.busy).toBe(false)
  })

  test('that the ledger can not keep does not happen', async () => {
    const { clock, faults } = instrument(PRINTER)
    const ledger = { append: () => Promise.reject(new Error('the disk is full')), entries: () => [] }
    const ports = { clock, random: seededRandom(1), ledger, faults }
    const model = new InstrumentModel(configured(PRINTER).definition, ports)
    await expect(model.start(print(3))).rejects.toThrow('the disk is full')
    expect(model.busy).toBe(false)
    expect(model.run).toBeUndefined()
  })

  test('can be refused by the instrument, and a run can break down', async () => {
    const { clock, faults, ledger, model } = instrument(PRINTER)
    faults.add(valueOf(parseFault({ kind: 'refuse', reason: 'door open', times: 1 })))
    faults.add(valueOf(parseFault({ kind: 'fail-run', at: 30, reason: 'printhead blocked', times: 1 })))
    await expect(model.start(print(10))).rejects.toThrow('door open')
    expect(ledger.entries()).toEqual([])
    await model.start(print(10))
    await clock.advance(seconds(15))
    expect(model.run).toMatchObject({ state: { name: 'failed', error: 'printhead blocked' } })
    await model.start(print(10))
    await clock.advance(seconds(50))
    expect(model.run).toMatchObject({ start: 2, state: { name: 'completed' } })
  })

  test('can be stopped at the panel where a fault says, once', async () => {
    const { clock, faults, model } = instrument(PRINTER)
    faults.add(valueOf(parseFault({ kind: 'stop-at-panel', at: 50, times: 1 })))
    await model.start(print(10))
    await clock.advance(seconds(24))
    expect(model.run?.state.name).toBe('running')
    await clock.advance(seconds(2))
    expect(model.run?.state).toMatchObject({ name: 'stopped', by: 'panel' })
    await model.start(print(10))
    await clock.advance(seconds(50))
    expect(model.run?.state.name).toBe('completed')
  })

  test('ends with the power where a fault says, and nobody is told', async () => {
    const { clock, faults, ledger } = instrument(PRINTER)
    let losses = 0
    const losePower = () => void (losses += 1)
    const ports = { clock, random: seededRandom(1), ledger, faults, losePower }
    using model = new InstrumentModel(configured(PRINTER).definition, ports)
    faults.add(valueOf(parseFault({ kind: 'reboot', at: 50, times: 1 })))
    await model.start(print(10))
    await clock.advance(seconds(24))
    expect(losses).toBe(0)
    await clock.advance(seconds(60))
    expect([losses, model.run?.state.name]).toEqual([1, 'running'])
  })

  test('goes with the power, and only the ledger knows of it', async () => {
    const { clock, ledger, model } = instrument(PRINTER)
    await model.start(print(10))
    model[Symbol.dispose]()
    await clock.advance(minutes(10))
    expect(clock.time.pending).toBe(0)
    expect(ledger.entries()).toHaveLength(1)
  })
})

describe('a furnace', () => {
  test('follows its programme, segment by segment', async () => {
    const { clock, model } = instrument(FURNACE)
    await model.start({ jobOrderId: 'a-1', activity: 'cure', parameters: {} })
    await clock.advance(minutes(5))
    expect(model.progress).toMatchObject({ phase: 'heat', phaseIndex: 1, phaseCount: 2, percent: 20 })
    expect(model.readings['temperature']).toBeGreaterThan(69)
    expect(model.readings['temperature']).toBeLessThan(75)
    await clock.advance(minutes(8))
    expect(model.readings['temperature']).toBeCloseTo(122, -1)
    await clock.advance(minutes(3))
    expect(model.progress).toMatchObject({ phase: 'cool', phaseIndex: 2 })
    await clock.advance(minutes(9))
    expect(model.run).toMatchObject({
      state: { name: 'completed' },
      results: { programme: 'short', segmentsCompleted: 2, peakTemperature: 122 },
    })
  })

  test('runs only the programmes of the activity, and takes the first where none is named', async () => {
    const { model } = instrument(FURNACE)
    const cure = { jobOrderId: 'a-1', activity: 'cure', parameters: { programme: 'long' } }
    await expect(model.start(cure)).rejects.toMatchObject({ reason: 'wrong-parameters' })
    const run = await model.start({ jobOrderId: 'a-1', activity: 'sinter', parameters: {} })
    expect(run.parameters).toEqual({ programme: 'long' })
  })

  test('can not be paused', async () => {
    const { model } = instrument(FURNACE)
    await model.start({ jobOrderId: 'a-1', activity: 'cure', parameters: {} })
    expect(() => model.pause()).toThrow("cure can't be paused")
  })
})

describe('a balance', () => {
  test('tares, is loaded, settles, and shows what it has weighed', async () => {
    const { clock, model } = instrument(BALANCE)
    await model.start(weigh({ sample: 'A-17' }))
    expect([model.progress?.phase, model.readings['mass']]).toEqual(['tare', 0])
    await clock.advance(seconds(2))
    expect(model.progress?.phase).toBe('load')
    await clock.advance(seconds(3))
    expect(model.progress?.phase).toBe('settle')
    expect(model.run?.results).toEqual({})
    await clock.advance(seconds(5))
    const { mass } = model.run?.results ?? {}
    expect(mass).toBeGreaterThan(12)
    expect(mass).toBeLessThan(13)
  })

  test('weighs the same with the same seed, and near what is expected', async () => {
    const massOf = async (seed: number) => {
      const { clock, model } = instrument(BALANCE, seed)
      await model.start(weigh({ expected: 100, tare: false }))
      await clock.advance(seconds(8))
      return model.run?.results['mass']
    }
    expect(await massOf(7)).toBe(await massOf(7))
    expect(await massOf(7)).not.toBe(await massOf(8))
    expect(Math.abs(Number(await massOf(7)) - 100)).toBeLessThanOrEqual(0.5)
  })
})
