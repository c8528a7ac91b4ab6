import fc from 'fast-check'
import { expect } from 'vitest'
import type { Draft } from '../../model/draft.ts'
import type { AttemptRecord, BreakerRecord, TaskRecord } from '../../model/records.ts'
import type { KnownInstrument } from '../../model/known.ts'
import { breakerId } from '../../supervisor/breaker.ts'
import { aBreaker, aResource } from '../../testing/store-fixtures.ts'
import { endRecovery } from '../../work/recovery.ts'
import { endTask } from '../../work/tasks.ts'
import type { Assignment } from '../assignment.ts'
import { activityStopped, infeasible, mismatch, unavailable, withheld } from '../feasible.ts'
import { goesBefore, type Rank } from '../line.ts'
import { HIGHEST_BY_AGE } from '../ranking.ts'
import { isBackInTime } from '../resources/enough.ts'
import { resourcesOf } from '../resources/shortage.ts'
import { STANDARD_RULES } from '../rules.ts'
import { type AgentPlan, Floor } from './floor.ts'

export const MINUTE = 60_000
const RULES = {
  ...STANDARD_RULES,
  shares: { ...STANDARD_RULES.shares, weights: { anna: 2, ben: 0.5 } },
}

const ACTIVITIES = ['sinter', 'print', 'weigh']
/** What furnaces of different makes take. */
const SCHEMAS = [
  '{"type":"object","properties":{"kelvin":{"type":"number","maximum":1000}}}',
  '{"type":"object","properties":{"kelvin":{"type":"number","maximum":2000}}}',
  '{"type":"object","properties":{"kelvin":{"type":"number","minimum":500}}}',
]
const LABELS = [undefined, { hall: '1' }, { hall: '2' }, { hall: '1', make: 'x' }]
const ROLES = [[], ['executor'], ['executor', 'analyzer']]
const PRIORITIES = [0, 25, 50, 75, 98, 99, 100]
const STRATEGIES = [undefined, 'round-robin', 'pack', 'random', 'fastest', 'no-such']

/** How many of each there are. */
const RESOURCES = { crucibles: 5, gloves: 2, powder: 60, bench: 2 }

/** What some tasks need besides: unequal amounts, sometimes of one or the other, sometimes used up. */
function needsOf(a: number, b: number, c: number): NonNullable<TaskRecord['resources']> {
  const crucibles = { resource: 'crucibles', amount: 1 + (a % 5) }
  const gloves = { resource: 'gloves', amount: 1 + (c % 2) }
  const powder = { resource: 'powder', amount: 1 + (b % 9) }
  const needs = [
    { anyOf: [crucibles] },
    { anyOf: [gloves] },
    { anyOf: [crucibles, gloves] },
    { anyOf: [powder] },
    { anyOf: [{ resource: 'bench', amount: 1 + (c % 2) }] },
    { anyOf: [{ resource: 'agent/gpu', amount: 1 }] },
  ].filter((_need, at) => ((b + 1) >> at) % 2 === 1)
  return needs.length > 0 ? needs : [{ anyOf: [crucibles] }]
}

/** Something that happens; the numbers choose among what there is by then. */
export interface Event {
  readonly what: (typeof WHAT)[number]
  readonly a: number
  readonly b: number
  readonly c: number
}
const WHAT = [
  'submit',
  'submit',
  'submit',
  'submit',
  'cancel',
  'hold',
  'let-go',
  'to-top',
  'attempt',
  'attempt',
  'attempt',
  'attempt',
  'contact',
  'inventory',
  'status',
  'keep',
  'breaker',
  'tokens',
  'withhold',
  'time',
  'time',
  'told',
  'stock',
] as const
const anEvent: fc.Arbitrary<Event> = fc.record({
  what: fc.constantFrom(...WHAT),
  a: fc.nat(1_000),
  b: fc.nat(1_000),
  c: fc.nat(1_000),
})
export const events: fc.Arbitrary<Event[]> = fc.array(anEvent, { minLength: 20, maxLength: 70, size: 'max' })

const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % Math.max(1, from.length)]

