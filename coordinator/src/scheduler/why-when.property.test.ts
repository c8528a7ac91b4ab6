import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import { aBreaker, aPause, aResource } from '../testing/store-fixtures.ts'
import { beginVerifying } from '../work/attempts.ts'
import { isTaskEnd } from '../workflow/task-ends.ts'
import { forecastOf } from './forecast/forecast.ts'
import { startOf } from './forecast/start-of.ts'
import { submitFlow } from './testing/flow.ts'
import { Floor } from './testing/floor.ts'
import { whyChain } from './why-chain.ts'
import { whyWaiting } from './why.ts'

const MINUTE = 60_000
const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % Math.max(1, from.length)]

const WHAT = [
  'submit',
  'submit',
  'submit',
  'start',
  'start',
  'begin',
  'end',
  'fail',
  'verify',
  'ask',
  'contact',
  'status',
  'breaker',
  'pause',
  'restore',
  'time',
] as const
const events = fc.array(fc.record({ what: fc.constantFrom(...WHAT), a: fc.nat(1_000), b: fc.nat(1_000) }), {
  minLength: 10,
  maxLength: 50,
  size: 'max',
})

interface Happening {
  readonly what: (typeof WHAT)[number]
  readonly a: number
  readonly b: number
}

/** A floor on which jobs wait for all that a task can wait for. */
class World extends Floor {
  constructor() {
    super()
    this.state.put('resources', aResource('crucible', { capacity: 2 }))
    for (let at = 0; at < 3; at += 1)
      this.agent({
        id: `pc-${at}`,
        maxConcurrentTasks: 1,
        instruments: [0, 1].slice(0, 1 + (at % 2)).map(index => ({
          id: `furnace-${at}-${index}`,
          activities: ['sinter', 'print', 'weigh']
            .slice(at % 2)
            .map((name, kind) => ({ name, expectedMs: (1 + kind + at) * 20 * MINUTE })),
        })),
      })
  }

  happen({ what, a, b }: Happening): void {
    this.#acts[what](a, b)
  }

