import { hours, minutes } from '@muster/runtime'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import { aResource } from '../testing/store-fixtures.ts'
import { infeasible } from './feasible.ts'
import { displacedUntil, type Move, preempt } from './preemption.ts'
import { STANDARD_RULES } from './rules.ts'
import { type ActivityPlan, Floor } from './testing/floor.ts'

const MODEL: ActivityPlan = { name: 'model', expectedMs: hours(1), more: { canCheckpoint: true } }
const PRINT: ActivityPlan = { name: 'print', more: { repeatability: 'safe-until-started', canPause: true } }
const SCAN: ActivityPlan = {
  name: 'scan',
  more: { canCheckpoint: true, repeatability: 'safe-until-started' },
}
const ACTIVITIES = [MODEL, PRINT, SCAN]

/** Nodes that all can do all. */
function floorOf(count: number, rules = STANDARD_RULES): Floor {
  const floor = new Floor(rules)
  for (let at = 1; at <= count; at += 1)
    floor.agent({ id: `pc-${at}`, instruments: [{ id: `node-${at}`, activities: ACTIVITIES }] })
  return floor
}

/** Offered, and begun where not said otherwise. @returns the task as it is then */
function begin(floor: Floor, task: Partial<TaskRecord>, isBegun = true): AttemptRecord {
  const { id } = floor.submit({ activity: 'model', priority: 50, ...task })
  floor.dispatch()
  const open = () => floor.open.find(({ taskId }) => taskId === id)
  const attempt = open()
  if (!attempt) throw new Error(`${id} was not offered`)
  if (isBegun) floor.begin(attempt)
  return open() ?? attempt
}

const told = ({ moves }: { readonly moves: readonly Move[] }) =>
  moves.map(({ kind, attempt, by }) => `${kind} ${attempt.instrumentId} for ${by?.id}`)

const critical = (floor: Floor, more: Partial<TaskRecord> = {}) =>
  floor.submit({ activity: 'model', priority: 100, ...more })

function ask(floor: Floor, attempt: AttemptRecord, by: TaskRecord, until = floor.now + minutes(2)): void {
  const displacement = { by: by.id, stage: 'asked' as const, version: 1, since: floor.now, until }
  floor.decide(draft => draft.update('attempts', attempt, { displacement }))
}

describe('what is displaced for critical work', () => {
  it('is nothing where none waits, however much runs', () => {
    const floor = floorOf(2)
    begin(floor, {})
    begin(floor, {})
    floor.submit({ activity: 'model', priority: 99 })
    floor.dispatch()
    expect(preempt(floor.state, floor.now)).toEqual({ moves: [] })
  })

  it('is first an offer, then the lowest priority, then the run that has least to do again; one for each that waits', () => {
    const floor = floorOf(4)
    begin(floor, { priority: 25, instrument: 'node-1' })
    floor.now += minutes(5)
    begin(floor, { priority: 25, instrument: 'node-2' })
    begin(floor, { priority: 75, instrument: 'node-3' })
    begin(floor, { priority: 90, instrument: 'node-4' }, false)
    const all = Array.from({ length: 5 }, () => critical(floor).id)
    floor.dispatch()
    expect(told(preempt(floor.state, floor.now))).toEqual([
      `take-back node-4 for ${all[0]}`,
      `ask node-2 for ${all[1]}`,
      `ask node-1 for ${all[2]}`,
      `ask node-3 for ${all[3]}`,
    ])
  })

  it('is nothing where it is switched off', () => {
    const floor = floorOf(1, { ...STANDARD_RULES, preemption: { ...STANDARD_RULES.preemption, isOn: false } })
    begin(floor, {}, false)
    critical(floor)
    floor.dispatch()
    expect(preempt(floor.state, floor.now).moves).toEqual([])
  })

  it('is nothing for steps that begin together or not at all', () => {
    const floor = floorOf(1)
    begin(floor, {})
    critical(floor, { together: 'firing' })
    floor.dispatch()
    expect(preempt(floor.state, floor.now).moves).toEqual([])
  })

  it('gives back all that it holds, which is what the other may need', () => {
    const floor = floorOf(2)
    floor.state.put('resources', aResource('licence', { capacity: 1 }))
    const needs = { resources: [{ anyOf: [{ resource: 'licence', amount: 1 }] }] }
    begin(floor, { ...needs, instrument: 'node-1', priority: 75 })
    begin(floor, { instrument: 'node-2', priority: 25 })
    const { id } = critical(floor, needs)
    floor.dispatch()
    expect(told(preempt(floor.state, floor.now))).toEqual([`ask node-1 for ${id}`])
    expect(floor.state.resources.free('licence')).toBe(0)
  })
})

