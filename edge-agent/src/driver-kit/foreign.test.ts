import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Fault, messageOf, seconds, silentLogger } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAgentSettings } from '../config.ts'
import type { Isolation } from '../instruments/configured-driver.ts'
import { createDriverRegistry } from '../instruments/registry.ts'
import { FakeInstrument, fakeDriver } from '../testing/index.ts'
import { checkAnswers } from './checked-driver.ts'
import { configureForeign, foreignSource } from './configure-foreign.ts'
import { writeNewDriver } from './new-driver.ts'
import { probeForeign } from './probe.ts'

const CALLS = 'connect describe bootMark idle start find follow cancel health close'
const RIGHT = `
export default {
  kit: 1,
  name: 'mine',
  settingsSchema: {
    type: 'object',
    additionalProperties: false,
    required: ['host'],
    properties: { host: { type: 'string' }, pollEvery: { type: 'string', format: 'duration-text', default: '1 s' } },
  },
  check: settings => settings.host === 'nowhere' ? [{ field: 'host', message: 'is nowhere' }] : [],
  create(settings, context) {
    const driver = { traits: { keepsIds: true, neverClears: false, settlingTime: context.kit.duration('2 min') } }
    for (const call of '${CALLS} pause'.split(' ')) driver[call] = async () => settings.pollEvery
    return driver
  },
}
`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-foreign-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  return path
}

async function faultsOf(
  driver: string,
  settings: unknown,
  isolation: Isolation = 'inline',
): Promise<readonly Fault[]> {
  const configured = await configureForeign(driver, settings, [folder], isolation)
  return configured.ok ? [] : configured.faults
}

