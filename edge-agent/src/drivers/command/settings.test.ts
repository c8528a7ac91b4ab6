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
    const [, measure] = settings.activities
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
    const [, measure] = settings.activities
    const configured = await createDriverRegistry().configure('command', {
      ...settings,
      activities: [{ ...measure, progress: { percent: '(' } }],
    })
    expect(configured).toMatchObject({ ok: false, faults: [{ field: 'activities.0.progress.percent' }] })
  })

  it('name every fault of a pool, and of what uses one', async () => {
    const { settings } = await sample()
    const [picture] = settings.activities
    const camera = { name: 'camera', program: '/opt/camera' }
    const configured = await createDriverRegistry().configure('command', {
      ...settings,
      pools: [
        { ...camera, minimum: 3, readyLimit: '5 min' },
        { name: 'camera', program: 'camera' },
      ],
      activities: [
        { ...picture, job: 'shoot', done: 'done', failed: '{sample}', arguments: ['x'], stdin: true },
        { name: 'other', pool: 'sizer', done: '{attemptId}' },
        { name: 'both', pool: 'camera', program: '/bin/true', done: '{attemptId}' },
        { name: 'neither', cancel: { line: 'stop' } },
      ],
    })
    expect(configured.ok ? [] : configured.faults.map(fault => fault.field)).toEqual([
      ...['pools.0.minimum', 'pools.0.readyLimit', 'pools.1.name', 'pools.1.program'],
      ...['activities.0.arguments', 'activities.0.stdin', 'activities.0.job', 'activities.0.done'],
      ...[
        'activities.0.failed',
        'activities.1.pool',
        'activities.2',
        'activities.3',
        'activities.3.cancel.line',
      ],
    ])
  })
})
