import { readFile } from 'node:fs/promises'
import { hours, parseYaml, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { DAY, TriggerSite } from './trigger-site.ts'

/** The examples of docs/triggers.md, by the name after `# test:`. */
async function examples(): Promise<ReadonlyMap<string, unknown>> {
  const text = await readFile(new URL('../../docs/triggers.md', import.meta.url), 'utf8')
  const blocks = [...text.matchAll(/```yaml\n(# test: (\S+)\n[^`]*)```/g)]
  return new Map(blocks.map(([, yaml = '', name = '']) => [name, parseYaml(yaml, name).value]))
}

const exampleOf = async (name: string): Promise<unknown> => {
  const found = (await examples()).get(name)
  if (found === undefined) throw new Error(`docs/triggers.md has no example ${name}`)
  return found
}

const samples = async (site: TriggerSite) => (await site.jobs()).map(({ inputs }) => inputs?.['sample'])

describe('the examples of docs/triggers.md', () => {
  it('are all tried here', async () => {
    expect([...(await examples()).keys()]).toEqual(['schedule', 'message', 'webhook', 'file', 'wait'])
  })

  it('schedule: on workdays', async () => {
    const site = await TriggerSite.begin()
    await site.during(site.operations.addSchedule(await exampleOf('schedule'), 'ada'))
    // From a Thursday to the next Tuesday.
    for (let day = 0; day < 5; day += 1) await site.pass(DAY)
    expect(await site.nominalTimes()).toEqual([
      '2026-01-01T05:30:00.000Z',
      '2026-01-02T05:30:00.000Z',
      '2026-01-05T05:30:00.000Z',
    ])
  })

  it('message: of powder, each once', async () => {
    const site = await TriggerSite.begin()
    await site.during(site.operations.addTrigger(await exampleOf('message'), 'ada'))
    for (const [id, kind] of [
      ['1', 'powder'],
      ['1', 'powder'],
      ['2', 'gas'],
      ['3', 'powder'],
    ])
      await site.publish('samples/hall-2/arrived', { id, kind, sample: `S${id}` })
    expect(await samples(site)).toEqual(['S1', 'S3'])
  })

  it('webhook: signed', async () => {
    const site = await TriggerSite.begin()
    await site.during(site.operations.addTrigger(await exampleOf('webhook'), 'ada'))
    await site.during(site.hook('lims', 'd1', '{"sample":"S1"}'))
    expect(await samples(site)).toEqual(['S1'])
  })

  it('file: that is not empty', async () => {
    const site = await TriggerSite.begin()
    await site.during(site.operations.addTrigger(await exampleOf('file'), 'ada'))
    await site.pass(seconds(10))
    site.folders.put('/data/xrd', 'a.xrdml', 0, 1)
    site.folders.put('/data/xrd', 'b.xrdml', 1, 1)
    await site.pass(seconds(10))
    expect(await samples(site)).toEqual(['b.xrdml'])
  })

  it('wait: for the scan of a sample', async () => {
    const site = await TriggerSite.begin()
    const submission = { workflow: await exampleOf('wait'), inputs: { sample: 'S1' } }
    const { job } = await site.during(site.operations.submit(submission, { by: 'ada' }))
    await site.pass(hours(1))
    site.folders.put('/data/xrd', 'S1-2.xrdml', 1, 1)
    await site.pass(seconds(10))
    expect(await site.store.job(job.id)).toMatchObject({
      state: 'succeeded',
      run: { outputs: { file: 'xrd/S1-2.xrdml' } },
    })
  })
})
