import { ConfigurationError, type Logger, minutes, seconds, silentLogger } from '@muster/runtime'
import { ManualClock } from '@muster/runtime/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { Bench } from './activities/testing/bench.ts'
import type { AgentSettings } from './config.ts'
import { reloadAgent } from './reload-on-signal.ts'
import { FAKE_ACTIVITY, FakeInstrument } from './testing/index.ts'

let bench: Bench
beforeEach(async () => {
  bench = new Bench({ ...FAKE_ACTIVITY, expectedDurationMs: minutes(2) })
  await bench.setUp()
})

const APPLIED = { refused: [], later: [] }
const oven = () => new FakeInstrument({ clock: new ManualClock(bench.time) })
const heartbeat = () => bench.coordinator.all('heartbeat').at(-1)
const inventory = () => bench.coordinator.all('inventory').at(-1)
const links = () => heartbeat()?.instruments.map(({ instrumentId, link }) => [instrumentId, link])
const printer = (settings = '') => bench.instrumentNamed('printer', bench.instrument, settings)

describe('a configuration that is changed under the running agent', () => {
  it('brings an instrument, which is connected and offered to the coordinator', async () => {
    const instruments = [printer(), bench.instrumentNamed('oven', oven())]
    expect(await bench.reload({ instruments })).toEqual(APPLIED)
    expect(links()).toEqual([
      ['printer', 'connected'],
      ['oven', 'connected'],
    ])
    expect(inventory()?.instruments.map(({ id }) => id)).toEqual(['printer', 'oven'])
  })

  it('takes an instrument away, and what runs at another goes on', async () => {
    await bench.reload({ instruments: [printer(), bench.instrumentNamed('oven', oven())] })
    await bench.running()
    expect(await bench.reload({ instruments: [printer()] })).toEqual(APPLIED)
    expect(links()).toEqual([['printer', 'connected']])
    await bench.time.advance(minutes(3))
    expect([bench.reported.at(-1), bench.starts]).toEqual(['succeeded', 1])
  })

  it('is refused, all of it, where it takes away an instrument that runs something', async () => {
    await bench.running()
    const { refused } = await bench.reload({
      instruments: [bench.instrumentNamed('oven', oven())],
      labels: { room: '2.14' },
    })
    expect(refused).toEqual([
      "instruments: printer can't be removed while job-1-run-1 is there; remove it when that has ended",
    ])
    expect([links(), inventory()?.labels]).toEqual([[['printer', 'connected']], {}])
    await bench.time.advance(minutes(3))
    expect(bench.reported.at(-1)).toBe('succeeded')
  })

  it('is refused where it changes what only a restart can, with every reason', async () => {
    const { refused } = await bench.reload({ agentId: 'other-pc', site: 'hall', folder: '/elsewhere' })
    expect(refused).toEqual([
      `id: can't become "other-pc" without a restart; it is "bench-pc"`,
      `site: can't become "hall" without a restart; it is "lab"`,
      `data: can't become "/elsewhere" without a restart; it is "/agent"`,
    ])
  })

  it('replaces a driver that is told something else, at once where nothing runs', async () => {
    const before = bench.driver
    expect(await bench.reload({ instruments: [printer('slower')] })).toEqual(APPLIED)
    expect(bench.driver).not.toBe(before)
    expect(links()).toEqual([['printer', 'connected']])
  })

  it('replaces a driver only after the run that it follows, and lets no other start before', async () => {
    await bench.running()
    const before = bench.driver
    expect(await bench.reload({ instruments: [printer('slower')] })).toEqual({
      refused: [],
      later: ['printer'],
    })
    await bench.time.until(() => bench.reported.includes('succeeded'))
    expect([bench.driver, bench.starts]).toEqual([before, 1])
    bench.offer({ attemptId: 'job-2-run-1', jobId: 'job-2', taskId: 'job-2-run', fence: 2 })
    await bench.time.advance(seconds(1))
    expect(bench.coordinator.all('claim').at(-1)?.refusal?.reason).toBe('not-ready')
    await bench.time.advance(seconds(10))
    expect(bench.driver).not.toBe(before)
    expect(links()).toEqual([['printer', 'connected']])
  })

  it('leaves the driver alone where only place and labels of the instrument are others', async () => {
    const before = bench.driver
    await bench.reload({ instruments: [{ ...printer(), location: 'hall 2', labels: { floor: '1' } }] })
    expect(bench.driver).toBe(before)
    expect(inventory()?.instruments).toMatchObject([{ location: 'hall 2', labels: { floor: '1' } }])
  })

  it('tells the coordinator of other labels, roles, resources and limits', async () => {
    const changes = { labels: { room: '2' }, roles: ['mixer'], resources: { gpu: 2 }, maxConcurrentTasks: 4 }
    expect(await bench.reload(changes)).toEqual(APPLIED)
    expect(inventory()).toMatchObject(changes)
  })

  it('connects to the broker in another way, while what runs goes on', async () => {
    await bench.running()
    const { connect } = bench.options()
    const before = heartbeat()?.header.connection ?? 0
    expect(await bench.reload({ connect: { ...connect, keepaliveSeconds: 20 } })).toEqual(APPLIED)
    expect(heartbeat()?.header.connection).toBe(before + 1)
    await bench.time.advance(minutes(3))
    expect([bench.reported.at(-1), bench.starts]).toEqual(['succeeded', 1])
  })

  it('has heartbeats come at another pace', async () => {
    await bench.reload({ heartbeat: seconds(1) })
    const before = bench.coordinator.all('heartbeat').length
    await bench.time.advance(seconds(10))
    expect(bench.coordinator.all('heartbeat').length - before).toBeGreaterThanOrEqual(10)
  })
})

describe('a configuration that is read again', () => {
  const settings = { id: 'bench-pc', log: 'info' } as AgentSettings
  const told: unknown[] = []
  const logger: Logger = { ...silentLogger, error: (_, fields) => void told.push(fields?.['reasons']) }
  const noted: unknown[] = []
  const agent = { reload: async () => APPLIED, noteReload: (outcome: unknown) => void noted.push(outcome) }
  beforeEach(() => {
    told.splice(0)
    noted.splice(0)
  })

  it('and has faults is not taken, and each fault is told with its place', async () => {
    const read = async () => {
      throw new ConfigurationError('agent.yaml has 2 faults', [
        { field: 'broker.url', message: 'must match ^mqtts?://', line: 3 },
        { field: 'instruments.0.driver', message: 'must be one of modbus, scpi', line: 8 },
      ])
    }
    expect(await reloadAgent(agent, settings, read, logger)).toBe(settings)
    expect(told).toEqual([
      [
        'agent.yaml has 2 faults',
        '3:1 broker.url: must match ^mqtts?://',
        '8:1 instruments.0.driver: must be one of modbus, scpi',
      ],
    ])
  })

  it('and wants another level of the log is not taken: that needs a restart', async () => {
    const next = { ...settings, log: 'debug' } as AgentSettings
    expect(await reloadAgent(agent, settings, async () => next, logger)).toBe(settings)
    expect(told).toEqual([[`log: can't become "debug" without a restart`]])
    expect(noted).toEqual([{ refused: [`log: can't become "debug" without a restart`], later: [] }])
  })

  it('and is taken is noted as such, for those who ask how the agent is doing', async () => {
    expect(await reloadAgent(agent, settings, async () => settings, logger)).toBe(settings)
    expect(noted).toEqual([APPLIED])
    bench.agent.noteReload(APPLIED)
    expect(bench.agent.status().reload).toEqual({ ...APPLIED, atWallMs: bench.clock.wall() })
  })
})
