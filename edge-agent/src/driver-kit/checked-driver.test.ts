import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunUpdate } from '../instruments/driver.ts'
import { FakeInstrument, fakeDriver } from '../testing/index.ts'
import { checkAnswers } from './checked-driver.ts'
import type * as kit from './muster-driver.ts'
import { absolutePathsIn } from './named-files.ts'

let folder: string
let own: string
let exported: string
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'muster-answers-')))
  own = join(folder, 'own')
  exported = join(folder, 'exports')
  for (const made of [own, exported, join(folder, 'secret')]) await mkdir(made)
  for (const made of ['own/a.csv', 'exports/b.csv', 'secret/key.pem', 'exports.csv'])
    await writeFile(join(folder, made), 'x')
  await symlink(join(folder, 'secret'), join(own, 'way-out'))
})
afterAll(() => rm(folder, { recursive: true }))

function answering(answers: Record<string, unknown>) {
  const clock = new ManualClock(new VirtualTime())
  const context = {
    instrumentId: 'i',
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    folder: own,
  }
  const configured = absolutePathsIn({ host: 'there', export: { folders: [exported] }, root: '/' })
  const fake = fakeDriver(new FakeInstrument({ clock }), context)
  return checkAnswers(Object.assign(fake, answers), silentLogger, { own, configured })
}

async function told(updates: readonly unknown[]): Promise<RunUpdate[]> {
  async function* follow() {
    yield* updates
  }
  const list: RunUpdate[] = []
  const driver = answering({ follow })
  for await (const update of driver.follow('r', new AbortController().signal)) list.push(update)
  return list
}

/** With everything that may be left out: a field that is added has to be added here. */
const activity = (resultFolder: string): Required<kit.ActivityDescription> => ({
  name: 'stir',
  version: '1',
  title: 'Stir',
  parametersSchemaJson: '{}',
  repeatability: 'safe',
  expectedDurationMs: 1,
  staleAfterMs: 1,
  lostAfterMs: 1,
  checkpointEveryMs: 1,
  givesResult: true,
  phases: ['up'],
  canPause: true,
  canCheckpoint: true,
  readinessAfter: {
    succeeded: 'needs-unload',
    failed: 'needs-clean',
    cancelled: 'ready',
    'stopped-locally': 'needs-refill',
  },
  resultFiles: [{ folder: resultFolder, match: '*.csv', mayBeMissing: true }],
})

describe('all that a driver may tell', () => {
  it('gets to the agent as it is', async () => {
    const description = {
      kind: 'stirrer',
      model: 'S',
      serial: '1',
      activities: [activity(`${exported}/{attemptId}`), activity(own)],
    }
    expect(await answering({ describe: async () => description }).describe()).toEqual(description)
    const progress: Required<Extract<kit.RunUpdate, { readonly kind: 'progress' }>> = {
      kind: 'progress',
      paused: false,
      percent: 1,
      phase: 'up',
      values: { speed: 3 },
      units: { speed: 'rpm' },
      remaining: 1,
    }
    const files = [
      { name: 'a', path: join(own, 'a.csv') },
      { name: 'b', path: join(exported, 'b.csv') },
      { name: 'to come', path: join(exported, 'new', 'c.csv') },
    ]
    const succeeded = { kind: 'succeeded', result: { turns: 3 }, files }
    expect(await told([progress, succeeded])).toEqual([progress, succeeded])
    const failure = { code: 'jam', message: 'it jams', category: 'instrument', started: 'yes' }
    const failed = { kind: 'failed', failure, files }
    expect(await told([failed])).toEqual([failed])
  })
})

describe('files that a driver names', () => {
  it.each(['secret/key.pem', 'own/way-out/key.pem', 'own/../secret/key.pem', 'exports.csv'])(
    'are not taken from elsewhere (%s), and the run ends as it has ended',
    async path => {
      const files = [{ name: 'a', path: `${folder}/${path}` }]
      expect(await told([{ kind: 'succeeded', result: {}, files }])).toEqual([
        {
          kind: 'succeeded',
          result: {},
          files: [
            {
              ...files[0],
              refused: expect.stringContaining('outside of what this driver may name') as unknown,
            },
          ],
        },
      ])
    },
  )

  it('are refused where they have no absolute path', async () => {
    const files = [{ name: 'a', path: 'a.csv' }]
    expect(await told([{ kind: 'succeeded', result: {}, files }])).toMatchObject([
      { files: [{ refused: 'a.csv is no absolute path' }] },
    ])
  })

  it.each([
    ['/etc', 'is outside of what this driver may name'],
    ['/{sample}', 'is outside of what this driver may name'],
    ['exports', 'must be an absolute path'],
    ['OWN/{sample}/../../secret', 'must not have .. in it'],
    ['OWN-{sample}', 'is outside of what this driver may name'],
  ])('by a rule for %s make a description that is none', async (at, message) => {
    const description = { kind: 'stirrer', activities: [activity(at.replace('OWN', own))] }
    await expect(answering({ describe: async () => description }).describe()).rejects.toThrow(
      new RegExp(`^activities\\.0\\.resultFiles\\.0\\.folder .*${message}`),
    )
  })
})
