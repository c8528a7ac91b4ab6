import { access, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { silentLogger, systemClock } from '@muster/runtime'
import { describe, expect, test, vi } from 'vitest'
import { readLedger } from '../ledger/ledger.ts'
import { startSimulator } from '../simulator.ts'
import { configured, temporaryFolder } from '../testing/simulators.ts'

const ANALYSER = {
  kind: 'analyser',
  name: 'analyser-1',
  serial: 'EA-1',
  protocol: { type: 'file-drop', folder: 'share', pollEvery: '2 ms' },
  ledger: 'ledger.jsonl',
  timeScale: 100_000,
} as const
const SLOW = { ...ANALYSER, timeScale: 1 }

async function analyser(file: object) {
  await using parts = new AsyncDisposableStack()
  const folder = parts.use(await temporaryFolder())
  const config = configured(file, folder.path)
  const simulator = parts.use(await startSimulator(config, { clock: systemClock, logger: silentLogger }))
  const owned = parts.move()
  const path = (...names: string[]) => join(folder.path, 'share', ...names)
  return {
    simulator,
    path,
    ledger: () => readLedger(config.ledger),
    async drop(name: string, text: string): Promise<void> {
      await writeFile(path('jobs', `${name}.part`), text)
      await rename(path('jobs', `${name}.part`), path('jobs', `${name}.job`))
    },
    comesTo: (folderName: string, name: string) =>
      vi.waitFor(() => access(path(folderName, `${name}.job`)), { timeout: 30_000, interval: 2 }),
    log: async (name: string) => (await readFile(path('log', `${name}.log`))).toString('utf16le'),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const JOB = 'ID=a-1\nSAMPLE=A-17\nMASS_MG=250\n'

describe('an analyser', () => {
  test('does a job, and has written all when it moves the file on', async () => {
    await using run = await analyser(ANALYSER)
    await run.drop('a-1', JOB)
    await run.comesTo('done', 'a-1')
    expect(await run.log('a-1')).toMatch(/PROGRESS 100\r\n$/)
    expect(await readFile(run.path('results', 'a-1.txt'), 'latin1')).toMatch(
      /^Sample;A-17\r\nC;0\.\d+\r\nS;0\.\d+\r\nFurnace;1350 °C\r\n$/,
    )
    expect(await run.ledger()).toMatchObject([{ jobOrderId: 'a-1', parameters: { mass: 250 } }])
  })

  test('does a job twice that is put there twice: it keeps no ids', async () => {
    await using run = await analyser(ANALYSER)
    for (const name of ['once', 'twice']) {
      await run.drop(name, JOB)
      await run.comesTo('done', name)
    }
    expect(await run.ledger()).toHaveLength(2)
  })

  test.each([
    ['no NAME=VALUE', 'laser on', /^ERROR job file: not NAME=VALUE: laser on\r\n$/],
    ['no id', 'SAMPLE=A\nMASS_MG=2\n', /^ERROR job file: no ID\r\n$/],
    ['a mass that is no number', 'ID=a\nSAMPLE=A\nMASS_MG=NaN\n', /^ERROR mass must be number\r\n$/],
    ['no sample', 'ID=a\nMASS_MG=2\n', /^ERROR sample is missing\r\n$/],
  ])('fails a job file with %s, and starts nothing', async (_, text, said) => {
    await using run = await analyser(ANALYSER)
    await run.drop('wrong', text)
    await run.comesTo('failed', 'wrong')
    expect(await run.log('wrong')).toMatch(said)
    expect(await run.ledger()).toEqual([])
  })

  test.each([
    ['stop', 'STOPPED BY FILE\r\n'],
    ['panel', 'STOPPED BY OPERATOR\r\n'],
    ['reboot', 'ERROR power failure\r\n'],
  ])('tells how a run was ended: %s', async (how, said) => {
    await using run = await analyser(SLOW)
    await run.drop('a-1', JOB)
    // The ledger has its line a moment before the run is one.
    const state = () => run.simulator.state().run?.state.name
    await vi.waitFor(() => expect(state()).toBe('running'), { timeout: 30_000, interval: 2 })
    if (how === 'stop') await writeFile(run.path('stop', 'a-1.stop'), '')
    if (how === 'panel') run.simulator.stopAtPanel()
    if (how === 'reboot') await run.simulator.reboot()
    await run.comesTo('failed', 'a-1')
    expect((await run.log('a-1')).endsWith(said)).toBe(true)
    expect(await run.ledger()).toHaveLength(1)
  })

  test('works on while its share is away', async () => {
    await using run = await analyser(ANALYSER)
    await run.drop('a-1', JOB)
    run.simulator.addFault({ kind: 'drop-link', for: '1 h' })
    await expect(readdir(run.path())).rejects.toThrow('ENOENT')
    await vi.waitFor(async () => expect(await run.ledger()).toHaveLength(1), { timeout: 30_000, interval: 2 })
    run.simulator.clearFaults()
    await run.comesTo('done', 'a-1')
  })
})