describe('a driver from outside', () => {
  it('is looked at in a process of its own: traits, offers, settings with defaults', async () => {
    const path = await file('right.mjs', RIGHT)
    expect(await probeForeign({ kind: 'file', path }, { host: 'here' })).toEqual({
      ok: true,
      value: {
        name: 'mine',
        settings: { host: 'here', pollEvery: '1 s' },
        traits: { keepsIds: true, neverClears: false, settlingTime: 120_000 },
        offers: ['pause'],
      },
    })
  })

  it('has its faults told at instruments.N.settings, and those of the module at instruments.N.driver', async () => {
    await file('right.mjs', RIGHT)
    const instruments = [
      { id: 'a', driver: './right.mjs', settings: { speed: 1, pollEvery: 'often' } },
      { id: 'b', driver: './right.mjs', isolation: 'inline', settings: { host: 'nowhere' } },
      { id: 'c', driver: './not-there.ts' },
      { id: 'd', driver: 'no-such-package' },
      { id: 'e', driver: 'isa95-opcua', isolation: 'inline' },
    ]
    const text = JSON.stringify({ id: 'agent', data: folder, instruments })
    const read = readAgentSettings(text, join(folder, 'agent.yaml'), createDriverRegistry())
    const error = (await read.catch((thrown: unknown) => thrown)) as { readonly faults: readonly Fault[] }
    const fields = error.faults.map(({ field }) => field)
    expect(fields).toEqual(
      expect.arrayContaining([
        'instruments.0.settings.host',
        'instruments.0.settings.speed',
        'instruments.0.settings.pollEvery',
        'instruments.1.settings.host',
        'instruments.2.driver',
        'instruments.3.driver',
        'instruments.4.driver',
      ]),
    )
    const messageAt = (at: string) => error.faults.findLast(({ field }) => field === at)?.message
    expect(messageAt('instruments.2.driver')).toBe(`there is no file ${join(folder, 'not-there.ts')}`)
    expect(messageAt('instruments.3.driver')).toMatch(
      /no package no-such-package .*must be one of .*isa95-opcua/,
    )
    expect(messageAt('instruments.4.driver')).toMatch(/always runs in a process of its own/)
  })

  it.each<[string, string, RegExp]>([
    [
      'exports nothing',
      'export const driver = {}',
      /has no default export.*{kit: 1, name, settingsSchema, create}/,
    ],
    [
      'was written for a newer agent',
      RIGHT.replace('kit: 1', 'kit: 2'),
      /version 2 of the driver kit, and this agent has version 1/,
    ],
    ['says no version', RIGHT.replace('kit: 1,', ''), /has to say kit: 1/],
    ['can not be parsed', 'export default {', /can't be loaded: /],
    ['throws when it is loaded', 'throw new Error("no licence")', /can't be loaded: no licence/],
    ['has no schema', RIGHT.replace('settingsSchema', 'schema'), /has to have settingsSchema/],
    [
      'has a schema that is none',
      RIGHT.replace("'object'", "'thing'"),
      /settingsSchema of mine is not a JSON Schema/,
    ],
    [
      'throws in check',
      RIGHT.replace("settings.host === 'nowhere'", 'oops'),
      /check\(\) of mine failed: oops/,
    ],
  ])('is refused, and why, where it %s', async (_, text, message) => {
    const name = `wrong-${Math.abs(message.source.length)}-${text.length}.mjs`
    const path = await file(name, text)
    expect(await faultsOf(path, { host: 'here' })).toEqual([
      { field: 'driver', message: expect.stringMatching(message) as unknown },
    ])
  })

  it.each<[string, string, RegExp]>([
    [
      'lacks calls',
      RIGHT.replace("' ')) driver", "' ').slice(2)) driver"),
      /without connect\(\);.*without describe\(\)/,
    ],
    ['has no traits', RIGHT.replace('traits:', 'treats:'), /without traits/],
    ['ends its process', `process.exit(3)\n${RIGHT}`, /ends its process \(exit code 3\) when it is loaded/],
  ])('is refused, and why, where what it makes %s', async (_, text, message) => {
    const path = await file(`made-${text.length}.mjs`, text)
    expect(await faultsOf(path, { host: 'here' }, 'process')).toEqual([
      { field: 'driver', message: expect.stringMatching(message) as unknown },
    ])
  })

  it('is refused where loading it never comes to an end, and the agent is not kept by it', async () => {
    const path = await file('spins.mjs', 'for (;;);')
    const time = new VirtualTime()
    const probed = probeForeign({ kind: 'file', path }, {}, new ManualClock(time))
    await time.advance(seconds(30))
    expect(await probed).toMatchObject({
      faults: [{ message: 'does not come to an end of loading within 30 s' }],
    })
  })

  it('is a package: beside the configuration, or in the drivers folder; also one that can only be imported', async () => {
    const home = join(folder, 'drivers')
    const manifest = { name: '@lab/mine', type: 'module', exports: { import: './main.js' } }
    await file('drivers/node_modules/@lab/mine/package.json', JSON.stringify(manifest))
    await file('drivers/node_modules/@lab/mine/main.js', RIGHT)
    for (const driver of ['@lab/mine', 'npm:@lab/mine']) {
      const source = foreignSource(driver, [folder, home])
      if (typeof source === 'string') throw new Error(source)
      expect(await probeForeign(source, { host: 'here' })).toMatchObject({
        ok: true,
        value: { name: 'mine' },
      })
    }
    expect(foreignSource('npm:../up', [folder])).toMatch(/neither a path nor the name of a package/)
  })
})

describe('the answers of a driver from outside', () => {
  const clock = new ManualClock(new VirtualTime())
  function setUp(wrong: Record<string, unknown>) {
    const context = {
      instrumentId: 'i',
      clock,
      random: seededRandom(1),
      logger: silentLogger,
      folder: '/nowhere',
    }
    return checkAnswers(
      Object.assign(fakeDriver(new FakeInstrument({ clock }), context), wrong),
      silentLogger,
      { own: folder, configured: [] },
    )
  }
  const request = { attemptId: 'a-1', activity: 'print', parameters: {} }

  it.each([undefined, null, 'started', { kind: 'started' }, { kind: 'refused', failure: { code: 'x' } }])(
    'are errors where they are none: %j',
    async answer => {
      const call = async () => answer
      const driver = setUp({ start: call, find: call, idle: call, describe: call, health: call })
      const said = [
        driver.start(request),
        driver.find('a-1'),
        driver.idle(),
        driver.describe(),
        driver.health(),
      ]
      for (const one of said) expect(await one.catch(messageOf)).toMatch(/gave an answer that is none/)
    },
  )

  it('are passed over where a progress can not be read; an end that can not be read is a matter for a person', async () => {
    async function* told() {
      yield { kind: 'progress', percent: 50 }
      yield { kind: 'progress', percent: Number.NaN }
      yield { kind: 'progress', percent: 400 }
      yield { kind: 'done' }
      yield { kind: 'progress', percent: 60 }
    }
    const updates: unknown[] = []
    for await (const update of setUp({ follow: told }).follow('a-1', new AbortController().signal))
      updates.push(update)
    expect(updates).toMatchObject([{ kind: 'progress', percent: 50 }, { kind: 'lost' }])
  })
})

describe('a new driver', () => {
  it('is written with its name, stands on its own, and is right at once', async () => {
    const target = join(folder, 'mixer')
    await writeNewDriver('mixer', target)
    const index = await readFile(join(target, 'index.ts'), 'utf8')
    expect(index).toContain("name: 'mixer'")
    expect(index).not.toContain("'../")
    const yaml = await readFile(join(target, 'agent.yaml'), 'utf8')
    const settings = await readAgentSettings(yaml, join(target, 'agent.yaml'), createDriverRegistry())
    expect(settings.instruments[0]?.driver).toMatchObject({ name: 'mixer', isolation: 'process' })
  })

  it('is written over nothing', async () => {
    await file('full/x', '')
    await expect(writeNewDriver('mixer', join(folder, 'full'))).rejects.toThrow(/is not empty/)
    await expect(writeNewDriver('Mixer 2', join(folder, 'new'))).rejects.toThrow(/is no name for a driver/)
  })
})