  readonly #acts: { readonly [What in Happening['what']]: (a: number, b: number) => void } = {
    submit: (a, b) => this.#submit(a, b),
    start: () => void this.dispatch(),
    begin: a => this.#withOpen(a, attempt => this.begin(attempt)),
    end: a => this.#withOpen(a, attempt => this.end(attempt, 'succeeded')),
    fail: a => this.#withOpen(a, attempt => this.end(attempt, 'failed')),
    verify: a =>
      this.#withOpen(a, attempt => {
        if (attempt.state === 'running') this.decide(draft => beginVerifying(draft, attempt, 'it was off'))
      }),
    ask: a => {
      const free = ({ state, heldBy }: TaskRecord) => state === 'queued' && heldBy === undefined
      const task = pick([...this.state.tasks.values()].filter(free), a)
      if (task) this.decide(draft => draft.update('tasks', task, { heldBy: 'prompt-1' }))
    },
    contact: (a, b) => this.contact(this.#agentAt(a), b % 2 === 0),
    status: (a, b) => {
      const instrument = pick([...this.state.instruments.keys()], a) ?? ''
      this.tell(instrument, { readiness: b % 2 === 0 ? 'needs-clean' : 'ready' })
    },
    breaker: (a, b) => {
      const id = `agent:${this.#agentAt(a)}`
      const state = pick(['open', 'half-open', 'closed'] as const, b) ?? 'closed'
      const version = (this.state.breakers.get(id)?.version ?? 0) + 1
      const retryAt = b % 3 === 0 ? {} : { retryAt: this.now + (b % 90) * MINUTE }
      this.state.put('breakers', aBreaker(id, { state, changedAt: this.now, version, ...retryAt }))
    },
    pause: (a, b) => {
      const scopes = ['queue', 'activity:print', `agent:${this.#agentAt(a)}`, 'instrument:furnace-0-0']
      const id = pick(scopes, b) ?? ''
      const version = (this.state.pauses.get(id)?.version ?? 0) + 1
      const state = b % 3 === 0 ? 'paused' : 'resumed'
      const until = a % 2 === 0 ? { until: this.now + (a % 200) * MINUTE } : {}
      this.state.put('pauses', aPause(id, { version, state, at: this.now, ...until }))
    },
    restore: (a, b) => {
      const lastSequence = this.state.lastSequence - (a % 3)
      this.state.recovering = b % 2 === 0 ? undefined : { lastSequence, waitingFor: new Set(['pc-0']) }
    },
    time: (_, b) => this.#pass((1 + (b % 120)) * MINUTE),
  }

  #withOpen(a: number, act: (attempt: AttemptRecord) => void): void {
    const attempt = pick(this.open, a)
    if (attempt) act(attempt)
  }

  #agentAt(a: number): string {
    return pick([...this.state.agents.keys()], a) ?? ''
  }

  #pass(time: number): void {
    this.now += time
    for (const task of this.state.tasks.values())
      if (task.notBefore !== undefined && task.notBefore <= this.now) this.state.board.release(task)
  }

  #submit(a: number, b: number): void {
    const activity = (at: number) => pick(['sinter', 'print', 'weigh', 'cast'], at)
    const notBefore = new Date(this.now + (b % 300) * MINUTE).toISOString()
    const batch = b % 5 === 0 ? { batch: { size: 3, atLeast: 1 + (a % 3), hold: '40 min' } } : {}
    const first = {
      activity: activity(a),
      ...(b % 3 === 0 ? { resources: [{ resource: 'crucible', amount: 1 + (a % 3) }] } : {}),
      ...(b % 7 === 0 ? { notBefore } : {}),
      ...batch,
    }
    const wait = a % 2 === 0 ? { atLeast: '10 min' } : { atMost: '90 min' }
    const steps =
      b % 2 === 0
        ? { one: first }
        : {
            one: first,
            two: { activity: activity(b), after: ['one'], waits: { one: wait } },
            three: { activity: activity(a + b), after: ['one', 'two'] },
          }
    submitFlow(this, steps, { by: pick(['ada', 'ben'], a) ?? '', priority: pick([0, 50, 100], b) })
  }
}

const waits = ({ state }: TaskRecord) => !isTaskEnd(state) && state !== 'running'

test('whatever happens, what waits has a reason, a chain that ends, and a time at which it begins or a reason why nobody can tell', () => {
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 40 }), (happened, most) => {
      const world = new World()
      for (const event of happened) {
        world.happen(event)
        world.state.board.next(world.now)
      }
      const { state, now } = world
      const forecast = forecastOf(state, now, { most })
      for (const task of state.tasks.values()) {
        const reasons = whyWaiting(state, task)
        const chain = whyChain(state, task, now)
        expect(reasons.length > 0).toBe(waits(task))
        expect(chain.length).toBeLessThanOrEqual(14)
        if (waits(task)) expect(chain.length).toBeGreaterThan(0)
        for (const { until } of chain) {
          expect(until?.from ?? 0).toBeLessThanOrEqual(until?.expected ?? 0)
          expect(until?.expected ?? 0).toBeLessThanOrEqual(until?.to ?? 0)
        }
        const { expectedStart, unknownStart } = startOf(forecast, task, now)
        const isStill = task.state === 'queued' || task.state === 'pending'
        expect([expectedStart, unknownStart].filter(one => one !== undefined).length).toBe(isStill ? 1 : 0)
        if (unknownStart) expect(unknownStart.code).not.toBe('not-yet')
        if (!expectedStart) continue
        const { from, expected, to = Number.POSITIVE_INFINITY } = expectedStart
        expect(from).toBeGreaterThanOrEqual(now)
        expect(from).toBeLessThanOrEqual(expected)
        expect(expected).toBeLessThanOrEqual(to)
        expect(expected).toBeLessThan(Number.POSITIVE_INFINITY)
      }
    }),
    { numRuns: 150 },
  )
}, 180_000)