function planOf(agent: number, a: number, b: number): AgentPlan {
  const instruments = Array.from({ length: 1 + (a % 3) }, (_, at) => ({
    id: `instrument-${agent}-${at}`,
    labels: pick(LABELS, a + at) ?? {},
    activities: ACTIVITIES.filter((_name, index) => (b + at + index) % 3 > 0).map(name => ({
      name,
      schema: pick(SCHEMAS, b + at) ?? '{}',
      expectedMs: (1 + ((a + at) % 4)) * 10 * MINUTE,
    })),
  }))
  const maxConcurrentTasks = 1 + (b % 3)
  const resources = agent % 2 === 0 ? { gpu: 1 + (b % 2) } : {}
  return { id: `agent-${agent}`, instruments, roles: pick(ROLES, b) ?? [], maxConcurrentTasks, resources }
}

interface Standing {
  readonly task: TaskRecord
  readonly band: number
  readonly rank: Rank
}
const isBefore = (a: Standing, b: Standing): boolean =>
  a.band === b.band ? goesBefore(a.rank, b.rank) : a.band > b.band

/** A floor on which anything may happen. */
export class World extends Floor {
  readonly #hasNeeds: boolean

  /** @param hasNeeds whether some tasks need resources */
  constructor(hasNeeds = false) {
    super(RULES)
    this.#hasNeeds = hasNeeds
    for (let agent = 0; agent < (hasNeeds ? 7 : 4); agent += 1) this.agent(planOf(agent, agent, agent + 1))
    for (const [id, capacity] of Object.entries(RESOURCES)) {
      const where = id === 'bench' ? { instrument: 'instrument-1-0' } : {}
      const there =
        id === 'powder' ? { kind: 'consumable' as const, remaining: capacity } : { capacity, ...where }
      this.state.put('resources', aResource(id, there))
    }
  }

  get waiting(): TaskRecord[] {
    const { board, tasks } = this.state
    return [...tasks.values()].filter(
      task => task.state === 'queued' && task.heldBy === undefined && board.isReleased(task),
    )
  }

  get instruments(): KnownInstrument[] {
    return [...this.state.known.values()]
  }

  happen({ what, a, b, c }: Event): void {
    this.#deeds[what](a, b, c)
  }

