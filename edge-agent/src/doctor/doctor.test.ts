import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { coordinatorSessionTopic, type MqttConnectOptions } from '@muster/protocol'
import { TestNetwork } from '@muster/protocol/testing'
import { hours, millis, seconds, systemClock } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Driver } from '../instruments/driver.ts'
import { fakeDriver } from '../testing/fake-driver.ts'
import { FakeInstrument } from '../testing/fake-instrument.ts'
import { examineBroker } from './broker.ts'
import { examineClock } from './clock.ts'
import { examineDisk } from './disk.ts'
import { type Finding, renderFindings } from './finding.ts'
import { examineInstruments } from './instruments.ts'
import { examineConfigurationFile } from './service.ts'

let time: VirtualTime
let clock: ManualClock
beforeEach(() => {
  time = new VirtualTime()
  clock = new ManualClock(time)
})

/** What a look gives, however long it has to wait. */
async function looked<T>(look: Promise<T>): Promise<T> {
  let isOver = false
  const over = look.finally(() => void (isOver = true))
  over.catch(() => undefined)
  await time.until(() => isOver)
  return over
}

describe('the broker', () => {
  const settings = {
    id: 'bench-pc',
    site: 'lab',
    broker: { url: 'mqtt://broker:1883', password: 'sixteen-letters!', keepaliveSeconds: 10 },
  }
  const login = ({ username, password }: MqttConnectOptions) =>
    username === 'bench-pc' && password === 'sixteen-letters!'
  const network = (mayConnect: (options: MqttConnectOptions) => boolean) =>
    new TestNetwork({ time, random: seededRandom(1), access: { mayConnect } })

  it('is right where it takes the password, and a coordinator has spoken there', async () => {
    const site = network(options => options.clientId === 'coordinator' || login(options))
    const there = { url: 'mqtt://broker:1883', clientId: 'coordinator', keepaliveSeconds: 10 }
    const coordinator = await looked(site.port('coordinator').connect(there, () => undefined))
    const session = { qos: 1, retain: true } as const
    await looked(coordinator.publish(coordinatorSessionTopic('lab'), new Uint8Array([1]), session))
    const running = { ...there, clientId: 'bench-pc', username: 'bench-pc', password: 'sixteen-letters!' }
    await looked(site.port('agent').connect(running, () => undefined))
    const findings = await looked(examineBroker(settings, site.port('doctor'), clock))
    expect(findings.map(({ about, verdict }) => [about, verdict])).toEqual([
      ['broker', 'right'],
      ['coordinator', 'right'],
    ])
    // The agent that is running keeps its connection.
    expect(site.connected).toEqual(['bench-pc', 'coordinator'])
  })

  it('is told apart: another password, nobody there, no coordinator', async () => {
    const refused = await looked(
      examineBroker(
        { ...settings, broker: { ...settings.broker, password: 'another' } },
        network(login).port('a'),
        clock,
      ),
    )
    expect(refused).toMatchObject([{ verdict: 'wrong', advice: expect.stringContaining('broker.password') }])
    const site = network(login)
    site.partition('a')
    expect(await looked(examineBroker(settings, site.port('a'), clock))).toMatchObject([
      { verdict: 'wrong', advice: expect.stringContaining('broker:1883') },
    ])
    expect(await looked(examineBroker(settings, network(login).port('a'), clock))).toMatchObject([
      { about: 'broker', verdict: 'right' },
      { about: 'coordinator', verdict: 'wrong', advice: expect.stringContaining('site lab') },
    ])
  })
})

describe('the clock', () => {
  const nobody = { synchronised: async () => undefined, dateAt: async () => null }
  const dateAt = async () => new Date(clock.wall()).toUTCString()
  const verdicts = (findings: readonly Finding[]) => findings.map(({ verdict }) => verdict)

  it('is right where the network keeps it, doubtful where nothing does, and wrong where it was never set', async () => {
    expect(verdicts(await examineClock({ ...nobody, clock, synchronised: async () => 'yes' }))).toEqual([
      'right',
    ])
    expect(verdicts(await examineClock({ ...nobody, clock, synchronised: async () => 'no' }))).toEqual([
      'doubtful',
    ])
    expect(verdicts(await examineClock({ ...nobody, clock }))).toEqual(['untested'])
    const old = new ManualClock(time, Date.UTC(1970, 0, 2))
    expect(verdicts(await examineClock({ ...nobody, clock: old, synchronised: async () => 'yes' }))).toEqual([
      'wrong',
    ])
  })

  it('is compared with the coordinator, and hours off are wrong on either side', async () => {
    const url = 'http://10.0.0.5:8420'
    expect(verdicts(await examineClock({ ...nobody, clock, dateAt }, url))).toEqual(['right'])
    for (const [by, said] of [
      [hours(2), '7200 s behind'],
      [hours(-2), '719'],
    ] as const) {
      const away = async () => new Date(clock.wall() + by).toUTCString()
      expect(await examineClock({ ...nobody, clock, dateAt: away }, url)).toMatchObject([
        { verdict: 'wrong', message: expect.stringContaining(said) },
      ])
    }
    const hangs = () => new Promise<never>(() => undefined)
    const silent = await looked(examineClock({ ...nobody, clock, dateAt: hangs }, url))
    expect(silent).toMatchObject([{ verdict: 'doubtful', message: expect.stringContaining('no answer') }])
  })
})

