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

describe('the settings of the SCPI driver', () => {
  it('take the sample as it is', async () => {
    const { driver, settings } = await sample()
    expect(await createDriverRegistry().configure(driver, settings)).toMatchObject({ ok: true })
  })

  it('name every fault', async () => {
    const { settings } = await sample()
    const [weigh] = settings.activities
    const wrong = {
      ...settings,
      failure: '(',
      activities: [
        { ...weigh, parameters: { type: 'nonsense' }, start: { command: 'S', arguments: ['{weight}'] } },
        weigh,
      ],
    }
    const configured = await createDriverRegistry().configure('scpi', wrong)
    const fields = configured.ok ? [] : configured.faults.map(fault => fault.field)
    expect(fields).toEqual(['failure', 'activities.0.parameters', 'activities.1.name', 'activities.0.start'])
  })

  it('want the attempt id handed over where it is to be found', async () => {
    const { settings } = await sample()
    const find = { query: 'WEIGH:JOB?', known: 'x', unknown: 'y' }
    const configured = await createDriverRegistry().configure('scpi', { ...settings, find })
    const fields = configured.ok ? [] : configured.faults.map(fault => fault.field)
    expect(fields).toEqual(['find.query', 'activities.0.start'])
  })

  it.each([
    [{}, 'activities.0.status'],
    [{ query: 'X?', registers: [{ query: '*STB?', running: [4] }] }, 'activities.0.status'],
    [{ registers: [{ query: 'STAT:OPER:COND?', running: [4] }] }, 'activities.0.status'],
    [{ query: 'X?' }, 'activities.0.status.busy'],
    [{ wait: {} }, undefined],
    [{ registers: [{ query: '*ESR?', done: [0] }] }, undefined],
  ])('want to know how a run stands: %j', async (status, field) => {
    const { settings } = await sample()
    const [weigh] = settings.activities
    const configured = await createDriverRegistry().configure('scpi', {
      ...settings,
      activities: [{ ...weigh, status }],
    })
    expect(configured.ok ? undefined : configured.faults[0]?.field).toBe(field)
  })

  it('want to notice a power cut where an instrument that was switched off says that it is done', async () => {
    const { settings } = await sample()
    const { boot: _, ...bootless } = settings
    const [weigh] = settings.activities
    const configured = await createDriverRegistry().configure('scpi', {
      ...bootless,
      busy: { query: '*STB?' },
      activities: [{ ...weigh, status: { wait: {} } }],
    })
    const fields = configured.ok ? [] : configured.faults.map(fault => fault.field)
    expect(fields).toEqual(['busy', 'activities.0.status'])
  })
})
