import { type CheckedSubmission, parseSubmission, type Step } from '@muster/protocol'
import { describe, expect, it } from 'vitest'
import { aJob, aResource, aTask } from '../../testing/store-fixtures.ts'
import { definitionFaults, settingsFaults } from './definition.ts'
import { Ledger } from './ledger.ts'
import { impossible, needsOf, resourceFaults } from './needs.ts'

function aLedger(): Ledger {
  const ledger = new Ledger()
  ledger.putRecord(aResource('crucibles'))
  ledger.putRecord(aResource('powder', { kind: 'consumable', unit: 'g', capacity: 1_000, remaining: 1 }))
  ledger.putRecord(aResource('tray', { kind: 'named', names: ['1', '2'], instrument: 'furnace-1' }))
  ledger.putAgent('hall', { gpu: 1 })
  ledger.putAgent('annex', { gpu: 4 })
  return ledger
}

const parse = (activity: object) => parseSubmission({ activity: { activity: 'sinter', ...activity } })

function stepOf(activity: object): Step {
  const parsed = parse(activity)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  const checked: CheckedSubmission = parsed.value
  const step = checked.definition.steps['run']
  if (!step) throw new Error('there is no step')
  return step
}

/** `field: message` of what is wrong with the form. */
function faultsOf(activity: object): readonly string[] {
  const parsed = parse(activity)
  return parsed.ok ? [] : parsed.faults.map(({ field, message }) => `${field}: ${message}`)
}

describe('what a step needs', () => {
  it('is kept with all that was left out filled in', () => {
    const step = stepOf({
      parameters: { count: 8, hold: '2 h' },
      resources: [
        { resource: 'crucibles', amount: 8 },
        { anyOf: [{ resource: 'tray', names: ['1', '2'] }, { resource: 'agent/gpu' }] },
      ],
      samples: ['s-1'],
      degraded: [{ name: 'half', after: '10 min', parameters: { count: 4 } }],
    })
    expect(needsOf(step)).toEqual({
      resources: [
        { anyOf: [{ resource: 'crucibles', amount: 8 }] },
        {
          anyOf: [
            { resource: 'tray', amount: 2, names: ['1', '2'] },
            { resource: 'agent/gpu', amount: 1 },
          ],
        },
      ],
      samples: ['s-1'],
      degraded: [{ name: 'half', after: 600_000, parametersJson: '{"count":4,"hold":"2 h"}' }],
    })
    expect(needsOf(stepOf({}))).toEqual({})
  })

  it('is refused with every fault of its form, each with its field', () => {
    expect(
      faultsOf({
        resources: [
          { resource: 'crucibles', amount: 0 },
          { resource: 'Powder' },
          { resource: 'tray', amount: -2 },
        ],
        samples: ['s-1', 's-1'],
      }).map(text => text.slice(0, text.indexOf(':'))),
    ).toEqual([
      'activity.resources.0.amount',
      'activity.resources.1.resource',
      'activity.resources.2.amount',
      'activity.samples',
    ])
    expect(
      faultsOf({
        resources: [
          { resource: 'a', anyOf: [{ resource: 'b' }] },
          { amount: 2 },
          { resource: 'b' },
          { resource: 'tray', names: ['1', '2'], amount: 3 },
        ],
        degraded: [{ name: 'half' }, { name: 'half' }],
      }),
    ).toEqual([
      'activity.resources.0: give either a resource or anyOf, and not both',
      'activity.resources.1.resource: is missing',
      'activity.resources.2.resource: "b" is there twice',
      'activity.resources.3.amount: is 3, and there are 2 names; leave it out',
      'activity.degraded.1.name: "half" is there twice',
    ])
    expect(faultsOf({ degraded: [{ name: 'half' }] })).toHaveLength(1)
  })

  it('is refused where the inventory could never hold it', () => {
    const ledger = aLedger()
    const faults = (activity: object) => resourceFaults(ledger, stepOf(activity)).map(({ field }) => field)
    expect(
      faults({
        resources: [
          { resource: 'crucibles', amount: 8 },
          { resource: 'powder', amount: 900 },
        ],
      }),
    ).toEqual([])
    expect(faults({ resources: [{ resource: 'powder', amount: 1_001 }] })).toEqual(['resources.0.amount'])
    expect(faults({ resources: [{ resource: 'agent/gpu', amount: 4 }] })).toEqual([])
    expect(faults({ resources: [{ resource: 'agent/gpu', amount: 5 }] })).toEqual(['resources.0.amount'])
    expect(faults({ instrument: 'furnace-2', resources: [{ resource: 'tray' }] })).toEqual([
      'resources.0.resource',
    ])
    expect(faults({ resources: [{ resource: 'tray', names: ['3'] }] })).toEqual(['resources.0.names'])
    expect(faults({ resources: [{ resource: 'tray', amount: 1.5 }] })).toEqual(['resources.0.amount'])
    expect(faults({ resources: [{ resource: 'crucibles', names: ['3'] }] })).toEqual(['resources.0.names'])
    expect(faults({ resources: [{ resource: 'powder', amount: 1, unit: 'kg' }] })).toEqual([
      'resources.0.unit',
    ])
    expect(faults({ resources: [{ resource: 'gloves' }] })).toEqual(['resources.0.resource'])
  })
})

