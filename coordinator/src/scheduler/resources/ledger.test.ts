import { array, assert, constantFrom, integer, oneof, property, record, uniqueArray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AttemptRecord, ResourceRecord, SampleRecord } from '../../model/records.ts'
import { aJob, anAttempt, aResource, aSample, aTask, next } from '../../testing/store-fixtures.ts'
import { allocate, type Wanted } from './allocate.ts'
import { Ledger } from './ledger.ts'

const NAMES = ['1', '2', '3', '4', '5']
const IDS = ['crucibles', 'powder', 'tray', 'agent:hall/gpu'] as const

const RESOURCES: readonly ResourceRecord[] = [
  aResource('crucibles', { capacity: 8 }),
  aResource('powder', { kind: 'consumable', unit: 'g', remaining: 10 }),
  aResource('tray', { kind: 'named', names: NAMES }),
]

/** All that a ledger says, in an order that does not depend on how it came to be. */
function everythingOf(ledger: Ledger): unknown {
  const samples = [...ledger.samples.keys()].sort()
  return {
    resources: [...ledger.infos()]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(info => ({
        info,
        there: ledger.there(info.id),
        free: ledger.free(info.id),
        held: ledger.held(info.id),
        holders: [...ledger.holders(info.id)].sort((a, b) => (a.id < b.id ? -1 : 1)),
        names: [...(ledger.names(info.id)?.freeFor([]) ?? [])],
      })),
    samples: samples.map(id => [id, ledger.samples.get(id)?.place, ledger.holderOfSample(id)?.id]),
  }
}

/** The rows that a ledger was told of, as a store keeps them, and the ledger that followed each change. */
class Books {
  readonly ledger = new Ledger()
  readonly records = new Map<string, ResourceRecord>()
  readonly attempts = new Map<string, AttemptRecord>()
  readonly samples = new Map<string, SampleRecord>()
  #made = 0

  constructor() {
    this.ledger.putAgent('hall', { gpu: 2 })
    for (const resource of RESOURCES) this.put(resource)
  }

  put(row: ResourceRecord): void {
    this.records.set(row.id, row)
    this.ledger.putRecord(row)
  }

  move(attempt: AttemptRecord): void {
    this.attempts.set(attempt.id, attempt)
    this.ledger.putAttempt(attempt)
  }