describe('what was asked for a checkpoint', () => {
  function asked() {
    const floor = floorOf(1)
    const attempt = begin(floor, {})
    const by = critical(floor)
    floor.dispatch()
    ask(floor, attempt, by)
    const current = () => floor.state.attempts.get(attempt.id) ?? attempt
    return { floor, by, current, look: () => preempt(floor.state, floor.now) }
  }

  it('is waited for until its time is over, then left alone', () => {
    const { floor, by, look } = asked()
    expect(look()).toEqual({ moves: [], wakeAt: floor.now + minutes(2) })
    floor.now += minutes(2)
    expect(told(look())).toEqual([`give-up node-1 for ${by.id}`])
  })

  it('is left alone where the clock was set back: nobody knows how long it was', () => {
    const { floor, by, look } = asked()
    floor.now -= hours(1)
    expect(told(look())).toEqual([`give-up node-1 for ${by.id}`])
  })

  it('is stopped when it answers this request, not an earlier one', () => {
    const { floor, by, current, look } = asked()
    const answer = (version: number) =>
      floor.decide(draft =>
        draft.update('attempts', current(), { checkpoint: { json: '{}', version, at: floor.now } }),
      )
    answer(0)
    expect(look().moves).toEqual([])
    answer(1)
    expect(told(look())).toEqual([`stop node-1 for ${by.id}`])
  })

  it.each([
    ['who asked is called off', 'cancelled'],
    ['who asked runs elsewhere', 'running'],
  ] as const)('goes on where %s', (_, state) => {
    const { floor, by, look } = asked()
    floor.decide(draft => draft.update('tasks', by, { state }))
    expect(look().moves.map(({ kind }) => kind)).toEqual(['drop'])
  })

  it('goes on where its agent is out of contact', () => {
    const { floor, look } = asked()
    floor.contact('pc-1', false)
    expect(look().moves.map(({ kind }) => kind)).toEqual(['drop'])
  })
})

/** Whether an attempt may be displaced for a task, by the rules as they are written down and nothing else. */
function mayDisplace(floor: Floor, by: TaskRecord, attempt: AttemptRecord): boolean {
  const { state } = floor
  const victim = state.tasks.get(attempt.taskId)
  const known = state.known.get(attempt.instrumentId)
  if (!victim || !known || victim.priority >= 100) return false
  const isRun = attempt.state === 'running' && attempt.activity === 'model'
  if (attempt.state !== 'offered' && !isRun) return false
  if (displacedUntil(state, victim, by) > floor.now) return false
  return infeasible(state, by, known, floor.now, attempt.id) === undefined
}

describe('whatever runs and waits', () => {
  const anEvent = fc.record({
    what: fc.constantFrom('low', 'critical', 'begin', 'end', 'contact', 'time'),
    a: fc.nat(1_000),
    b: fc.nat(1_000),
  })

  it('only lower work is displaced, at a safe point, for who could not start otherwise, and nothing that could be is left out', () => {
    fc.assert(
      fc.property(fc.array(anEvent, { minLength: 10, maxLength: 40 }), events => {
        const floor = floorOf(3)
        const lost = new Set<string>()
        for (const { what, a, b } of events) {
          const more = {
            activity: ACTIVITIES[a % 3]?.name ?? '',
            ...(b % 2 === 0 ? {} : { instrument: `node-${1 + (b % 3)}` }),
          }
          const attempt = floor.open[a % Math.max(1, floor.open.length)]
          const agent = `pc-${1 + (a % 3)}`
          if (what === 'low') floor.submit({ ...more, priority: b % 100 })
          if (what === 'critical') critical(floor, more)
          if (what === 'begin' && attempt) floor.begin(attempt)
          if (what === 'end' && attempt) floor.end(attempt, 'succeeded')
          if (what === 'time') floor.now += (b % 10) * minutes(1)
          if (what === 'contact') {
            floor.contact(agent, lost.has(agent))
            if (!lost.delete(agent)) lost.add(agent)
          }
          floor.dispatch()
          const { moves } = preempt(floor.state, floor.now)
          const victims = moves.map(({ attempt: { id } }) => id)
          const served = moves.map(({ by }) => by?.id)
          expect(new Set(victims).size).toBe(victims.length)
          expect(new Set(served).size).toBe(served.length)
          for (const { attempt: victim, by } of moves) {
            expect(by && mayDisplace(floor, by, victim)).toBe(true)
            const free = [...floor.state.known.values()].filter(
              known => by && infeasible(floor.state, by, known, floor.now) === undefined,
            )
            expect(free).toEqual([])
          }
          const unserved = [...floor.state.tasks.values()].filter(
            ({ id, state, priority }) => state === 'queued' && priority >= 100 && !served.includes(id),
          )
          const left = floor.open.filter(({ id }) => !victims.includes(id))
          for (const task of unserved) expect(left.some(other => mayDisplace(floor, task, other))).toBe(false)
        }
      }),
      { numRuns: 150 },
    )
  })
})
