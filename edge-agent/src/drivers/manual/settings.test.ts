import { readFile } from 'node:fs/promises'
import { parseYaml } from '@muster/runtime'
import { expect, test } from 'vitest'
import { createDriverRegistry } from '../../instruments/registry.ts'

interface Sample {
  readonly settings: { readonly activities: readonly Record<string, unknown>[] } & Record<string, unknown>
}

async function sample(): Promise<Sample> {
  const text = await readFile(new URL('sample.yaml', import.meta.url), 'utf8')
  return parseYaml(text, 'sample.yaml').value as Sample
}

const configure = (settings: unknown) => createDriverRegistry().configure('manual', settings)

test('the documented sample is right', async () => {
  expect(await configure((await sample()).settings)).toMatchObject({ ok: true })
})

test.each<[more: Record<string, unknown>, field: string]>([
  [{ instructions: 'Take {simple}.' }, 'activities.0.instructions'],
  [{ fields: [{ name: 'a' }, { name: 'a' }] }, 'activities.0.fields.1.name'],
  [{ fields: [{ name: 'doneBy' }] }, 'activities.0.fields.0.name'],
  [{ fields: [{ name: 'a', minimum: 1 }] }, 'activities.0.fields.0.type'],
  [{ fields: [{ name: 'a', type: 'number', minimum: 2, maximum: 1 }] }, 'activities.0.fields.0.maximum'],
  [{ fields: [{ name: 'a', pattern: '[' }] }, 'activities.0.fields.0.pattern'],
  [{ fields: [{ name: 'a', type: 'number', pattern: 'x' }] }, 'activities.0.fields.0.pattern'],
  [{ readinessAfter: 'borrowed' }, 'activities.0.readinessAfter'],
])('%j is refused, and the field named', async (more, field) => {
  const { settings } = await sample()
  const [activity] = settings.activities
  const configured = await configure({ ...settings, activities: [{ ...activity, ...more }] })
  expect(configured).toMatchObject({
    ok: false,
    faults: expect.arrayContaining([expect.objectContaining({ field })]),
  })
})

test.each<[readinessAfter: unknown, field: string, message: string]>([
  ['borrowed', '', 'must be one of ready, needs-unload, needs-clean, needs-refill'],
  [7, '', 'must be one of ready, needs-unload, needs-clean, needs-refill'],
  [{ failed: 'dirty' }, '.failed', 'must be one of ready, needs-unload, needs-clean, needs-refill'],
  [{ done: 'ready' }, '.done', 'is not known here; known: succeeded, failed, cancelled, stopped-locally'],
])('readinessAfter %j is one fault, in one line', async (readinessAfter, field, message) => {
  const { settings } = await sample()
  const activities = [{ ...settings.activities[0], readinessAfter }]
  const faults = [{ field: `activities.0.readinessAfter${field}`, message }]
  expect(await configure({ ...settings, activities })).toEqual({ ok: false, faults })
})

test('the page is for this machine only', async () => {
  const { settings } = await sample()
  expect(await configure({ ...settings, page: '0.0.0.0:8430' })).toMatchObject({
    ok: false,
    faults: [{ field: 'page' }],
  })
})