  readonly #deeds: { readonly [What in Event['what']]: (a: number, b: number, c: number) => void } = {
    submit: (a, b, c) => this.#submit(a, b, c),
    cancel: a => this.#toWaiting(a, (draft, task) => endTask(draft, task, 'cancelled')),
    hold: a => this.#toWaiting(a, (draft, task) => draft.update('tasks', task, { heldBy: 'prompt-1' })),
    'let-go': a => {
      const held = [...this.state.tasks.values()].filter(({ heldBy }) => heldBy !== undefined)
      const task = pick(held, a)
      if (task) this.decide(draft => draft.update('tasks', task, { heldBy: undefined }))
    },
    'to-top': (a, b) =>
      this.#toWaiting(a, (draft, task) => {
        const place = this.state.board.placeOf(task.id)
        if (!place) return
        const { band, key, tie } = place.entry
        const order = { by: 'person:ann', at: this.now, band, key: key + b - 500, tie, onTop: b % 2 === 0 }
        draft.update('tasks', task, { order })
      }),
    attempt: (a, b) => {
      const attempt = pick(this.open, a)
      if (attempt) this.#move(attempt, b)
    },
    contact: (a, b) => this.contact(this.#agent(a), b % 2 === 0),
    inventory: (a, b, c) => {
      const agent = this.#agent(a)
      const isBusy = this.open.some(({ agentId }) => agentId === agent)
      if (!isBusy) this.agent(planOf(Number(agent.slice(-1)), b, c))
    },
    status: (a, b) => {
      const readiness = b % 3 === 0 ? 'needs-clean' : 'ready'
      const failedChecks = b % 3 === 1 ? 99 : 0
      this.tell(this.#instrument(a), { readiness, failedChecks })
    },
    keep: (a, b) => {
      const instrument = this.state.instruments.get(this.#instrument(a))
      const hold = b % 2 === 0 ? { reason: 'test', since: this.now, promptId: 'prompt-2' } : undefined
      if (instrument) this.decide(draft => draft.update('instruments', instrument, { hold }))
    },
    breaker: (a, b, c) => this.#breaker(a, b, c),
    tokens: (a, b) => {
      this.state.liveOf(this.#agent(a)).tokens = b % 3 === 0 ? undefined : b % 3
      this.state.board.agentChanged(this.#agent(a))
    },
    withhold: (_a, b, c) => {
      const { state } = this
      if (b % 2 === 0) this.decide(endRecovery)
      else
        state.recovering ??= { lastSequence: state.lastSequence - (c % 4), waitingFor: new Set(['agent-0']) }
    },
    time: (_a, b) => this.pass((1 + (b % 120)) * (b % 3 === 0 ? MINUTE : 500)),
    told: (a, b) => this.#told(a, b),
    stock: (a, b) => this.#stock(a, b),
  }

  #agent(at: number): string {
    return pick([...this.state.agents.keys()], at) ?? ''
  }

  #instrument(at: number): string {
    return pick([...this.state.instruments.keys()], at) ?? ''
  }

  #toWaiting(at: number, act: (draft: Draft, task: TaskRecord) => void): void {
    const task = pick(this.waiting, at)
    if (task) this.decide(draft => act(draft, task))
  }

  pass(time: number): void {
    this.now += time
    for (const task of this.state.tasks.values())
      if (task.notBefore !== undefined && task.notBefore <= this.now) this.state.board.release(task)
  }

  #submit(a: number, b: number, c: number): void {
    const requires = pick(LABELS, b)
    const strategy = pick(STRATEGIES, c)
    const named = pick(this.instruments, c)?.description.id
    this.submitOf(pick(['anna', 'ben', 'cora'], a) ?? '', {
      priority: pick(PRIORITIES, b) ?? 50,
      activity: pick(ACTIVITIES, c) ?? '',
      parametersJson: JSON.stringify({ kelvin: (a % 5) * 500 }),
      queuedAt: this.now - (c % 7) * MINUTE,
      ...(requires && a % 3 === 0 ? { requires } : {}),
      ...(b % 4 === 0 ? { role: 'executor' } : {}),
      ...(this.#hasNeeds && c % 2 === 0 ? { resources: needsOf(a, b, c) } : {}),
      ...(a % 7 === 0 && named !== undefined ? { instrument: named } : {}),
      ...(a % 7 === 1 && named !== undefined ? { avoids: [named] } : {}),
      ...(strategy === undefined || b % 2 === 0 ? {} : { strategy }),
    })
  }

  #move(attempt: AttemptRecord, how: number): void {
    if (how % 5 === 0) return this.begin(attempt)
    if (how % 5 === 1) return this.end(attempt, 'failed')
    if (how % 5 === 2 && attempt.state === 'offered') return this.end(attempt, 'declined')
    return this.end(attempt, 'succeeded')
  }

  /** An instrument says how long its run goes on. */
  #told(a: number, b: number): void {
    const attempt = pick(this.open, a)
    if (!attempt) return
    this.begin(attempt)
    const told = b % 2 === 0 ? { remainingMs: (b % 50) * MINUTE } : {}
    const run = { attemptId: attempt.id, state: 'running', percent: b % 100, values: {}, ...told } as const
    this.state.liveOf(attempt.agentId).runs.set(attempt.id, run)
    this.state.board.agentChanged(attempt.agentId)
  }

  /** There is more or less of something. */
  #stock(a: number, b: number): void {
    const id = pick(Object.keys(RESOURCES), a) ?? ''
    const record = this.state.resources.records.get(id)
    if (!this.#hasNeeds || !record) return
    const capacity = b % (2 * (pick(Object.values(RESOURCES), a) ?? 1))
    const there = id === 'powder' ? { remaining: capacity } : { capacity }
    this.decide(draft => draft.update('resources', record, there))
  }

  #breaker(a: number, b: number, c: number): void {
    const of = pick(['agent', 'instrument', 'activity'] as const, a) ?? 'agent'
    const names = { agent: [...this.state.agents.keys()], instrument: [...this.state.instruments.keys()] }
    const name = pick(of === 'activity' ? ACTIVITIES : names[of], b) ?? ''
    const state = pick<BreakerRecord['state']>(['open', 'half-open', 'closed'], c) ?? 'closed'
    this.state.put('breakers', aBreaker(breakerId(of, name), { state, changedAt: this.now }))
  }

  /** All faults are over, and nobody stands in the way. */
  heal(): void {
    const { state } = this
    this.decide(endRecovery)
    for (const [id, live] of state.live) {
      live.tokens = undefined
      this.contact(id, true)
    }
    for (const instrument of [...state.instruments.values()]) {
      this.decide(draft => draft.update('instruments', instrument, { hold: undefined }))
      this.tell(instrument.id, {})
    }
    for (const breaker of [...state.breakers.values()]) state.put('breakers', { ...breaker, state: 'closed' })
    for (const task of [...state.tasks.values()])
      if (task.heldBy !== undefined) this.decide(draft => draft.update('tasks', task, { heldBy: undefined }))
  }

  /**
   * What goes next by the plain definition: of all that could be started somewhere, the first that leaves nothing longer to wait that goes
   * before it. What goes before it has a free instrument that suits it, and waits for a resource only. Tasks that ask for the same are
   * looked at as one.
   */
  first(): TaskRecord | undefined {
    const { state } = this
    const standing = new Map(this.waiting.map(task => [task, this.#standingOf(task)]))
    const order = [...standing.values()].sort((a, b) => (isBefore(a, b) ? -1 : 1))
    const blocked: TaskRecord[] = []
    const kept = new Set<unknown>()
    for (const { task } of order) {
      const group = state.board.placeOf(task.id)?.group
      if (kept.has(group) || this.#isHindered(task)) continue
      const isKept = blocked.some(other => this.#delays(task, other))
      if (!isKept && this.instrumentsFor(task).length > 0) return task
      blocked.push(task)
      kept.add(group)
    }
    return undefined
  }

  /** Whether no instrument that suits it is free. */
  #isHindered(task: TaskRecord): boolean {
    return this.instruments.every(
      known =>
        withheld(this.state, task) ??
        activityStopped(this.state, task.activity) ??
        mismatch(task, known) ??
        unavailable(this.state, known),
    )
  }

  /** Whether another would have to wait longer, were this one started now. */
  #delays(task: TaskRecord, other: TaskRecord): boolean {
    const ids = new Set(resourcesOf(other))
    return resourcesOf(task).some(id => ids.has(id) && !isBackInTime(this.state, task, [other], id, this.now))
  }

  /** Those that a task could be started at now, one by one by the definition. */
  instrumentsFor(task: TaskRecord): string[] {
    const suiting = this.instruments.filter(
      known => infeasible(this.state, task, known, this.now) === undefined,
    )
    return suiting.map(({ description }) => description.id)
  }

  #standingOf(task: TaskRecord): Standing {
    const place = this.state.board.placeOf(task.id)
    if (!place) throw new Error(`${task.id} waits and has no place`)
    const { onTop, share, key, tie } = place.entry
    // What it has risen to, from the definition of ageing.
    const { priority, since } = place.group.level
    const risen = Math.min(HIGHEST_BY_AGE, priority + Math.floor((this.now - since) / RULES.rank.ageing))
    return { task, band: Math.max(priority, risen), rank: { onTop, use: share.use, key, tie, id: task.id } }
  }

  /** Starts all that can be, and looks at each step whether it is the right one. */
  round(): void {
    for (;;) {
      // Ageing is brought up to date by a look, and the plain definition goes by it.
      const anew = this.state.board.rebuilt().next(this.now)
      const next = this.state.board.next(this.now)
      expect(namesOf(next)).toEqual(namesOf(anew))
      expect(next?.task.id).toEqual(this.first()?.id)
      if (!next) return
      const known = this.state.known.get(next.instrumentId)
      expect(known && infeasible(this.state, next.task, known, this.now)).toBeUndefined()
      this.offer(next)
      this.#isNothingGivenTwice()
    }
  }

  #isNothingGivenTwice(): void {
    const open = [...this.state.attempts.values()].filter(({ endedAt }) => endedAt === undefined)
    expect(new Set(open.map(({ instrumentId }) => instrumentId)).size).toBe(open.length)
    for (const { id, maxConcurrentTasks } of this.state.agents.values()) {
      expect(open.filter(({ agentId }) => agentId === id).length).toBeLessThanOrEqual(maxConcurrentTasks)
    }
  }
}

const namesOf = (made: Assignment | undefined) => made && [made.task.id, made.instrumentId, made.agentId]
