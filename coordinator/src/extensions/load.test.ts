import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigurationError, seconds, silentLogger } from '@muster/runtime'
import { ManualClock } from '@muster/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KnownInstrument } from '../model/known.ts'
import { coordinatorSettings } from '../config.ts'
import { loadExtensions } from './load.ts'

/** Modules by the names of their files. */
const MODULES = {
  'none.ts': 'export const middleware = {}',
  'function.ts': 'export default () => 7',
  'other.ts': "export default { extends: 'channel', name: 'other', create: () => ({ send() {} }) }",
  'shapeless.ts': "export default { extends: 'middleware', name: 'Not A Name', parse: 7 }",
  'syntax.ts': 'export default {',
  'throws.ts':
    "export default { extends: 'middleware', name: 'throws', create() { throw new Error('no way') } }",
  'empty.ts': "export default { extends: 'middleware', name: 'empty', create: () => ({}) }",
  'hook.ts': "export default { extends: 'middleware', name: 'hook', create: () => ({ before: 7 }) }",
  'picky.ts': `export default {
    extends: 'middleware',
    name: 'picky',
    parse(value) {
      const faults = []
      if (typeof value?.a !== 'number') faults.push({ field: 'a', message: 'must be a number' })
      if (typeof value?.b !== 'number') faults.push({ field: 'b', message: 'must be a number' })
      if (faults.length > 0) throw Object.assign(new Error('not right'), { faults })
      return value.a + value.b
    },
    create: (sum: number) => ({ submit: () => ({ labels: { sum: String(sum) } }) }),
  }`,
  'plain.ts': "export default { extends: 'middleware', name: 'plain', create: () => ({ seen() {} }) }",
  'kind.ts': `export default {
    extends: 'step-kind',
    name: 'weigh',
    create: () => ({
      with: { type: 'object', properties: { grams: { type: 'number' } }, required: ['grams'], additionalProperties: false },
      result: { type: 'object', required: ['mass'] },
      run: async ({ with: given }, { fail }) => {
        if (given.grams > 9) fail('too heavy', { code: 'too-heavy', category: 'safety' })
        return given.grams === 5 ? {} : { mass: given.grams }
      },
    }),
  }`,
  'http.ts': "export default { extends: 'step-kind', name: 'http', create: () => ({ with: {}, run() {} }) }",
  'schemaless.ts':
    "export default { extends: 'step-kind', name: 'x', create: () => ({ with: { type: 'nothing' } }) }",
  'strategy.ts': `export default { extends: 'strategy', name: 'last', create: () => ({ score: ({ known }) => {
    if (known === undefined) throw new Error('nothing known')
    return -known.description.id.charCodeAt(0)
  } }) }`,
  'channel.ts':
    "export default { extends: 'channel', name: 'siren', create: () => ({ send: () => new Promise(() => {}) }) }",
}

let folder = ''
const clock = new ManualClock()
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-extensions-'))
  for (const [name, text] of Object.entries(MODULES)) await writeFile(join(folder, name), text)
})
afterAll(() => rm(folder, { recursive: true }))

const load = (settings: object) =>
  loadExtensions(coordinatorSettings(settings), { clock, logger: silentLogger, folder })

/** `field: message` of all faults. */
async function faultsOf(settings: object): Promise<string[]> {
  const error: unknown = await load(settings).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ConfigurationError)) throw new Error('it was taken')
  return error.faults.map(({ field, message }) => `${field}: ${message}`)
}