  take(wanted: Wanted): void {
    const before = everythingOf(this.ledger)
    const got = allocate(this.ledger, wanted)
    expect(everythingOf(this.ledger)).toEqual(before)
    if (!got.ok) return expect(got.shortages.length).toBeGreaterThan(0)
    this.#made += 1
    expect(got.holds.length).toBe(wanted.requirements.length + wanted.samples.length)
    this.move(anAttempt(aTask(aJob(this.#made)), 1, { state: 'running', holds: got.holds }))
  }

  end(at: number): void {
    const open = [...this.attempts.values()].filter(({ state }) => state === 'running')
    const attempt = open[at % Math.max(1, open.length)]
    if (attempt) this.move(next(attempt, { state: 'succeeded' }))
  }

  lend(id: string, amount: number): void {
    const row = this.records.get(id)
    if (!row) return
    const names = row.names && [...(this.ledger.names(id)?.freeFor([]) ?? [])].slice(0, amount)
    if (this.ledger.free(id) < amount) return
    const lease = { id: `lease-${row.version}`, by: 'ada', reason: 'r', amount, since: 0 }
    this.put(next(row, { leases: [...row.leases, { ...lease, ...(names ? { names } : {}) }] }))
  }

  giveBack(id: string): void {
    const row = this.records.get(id)
    if (row) this.put(next(row, { leases: row.leases.slice(1) }))
  }

  place(id: string, name: string): void {
    const other = this.ledger.sampleAt('tray', name)
    const sample = aSample(id, { place: { resource: 'tray', name } })
    if (other !== undefined && other !== id) return expect(() => this.ledger.putSample(sample)).toThrow(other)
    this.samples.set(id, sample)
    this.ledger.putSample(sample)
  }

  /** Built from the rows alone, and these in another order. */
  rebuilt(): Ledger {
    const ledger = new Ledger()
    for (const sample of this.samples.values()) ledger.putSample(sample)
    for (const attempt of this.attempts.values()) ledger.putAttempt(attempt)
    for (const row of [...this.records.values()].reverse()) ledger.putRecord(row)
    ledger.putAgent('hall', { gpu: 2 })
    return ledger
  }

  check(): void {
    const open = [...this.attempts.values()].filter(({ state }) => state === 'running')
    const holds = open.flatMap(attempt => attempt.holds ?? [])
    const sum = (id: string) => {
      const lent = this.records.get(id)?.leases ?? []
      return [...holds.filter(({ resource }) => resource === id), ...lent].reduce(
        (all, { amount }) => all + amount,
        0,
      )
    }
    expect(sum('crucibles')).toBeLessThanOrEqual(8)
    expect(sum('powder')).toBeLessThanOrEqual(10 + 1e-9)
    expect(sum('agent:hall/gpu')).toBeLessThanOrEqual(2)
    const lent = this.records.get('tray')?.leases ?? []
    const names = [...holds.filter(({ resource }) => resource === 'tray'), ...lent].flatMap(
      one => one.names ?? [],
    )
    expect(names).toHaveLength(new Set(names).size)
    const samples = holds
      .filter(({ resource }) => resource.startsWith('sample:'))
      .map(({ resource }) => resource)
    expect(samples).toHaveLength(new Set(samples).size)
    const places = [...this.samples.values()].map(({ place }) => JSON.stringify(place))
    expect(places).toHaveLength(new Set(places).size)
  }
}

const amount = integer({ min: 1, max: 60 }).map(tenths => tenths / 10)
const whole = integer({ min: 1, max: 5 })
const request = constantFrom(...IDS).chain(id =>
  (id === 'powder' ? amount : whole).map(much => ({
    resource: id.replace('agent:hall/', 'agent/'),
    amount: much,
  })),
)
const take = record({
  do: constantFrom('take' as const),
  requests: uniqueArray(request, { maxLength: 3, selector: one => one.resource }),
  samples: uniqueArray(constantFrom('s-1', 's-2', 's-3'), { maxLength: 2 }),
})
const step = oneof(
  { weight: 4, arbitrary: take },
  { weight: 3, arbitrary: record({ do: constantFrom('end' as const), at: integer({ min: 0, max: 20 }) }) },
  record({ do: constantFrom('lend' as const), id: constantFrom('crucibles', 'tray'), amount: whole }),
  record({ do: constantFrom('give back' as const), id: constantFrom('crucibles', 'tray') }),
  record({
    do: constantFrom('place' as const),
    id: constantFrom('s-1', 's-2'),
    name: constantFrom(...NAMES),
  }),
)

describe('the ledger', () => {
  it('gives out no more than there is, all or nothing, and is the same when it is built anew', () => {
    assert(
      property(array(step, { maxLength: 60 }), steps => {
        const books = new Books()
        for (const one of steps) {
          if (one.do === 'take') {
            const requirements = one.requests.map(wish => ({ anyOf: [wish] }))
            books.take({ where: { agentId: 'hall' }, requirements, samples: one.samples })
          } else if (one.do === 'end') books.end(one.at)
          else if (one.do === 'lend') books.lend(one.id, one.amount)
          else if (one.do === 'give back') books.giveBack(one.id)
          else books.place(one.id, one.name)
          books.check()
        }
        expect(everythingOf(books.rebuilt())).toEqual(everythingOf(books.ledger))
      }),
      { numRuns: 300 },
    )
  })

  it('says what has become free, an agent’s own under the name that tasks ask for as well', () => {
    const { ledger } = new Books()
    const holds = [
      { resource: 'agent:hall/gpu', amount: 1 },
      { resource: 'crucibles', amount: 3 },
      { resource: 'sample:s-1', amount: 1 },
    ]
    const attempt = anAttempt(aTask(aJob(1)), 1, { holds })
    expect(ledger.putAttempt(attempt)).toEqual([])
    expect(ledger.putAttempt(next(attempt, { state: 'running' }))).toEqual([])
    expect(ledger.putAttempt(next(attempt, { state: 'failed' }))).toEqual([
      'agent:hall/gpu',
      'agent/gpu',
      'crucibles',
      'sample:s-1',
    ])
    expect(ledger.putRecord(aResource('crucibles', { version: 2, capacity: 9 }))).toEqual(['crucibles'])
    expect(ledger.putRecord(aResource('crucibles', { version: 3, capacity: 4 }))).toEqual([])
    expect(ledger.putAgent('hall', { gpu: 3 })).toEqual(['agent:hall/gpu', 'agent/gpu'])
    expect(ledger.putAgent('hall')).toEqual([])
    expect(ledger.info('agent:hall/gpu')).toBeUndefined()
  })

  it('takes a position with two samples for what it is: impossible', () => {
    const { ledger } = new Books()
    const place = { resource: 'tray', name: '1' }
    ledger.putSample(aSample('s-1', { place }))
    expect(() => ledger.putSample(aSample('s-2', { place }))).toThrow('where s-1 is')
    ledger.putSample(aSample('s-1', { place: { text: 'fridge' } }))
    ledger.putSample(aSample('s-2', { place }))
    expect(ledger.sampleAt('tray', '1')).toBe('s-2')
  })

  it('has no more free than nothing where the capacity is lowered below what is held', () => {
    const { ledger } = new Books()
    const attempt = anAttempt(aTask(aJob(1)), 1, { holds: [{ resource: 'crucibles', amount: 6 }] })
    ledger.putAttempt(attempt)
    ledger.putRecord(aResource('crucibles', { version: 2, capacity: 4 }))
    expect([ledger.free('crucibles'), ledger.held('crucibles')]).toEqual([0, 6])
  })
})