describe('instruments', () => {
  const examined = (make: (instrument: FakeInstrument) => Driver, instrument: FakeInstrument) =>
    looked(
      examineInstruments([{ id: 'printer', driver: { name: 'fake', create: () => make(instrument) } }], {
        clock,
        random: seededRandom(1),
        folder: '/agent',
      }),
    )
  const context = () => ({
    clock,
    random: seededRandom(1),
    logger: { debug() {}, info() {}, warn() {}, error() {}, child: () => context().logger },
    instrumentId: 'printer',
    folder: '/agent',
  })

  it('tell what they are, what they can and whether they are idle, and nothing is started', async () => {
    const instrument = new FakeInstrument({ clock })
    expect(await examined(made => fakeDriver(made, context()), instrument)).toMatchObject([
      { about: 'printer', verdict: 'right', message: expect.stringMatching(/can print; it is idle$/) },
    ])
    instrument.startAtPanel()
    expect(await examined(made => fakeDriver(made, context()), instrument)).toMatchObject([
      { verdict: 'right', message: expect.stringContaining('it is busy') },
    ])
    expect(instrument.ledger.filter(({ attemptId }) => attemptId !== '')).toEqual([])
  })

  it('that hang, fail or say that they are unwell are wrong, each with what to do', async () => {
    const failing = (fault: 'hang' | 'throw') => (instrument: FakeInstrument) => {
      const driver = fakeDriver(instrument, context())
      const connect = () =>
        fault === 'hang' ? new Promise<never>(() => undefined) : Promise.reject(new Error('EHOSTUNREACH'))
      return Object.assign(driver, { connect })
    }
    expect(await examined(failing('hang'), new FakeInstrument({ clock }))).toMatchObject([
      { verdict: 'wrong', message: expect.stringContaining('30 s') },
    ])
    expect(await examined(failing('throw'), new FakeInstrument({ clock }))).toMatchObject([
      {
        verdict: 'wrong',
        message: expect.stringContaining('EHOSTUNREACH'),
        advice: expect.stringContaining('README'),
      },
    ])
    const sick = new FakeInstrument({ clock })
    sick.feelSick('the door is open')
    expect(await examined(made => fakeDriver(made, context()), sick)).toMatchObject([
      { verdict: 'wrong', message: expect.stringContaining('the door is open') },
    ])
  })
})

describe('the disk', () => {
  let folder: string
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'muster-'))))
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is written to and left as it was', async () => {
    const findings = await examineDisk(folder, systemClock)
    expect(findings.map(({ about }) => about)).toEqual(['disk', 'disk'])
    expect(findings.every(({ verdict }) => verdict !== 'untested')).toBe(true)
    expect(await readdir(folder)).toEqual([])
  })

  it('that is slow is found so', async () => {
    let now = 0
    const slow = Object.assign(Object.create(systemClock) as typeof systemClock, {
      monotonic: () => millis((now += seconds(3))),
    })
    expect((await examineDisk(folder, slow)).at(-1)).toMatchObject({ verdict: 'wrong' })
  })

  it('without the folder is no fault where the agent can make it', async () => {
    expect(await examineDisk(join(folder, 'new'), systemClock)).toMatchObject([{ verdict: 'untested' }])
    expect(await examineDisk(join(folder, 'not/there'), systemClock)).toMatchObject([{ verdict: 'wrong' }])
  })

  it('has no configuration that cannot be read', async () => {
    expect(await examineConfigurationFile(join(folder, 'agent.yaml'), true)).toMatchObject({
      verdict: 'wrong',
    })
  })
})

it('what is found is a line each, with what to do below it, and a last line that counts', () => {
  const text = renderFindings([
    { about: 'broker', verdict: 'wrong', message: 'no answer', advice: 'Look at the cable.' },
    { about: 'i', verdict: 'right', message: 'idle' },
  ])
  expect(text).toBe(
    'wrong     broker  no answer\n                  → Look at the cable.\nright     i       idle\n\n1 thing is wrong.\n',
  )
})
