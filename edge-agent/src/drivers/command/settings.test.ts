import { readFile } from 'node:fs/promises'
import { parseYaml } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { createDriverRegistry } from '../../instruments/registry.ts'

interface Sample {
  readonly driver: string
  readonly settings: Record<string, unknown> & { activities: Record<string, unknown>[] }
}

async function sample(): Promise<Sample> {
  const text = await readFile(new URL('sample.yaml', import.meta.url), 'utf8')
  return parseYaml(text, 'sample.yaml').value as Sample
}

describe('the settings of the driver of programs', () => {
  it('take the sample as it is', async () => {
    const { driver, settings } = await sample()
    expect(await createDriverRegistry().configure(driver, settings)).toMatchObject({ ok: true })
  })

  it('name every fault', async () => {
    const { settings } = await sample()
    const [measure] = settings.activities
    const wrong = { program: 'sizer-cli', arguments: ['{weight}'], result: { file: '/tmp/result.json' } }
    const configured = await createDriverRegistry().configure('command', {
      ...settings,
      activities: [{ ...measure, ...wrong }, measure],
    })
    const fields = configured.ok ? [] : configured.faults.map(fault => fault.field)
    expect(fields).toEqual([
      'activities.1.name',
      'activities.0.program',
      'activities.0.arguments',
      'activities.0.result.file',
    ])
  })

  it('take no pattern that is none', async () => {
    const { settings } = await sample()
    const [measure] = settings.activities
    const configured = await createDriverRegistry().configure('command', {
      ...settings,
      activities: [{ ...measure, progress: { percent: '(' } }],
    })
    expect(configured).toMatchObject({ ok: false, faults: [{ field: 'activities.0.progress.percent' }] })
  })
})
