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

describe('the settings of the driver of watched folders', () => {
  it('take the sample as it is', async () => {
    const { driver, settings } = await sample()
    expect(await createDriverRegistry().configure(driver, settings)).toMatchObject({ ok: true })
  })

  it('name every fault', async () => {
    const { settings } = await sample()
    const [analyse] = settings.activities
    const configured = await createDriverRegistry().configure('file-drop', {
      ...settings,
      folders: { in: 'jobs' },
      jobName: 'job.txt',
      activities: [
        { ...analyse, job: '{weight}', log: { file: '/log.txt' }, result: { file: '{attemptId}' } },
        { name: 'endless' },
      ],
    })
    const fields = configured.ok ? [] : configured.faults.map(fault => fault.field)
    expect(fields).toEqual([
      'folders.in',
      'jobName',
      'activities.0.job',
      'activities.0.log.file',
      'activities.0.result.file',
      'activities.1',
    ])
  })
})
