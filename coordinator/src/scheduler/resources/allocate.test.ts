import { describe, expect, it } from 'vitest'
import type { ResourceRequest, ResourceRequirement } from '../../model/records.ts'
import { aJob, anAttempt, aResource, aSample, aTask } from '../../testing/store-fixtures.ts'
import { allocate, allocateTogether, type Wanted } from './allocate.ts'
import { Ledger } from './ledger.ts'

const needs = (
  ...requests: (Partial<ResourceRequest> & { readonly resource: string })[]
): ResourceRequirement[] => requests.map(request => ({ anyOf: [{ amount: 1, ...request }] }))

const wanted = (requirements: readonly ResourceRequirement[], more: Partial<Wanted> = {}): Wanted => ({
  where: { agentId: 'hall', instrumentId: 'furnace-1' },
  requirements,
  samples: [],
  ...more,
})

const TRAY = aResource('tray', {
  kind: 'named',
  names: ['tray/1', 'tray/2', 'tray/3'],
  instrument: 'furnace-1',
})

function aLedger(): Ledger {
  const ledger = new Ledger()
  ledger.putRecord(aResource('crucibles'))
  ledger.putRecord(aResource('powder', { kind: 'consumable', unit: 'g', capacity: 5000, remaining: 750 }))
  ledger.putRecord(TRAY)
  ledger.putAgent('hall', { gpu: 1, cpu: 4 })
  ledger.putAgent('annex', { cpu: 0.5 })
  return ledger
}

const hold = (
  ledger: Ledger,
  number: number,
  ...holds: readonly { resource: string; amount: number; names?: string[] }[]
) => ledger.putAttempt(anAttempt(aTask(aJob(number)), 1, { holds }))

