import { describe, expect, it } from 'vitest'
import type { ResourceView } from './resource-types.ts'
import { runCommand } from './testing/run-command.ts'

const powder: ResourceView = {
  id: 'powder',
  kind: 'consumable',
  unit: 'g',
  capacity: 1_000,
  remaining: 600,
  held: 500,
  free: 100,
  holders: [{ attempt: 'job-1-run-1', task: 'job-1-run', amount: 500 }],
  leases: [],
}
const lease = { id: 'lease-1', by: 'Ann', reason: 'r', amount: 2, since: '2026-12-01T08:00:00Z' }
const ann = { by: 'Ann', reason: 'a new can' }

describe('resources', () => {
  it('are a table: what is free, and who has the rest', async () => {
    const tray: ResourceView = {
      ...powder,
      id: 'tray',
      kind: 'named',
      unit: 'pieces',
      remaining: undefined as never,
      capacity: 8,
      free: 6,
      holders: [],
      leases: [{ ...lease, until: '2026-12-01T10:00:00Z' }],
    }
    const { output } = await runCommand(['resources'], {}, { resources: [powder, tray] })
    expect(output).toContain('100 of 600 g free')
    expect(output).toContain('500 by job-1-run')
    expect(output).toContain('6 of 8 pieces free')
    expect(output).toContain('2 lent to Ann until 2026-12-01 10:00 UTC (lease-1)')
    const none = await runCommand(['resources'], {}, { resources: [] })
    expect(none.notes).toBe('there are no resources\n')
  })

  it('are refilled, with their unit, by somebody and for a reason', async () => {
    const { asked, output } = await runCommand(['resources', 'refill', 'powder', '500', 'g'], ann, powder)
    expect(asked).toEqual([['POST', '/v1/resources/powder/refill', { ...ann, amount: 500, unit: 'g' }]])
    expect(output).toContain('powder')
    await expect(runCommand(['resources', 'refill', 'powder', 'much'], ann, powder)).rejects.toThrow(
      'no amount',
    )
    await expect(runCommand(['resources', 'refill', 'powder', '5'], { by: 'Ann' }, powder)).rejects.toThrow(
      '--reason',
    )
    await expect(runCommand(['resources', 'buy'], ann, powder)).rejects.toThrow(
      'none of refill, lend, return',
    )
  })

  it('are lent, by number or by name, and given back', async () => {
    const lent = { ...powder, leases: [lease] }
    const some = await runCommand(['resources', 'lend', 'powder', '2'], { ...ann, for: '2 h' }, lent)
    expect(some.asked).toEqual([['POST', '/v1/resources/powder/leases', { ...ann, amount: 2, for: '2 h' }]])
    expect(some.output).toBe('lease-1 is lent to Ann\n')
    const named = await runCommand(['resources', 'lend', 'tray', 'tray/1', 'tray/2'], ann, lent)
    expect(named.asked).toEqual([
      ['POST', '/v1/resources/tray/leases', { ...ann, names: ['tray/1', 'tray/2'] }],
    ])
    const { asked } = await runCommand(['resources', 'return', 'powder', 'lease-1'], ann, powder)
    expect(asked).toEqual([['DELETE', '/v1/resources/powder/leases/lease-1?by=Ann&reason=a+new+can']])
  })
})

describe('samples', () => {
  it('are a table, and are put into a position or a place in words', async () => {
    const all = [
      {
        id: 's-1',
        place: { resource: 'tray', name: 'tray/1' },
        since: '2026-12-01T08:00:00Z',
        by: 'person:Ann',
      },
      { id: 's-2', task: 'job-1-run' },
    ]
    const { output } = await runCommand(['samples'], {}, { samples: all })
    expect(output).toContain('tray tray/1')
    expect(output).toContain('nobody knows where')
    const by = { by: 'Ann' }
    const position = { resource: 'tray', name: 'tray/1' }
    const placed = await runCommand(['samples', 'place', 's-1', 'tray', 'tray/1'], by, {
      id: 's-1',
      place: position,
    })
    expect(placed.asked).toEqual([['PUT', '/v1/samples/s-1/place', { ...by, place: position }]])
    expect(placed.output).toBe('s-1: tray tray/1\n')
    const text = await runCommand(['samples', 'place', 's-1', 'the fridge'], by, {
      id: 's-1',
      place: { text: 'the fridge' },
    })
    expect(text.asked).toEqual([['PUT', '/v1/samples/s-1/place', { ...by, place: { text: 'the fridge' } }]])
    const lost = await runCommand(['samples', 'place', 's-1'], by, { id: 's-1' })
    expect(lost.output).toBe('s-1: nobody knows where\n')
  })
})
