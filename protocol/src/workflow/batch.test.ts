import { expect, it } from 'vitest'
import { parseSubmission } from './validate.ts'

const activity = (more: Readonly<Record<string, unknown>>) => ({ activity: { activity: 'sinter', ...more } })

function faultsOf(submission: unknown): string[] {
  const parsed = parseSubmission(submission)
  return parsed.ok ? [] : parsed.faults.map(({ field, message }) => `${field} ${message}`)
}

it('takes a batch with a size and a hold', () => {
  expect(faultsOf(activity({ batch: { size: 8, hold: '2 h' } }))).toEqual([])
  expect(faultsOf(activity({ batch: { size: 8, atLeast: 8, hold: '0 s' } }))).toEqual([])
})

it('refuses one that is none, naming each field', () => {
  expect(faultsOf(activity({ batch: { size: 1, hold: '2 h' } })).join()).toContain('activity.batch.size')
  expect(faultsOf(activity({ batch: { size: 8 } })).join()).toContain('activity.batch.hold')
  expect(faultsOf(activity({ batch: { size: 8, hold: 'long' } })).join()).toContain('activity.batch.hold')
  expect(faultsOf(activity({ batch: { size: 4, atLeast: 5, hold: '1 h' } }))).toEqual([
    'activity.batch.atLeast is 5, and no more than 4 go into one run',
  ])
})

it('refuses what a run for several tasks can not hold to, all at once', () => {
  const batch = { size: 8, hold: '2 h' }
  const steps = {
    dry: { activity: 'dry' },
    sinter: {
      activity: 'sinter',
      after: ['dry'],
      waits: { dry: { atMost: '20 min' } },
      together: 'both',
      resources: [{ resource: 'crucibles', amount: 8 }],
      degraded: [{ name: 'half', resources: [{ resource: 'crucibles', amount: 4 }] }],
      batch,
    },
  }
  const faults = faultsOf({ workflow: { muster: 1, name: 'w', version: 1, steps } })
  expect(faults.map(fault => fault.split(' ')[0])).toEqual([
    'workflow.steps.sinter.together',
    'workflow.steps.sinter.degraded',
    'workflow.steps.sinter.waits.dry.atMost',
  ])
})