describe('an allocation', () => {
  it('gives all that is asked for, in the order of the ids, names the lowest first', () => {
    const got = allocate(
      aLedger(),
      wanted(
        needs(
          { resource: 'tray', amount: 2 },
          { resource: 'agent/gpu' },
          { resource: 'crucibles', amount: 8 },
        ),
      ),
    )
    expect(got).toEqual({
      ok: true,
      holds: [
        { resource: 'agent:hall/gpu', amount: 1 },
        { resource: 'crucibles', amount: 8 },
        { resource: 'tray', amount: 2, names: ['tray/1', 'tray/2'] },
      ],
    })
  })

  it('gives nothing where one thing is short, and says of each what is', () => {
    const ledger = aLedger()
    hold(ledger, 1, { resource: 'crucibles', amount: 5 })
    const got = allocate(
      ledger,
      wanted(
        needs(
          { resource: 'crucibles', amount: 5 },
          { resource: 'powder', amount: 10 },
          { resource: 'glove' },
        ),
      ),
    )
    expect(got.ok).toBe(false)
    if (got.ok) return
    expect(got.shortages.flat().map(({ resource, why }) => `${resource} ${why}`)).toEqual([
      'crucibles held',
      'glove unknown',
    ])
    expect(ledger.free('crucibles')).toBe(3)
  })

  it('takes the first alternative that can be met', () => {
    const ledger = aLedger()
    const either = [
      {
        anyOf: [
          { resource: 'crucibles', amount: 4 },
          { resource: 'tray', amount: 1 },
        ],
      },
    ] satisfies ResourceRequirement[]
    expect(allocate(ledger, wanted(either))).toMatchObject({ holds: [{ resource: 'crucibles' }] })
    hold(ledger, 1, { resource: 'crucibles', amount: 5 })
    expect(allocate(ledger, wanted(either))).toMatchObject({
      holds: [{ resource: 'tray', names: ['tray/1'] }],
    })
  })

  it('keeps what belongs to an instrument from tasks elsewhere, and an agent’s own with that agent', () => {
    const ledger = aLedger()
    const elsewhere = wanted(needs({ resource: 'tray' }), {
      where: { agentId: 'annex', instrumentId: 'furnace-2' },
    })
    expect(allocate(ledger, elsewhere)).toMatchObject({ ok: false, shortages: [[{ why: 'elsewhere' }]] })
    const annex = { where: { agentId: 'annex', instrumentId: 'furnace-2' } }
    expect(allocate(ledger, wanted(needs({ resource: 'agent/cpu', amount: 1 }), annex)).ok).toBe(false)
    expect(allocate(ledger, wanted(needs({ resource: 'agent/cpu', amount: 0.5 }), annex)).ok).toBe(true)
    expect(allocate(ledger, wanted(needs({ resource: 'agent/gpu' }), annex))).toMatchObject({
      shortages: [[{ why: 'unknown', resource: 'agent:annex/gpu' }]],
    })
    // Where nobody knows yet which agent it will be, what is the agent's own stands in no way.
    expect(allocate(ledger, wanted(needs({ resource: 'agent/gpu', amount: 9 }), { where: {} })).ok).toBe(true)
  })

  it('gives a position with a sample in it to a task with that sample alone, and to that first', () => {
    const ledger = aLedger()
    ledger.putSample(aSample('s-2', { place: { resource: 'tray', name: 'tray/2' } }))
    const any = needs({ resource: 'tray', amount: 2 })
    expect(allocate(ledger, wanted(any))).toMatchObject({ holds: [{ names: ['tray/1', 'tray/3'] }] })
    expect(allocate(ledger, wanted(any, { samples: ['s-2'] }))).toMatchObject({
      holds: [{ resource: 'sample:s-2' }, { names: ['tray/2', 'tray/1'] }],
    })
    expect(allocate(ledger, wanted(needs({ resource: 'tray', names: ['tray/2'], amount: 1 }))).ok).toBe(false)
    // Another task has the sample: so the position is nobody's.
    hold(ledger, 1, { resource: 'sample:s-2', amount: 1 }, { resource: 'tray', amount: 1, names: ['tray/2'] })
    expect(allocate(ledger, wanted(any, { samples: ['s-2'] })).ok).toBe(false)
  })

  it('refuses what is asked for in another unit', () => {
    const got = allocate(aLedger(), wanted(needs({ resource: 'powder', amount: 1, unit: 'kg' })))
    expect(got).toMatchObject({ ok: false, shortages: [[{ why: 'unit' }]] })
  })
})

describe('an allocation for several tasks', () => {
  it('gives to all of them or to none', () => {
    const five = wanted(needs({ resource: 'crucibles', amount: 5 }))
    const three = wanted(needs({ resource: 'crucibles', amount: 3 }))
    expect(allocateTogether(aLedger(), [five, three])).toMatchObject({
      ok: true,
      holds: [[{ amount: 5 }], [{ amount: 3 }]],
    })
    expect(allocateTogether(aLedger(), [five, five])).toEqual({ ok: false, shortages: [[], []] })
  })

  it('lets one make do with a later alternative where another has no choice', () => {
    const picky = wanted(needs({ resource: 'crucibles', amount: 8 }))
    const easy = wanted([
      {
        anyOf: [
          { resource: 'crucibles', amount: 1 },
          { resource: 'powder', amount: 1 },
        ],
      },
    ])
    expect(allocateTogether(aLedger(), [easy, picky])).toMatchObject({
      holds: [[{ resource: 'powder' }], [{ resource: 'crucibles' }]],
    })
    const any = wanted(needs({ resource: 'tray', amount: 2 }))
    const first = wanted(needs({ resource: 'tray', names: ['tray/1'] }))
    expect(allocateTogether(aLedger(), [any, first])).toMatchObject({
      holds: [[{ names: ['tray/2', 'tray/3'] }], [{ names: ['tray/1'] }]],
    })
  })

  it('gives a sample to one of them only', () => {
    const both = [wanted([], { samples: ['s-1'] }), wanted([], { samples: ['s-1'] })]
    expect(allocateTogether(aLedger(), both).ok).toBe(false)
  })
})