describe('a task', () => {
  const task = (activity: object) => aTask(aJob(1), 'run', needsOf(stepOf(activity)))

  it('becomes impossible when what it needs is taken out of the inventory, and says what', () => {
    const ledger = aLedger()
    const eight = task({ resources: [{ resource: 'crucibles', amount: 8 }] })
    expect(impossible(ledger, eight)).toBeUndefined()
    ledger.putRecord(aResource('crucibles', { version: 2, capacity: 7 }))
    expect(impossible(ledger, eight)).toBe(
      'crucibles: amount is 8, and all there could ever be is 7 crucibles',
    )
    ledger.putAgent('hall')
    ledger.putAgent('annex')
    expect(impossible(ledger, task({ resources: [{ resource: 'agent/gpu' }] }))).toBe(
      'agent/gpu: resource no agent has a resource "gpu"',
    )
  })

  it('is impossible where what only other agents have would be needed at the agents of its instruments', () => {
    const four = task({ resources: [{ resource: 'agent/gpu', amount: 4 }] })
    expect(impossible(aLedger(), four, new Set(['hall', 'annex']))).toBeUndefined()
    expect(impossible(aLedger(), four, new Set(['hall']))).toContain('is 4, and all there could ever be is 1')
    expect(impossible(aLedger(), four, new Set(['cellar']))).toContain('at no agent that has an instrument')
  })

  it('is possible as long as one alternative is, or one of its variants', () => {
    const ledger = aLedger()
    const either = task({ resources: [{ anyOf: [{ resource: 'gone' }, { resource: 'tray' }] }] })
    expect(impossible(ledger, either)).toBeUndefined()
    const resources = [{ resource: 'crucibles', amount: 9 }]
    expect(impossible(ledger, task({ resources, degraded: [{ name: 'slow' }] }))).toContain('is 9')
    const half = { name: 'half', resources: [{ resource: 'crucibles', amount: 4 }] }
    expect(impossible(ledger, task({ resources, degraded: [half] }))).toBeUndefined()
    expect(impossible(ledger, task({}))).toBeUndefined()
  })
})

describe('a definition', () => {
  it.each([
    [{ kind: 'countable' }, ['capacity']],
    [{ kind: 'consumable' }, ['fill']],
    [{ kind: 'named' }, ['names']],
    [{ kind: 'countable', capacity: 1, names: ['a'], fill: 1 }, ['names', 'fill']],
    [{ kind: 'named', names: ['a'], capacity: 1, unit: 'g' }, ['capacity', 'unit']],
    [{ kind: 'consumable', capacity: 1, fill: 2, recycle: '1 h' }, ['recycle', 'fill']],
    [{ kind: 'consumable', fill: 2 }, []],
    [{ kind: 'countable', capacity: 0, unit: 'Mbit/s', recycle: '2 h' }, []],
  ] as const)('%j is wrong in %j', (definition, fields) => {
    expect(definitionFaults(definition as never).map(({ field }) => field)).toEqual(fields)
  })

  it('in a configuration is told with its place, and there once', () => {
    const boats = { id: 'boats', kind: 'countable', capacity: 1 } as const
    expect(settingsFaults([boats, { id: 'boats', kind: 'named' }]).map(({ field }) => field)).toEqual([
      'resources.1.id',
      'resources.1.names',
    ])
  })
})