describe('modules of the settings', () => {
  it('are loaded in the order of the settings, between those that are built in', async () => {
    const { middleware } = await load({
      middleware: [
        { use: 'metrics' },
        { use: './picky.ts', with: { a: 1, b: 2 }, timeLimit: '2 s' },
        { use: 'logging' },
        { use: './plain.ts' },
      ],
    })
    expect(middleware.map(one => (typeof one === 'string' ? one : [one.name, one.timeLimit]))).toEqual([
      'metrics',
      ['picky', seconds(2)],
      'logging',
      ['plain', undefined],
    ])
  })

  it('are refused with all that is wrong with any of them at once', async () => {
    const use = (...names: string[]) => names.map(name => ({ use: name }))
    const faults = await faultsOf({
      middleware: [
        ...use('./gone.ts', 'loging', './none.ts', './function.ts', './other.ts', './shapeless.ts'),
        ...use('./throws.ts', './empty.ts', './hook.ts', './picky.ts', 'logging', 'logging'),
        { use: './plain.ts', with: { x: 1 } },
        { use: 'metrics', with: {} },
      ],
      stepKinds: use('./kind.ts', './kind.ts', './http.ts', './schemaless.ts', './syntax.ts'),
      strategies: use('./strategy.ts', './channel.ts'),
      scheduler: { strategy: 'first' },
      escalation: { channels: [{ kind: 'module', name: 'siren', use: './plain.ts' }] },
    })
    expect(faults.map(fault => fault.replace(folder, '…').replace(/(can't be loaded): .*/s, '$1'))).toEqual([
      'middleware.0.use: there is no file …/gone.ts',
      'middleware.1.use: there is no file …/loging; logging, validation and metrics are built in',
      'middleware.2.use: has no default export',
      "middleware.3.use: its default export has to be an object {extends: 'middleware', name, create}",
      'middleware.4.use: its default export has to say extends: \'middleware\'; it says "channel"',
      'middleware.5.use: its default export has to have a name of a-z, 0-9 and -, 63 at most',
      'middleware.5.use: its default export has to have a function create',
      'middleware.5.use: parse in its default export has to be a function',
      'middleware.6.use: create() failed: no way',
      'middleware.7.use: create() gives what has none of submit, before, after, seen',
      'middleware.8.use: create() gives a before that is no function',
      'middleware.9.with.a: must be a number',
      'middleware.9.with.b: must be a number',
      'middleware.11.use: "logging" is there twice',
      'middleware.12.with: is not taken by this module',
      'middleware.13.with: is not taken by metrics',
      'stepKinds.1.use: there is one of the name "weigh" already',
      'stepKinds.2.use: there is one of the name "http" already',
      'stepKinds.3.use: create() gives a run that is no function',
      expect.stringContaining('stepKinds.3.use: create() gives a with that is not a JSON Schema'),
      "stepKinds.4.use: can't be loaded",
      'strategies.1.use: its default export has to say extends: \'strategy\'; it says "channel"',
      'escalation.channels.0.use: its default export has to say extends: \'channel\'; it says "middleware"',
      'scheduler.strategy: "first" is no strategy: there are least-busy, round-robin, random, pack, fastest, last',
    ])
  })

  it('bring strategies that settings name; one that fails counts as nothing', async () => {
    const { strategies } = await load({
      strategies: [{ use: './strategy.ts' }],
      scheduler: { strategy: 'last' },
    })
    const [last] = strategies
    const candidate = { record: undefined, openAtAgent: 0, busyMs: 0, lastGiven: 0 }
    const known = { description: { id: 'b' } } as KnownInstrument
    expect(last?.name).toBe('last')
    expect(last?.score({ ...candidate, known }, 'fire', () => 1)).toBe(-98)
    expect(last?.score({ ...candidate, known: undefined as never }, 'fire', () => 1)).toBe(0)
  })

  it('bring channels, which are not waited for for ever', async () => {
    const { channels } = await load({
      escalation: { channels: [{ kind: 'module', name: 'hall', use: './channel.ts' }] },
    })
    const sent = channels.get('hall')?.send({} as never, [], new AbortController().signal)
    const failed = expect(sent).rejects.toMatchObject({ code: 'channel-failed', category: 'unavailable' })
    await clock.advance(seconds(31))
    await failed
  })
})

describe('a kind of step of one’s own', () => {
  const request = { idempotencyKey: 'k', jobId: 'j', step: 's', tries: 1 }
  const call = async (grams: unknown) => {
    const { callKinds } = await load({ stepKinds: [{ use: './kind.ts' }] })
    return callKinds[0]?.call({ ...request, with: { grams } }, new AbortController().signal)
  }

  it('is held against its schema as it is written, but for what is known later', async () => {
    const { callKinds } = await load({ stepKinds: [{ use: './kind.ts' }] })
    const faults = (written: object) =>
      callKinds[0]?.faults?.({ ...written }).map(({ field, message }) => `${field} ${message}`)
    expect(callKinds[0]?.name).toBe('weigh')
    expect(faults({ grams: 4 })).toEqual([])
    expect(faults({ grams: '${ inputs.mass }' })).toEqual([])
    expect(faults({ grams: { secret: 'mass' } })).toEqual([])
    expect(faults({ grams: 'much' })).toEqual(['grams must be number'])
    expect(faults({ x: '${ inputs.mass }' })).toHaveLength(1)
    expect(faults({})).toHaveLength(1)
  })

  it('is held against it as it is done, and its result against its own', async () => {
    await expect(call('much')).rejects.toMatchObject({
      code: 'call-not-right',
      failureCategory: 'parameters',
    })
    expect(await call(4)).toEqual({ mass: 4 })
    await expect(call(5)).rejects.toMatchObject({ code: 'result-not-right', failureCategory: 'instrument' })
    await expect(call(10)).rejects.toMatchObject({ code: 'too-heavy', failureCategory: 'safety' })
  })
})
