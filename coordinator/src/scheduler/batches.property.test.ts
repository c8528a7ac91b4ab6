import fc from 'fast-check'
import { expect, test } from 'vitest'
import { taskIdsOf } from '../model/attempt-tasks.ts'
import type { BatchRule, TaskRecord } from '../model/records.ts'
import { endTask } from '../work/tasks.ts'
import type { Assignment } from './assignment.ts'
import { infeasible } from './feasible.ts'
import { whyWaiting } from './why.ts'
import { Floor } from './testing/floor.ts'

const MINUTE = 60_000
const RULES: readonly BatchRule[] = [
  { size: 2, atLeast: 1, hold: 10 * MINUTE },
  { size: 4, atLeast: 1, hold: 30 * MINUTE },
  { size: 4, atLeast: 3, hold: 5 * MINUTE },
]
const PARAMETERS = ['{"kelvin":900,"hours":2}', '{"hours":2,"kelvin":900}', '{"kelvin":1200,"hours":2}']

interface Event {
  readonly what: 'submit' | 'time' | 'begin' | 'end' | 'contact' | 'cancel'
  readonly a: number
  readonly b: number
  readonly c: number
}
const anEvent: fc.Arbitrary<Event> = fc.record({
  what: fc.constantFrom(
    'submit',
    'submit',
    'submit',
    'submit',
    'time',
    'time',
    'begin',
    'end',
    'contact',
    'cancel',
  ),
  a: fc.nat(1_000),
  b: fc.nat(1_000),
  c: fc.nat(1_000),
})

const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % Math.max(1, from.length)]

/** Furnaces, and tasks that are done in batches. */
class World extends Floor {
  constructor() {
    super()
    for (const agent of [1, 2]) {
      const instruments = [1, 2].map(at => ({
        id: `furnace-${agent}-${at}`,
        activities: [{ name: 'sinter' }],
      }))
      this.agent({ id: `agent-${agent}`, instruments })
    }
  }

  get waiting(): TaskRecord[] {
    const { tasks, board } = this.state
    return [...tasks.values()].filter(task => task.state === 'queued' && board.isReleased(task))
  }

  /** Those that may be in one run with a task, by what the rules say of it. */
  alike(task: TaskRecord, among = this.waiting): TaskRecord[] {
    const sameFor = ({ batch, parametersJson }: TaskRecord) => {
      const { kelvin, hours } = JSON.parse(parametersJson) as { kelvin: number; hours: number }
      return JSON.stringify([batch, kelvin, hours])
    }
    return among.filter(other => sameFor(other) === sameFor(task))
  }

  /** As many as can be in one run: a sample is in it once. */
  able(tasks: readonly TaskRecord[]): TaskRecord[] {
    const samples = new Set<string>()
    return this.free(tasks).filter(task => {
      if (task.samples?.some(sample => samples.has(sample)) === true) return false
      for (const sample of task.samples ?? []) samples.add(sample)
      return true
    })
  }

  /** Those whose samples are with no task that runs. */
  free(tasks: readonly TaskRecord[]): TaskRecord[] {
    const running = this.open.flatMap(taskIdsOf).map(id => this.state.tasks.get(id))
    const taken = new Set(running.flatMap(task => task?.samples ?? []))
    return tasks.filter(({ samples = [] }) => !samples.some(sample => taken.has(sample)))
  }

  /** @returns what was started, each with all that waited before it */
  start(): { readonly made: Assignment; readonly waited: TaskRecord[] }[] {
    const started: { made: Assignment; waited: TaskRecord[] }[] = []
    for (let made = this.state.board.next(this.now); made; made = this.state.board.next(this.now)) {
      started.push({ made, waited: this.free(this.alike(made.task)) })
      this.offer(made)
    }
    return started
  }

  /** @returns whether anything is looked at because of it */
  happen({ what, a, b, c }: Event): boolean {
    const attempt = pick(this.open, a)
    switch (what) {
      case 'submit': {
        const samples = c % 3 === 0 ? { samples: [`S${c % 40}`] } : {}
        const batch = pick(RULES, a)
        const priority = pick([25, 50, 75], b) ?? 50
        const parametersJson = pick(PARAMETERS, c) ?? '{}'
        this.submit({ activity: 'sinter', priority, parametersJson, ...(batch ? { batch } : {}), ...samples })
        return true
      }
      case 'time':
        return this.#pass((1 + (a % 12)) * MINUTE)
      case 'begin':
        if (attempt) this.begin(attempt)
        return true
      case 'end':
        if (attempt) this.end(attempt, b % 4 === 0 && attempt.state === 'offered' ? 'expired' : 'succeeded')
        return true
      case 'contact':
        this.contact(`agent-${1 + (a % 2)}`, b % 3 > 0)
        return true
      case 'cancel': {
        const task = pick(this.waiting, a)
        if (task) this.decide(draft => endTask(draft, task, 'cancelled'))
        return true
      }
    }
  }

  #pass(time: number): boolean {
    this.now += time
    let isDue = this.state.board.wakeAt !== undefined && this.state.board.wakeAt <= this.now
    for (const task of this.state.tasks.values()) {
      if (task.state !== 'queued' || (task.notBefore ?? Number.POSITIVE_INFINITY) > this.now) continue
      if (this.state.board.isReleased(task)) continue
      this.state.board.release(task)
      isDue = true
    }
    return isDue
  }

  canTake(task: TaskRecord): boolean {
    return [...this.state.known.values()].some(
      known => infeasible(this.state, task, known, this.now) === undefined,
    )
  }
}

/** Since when it waits: none of these has a time before which it may not be begun. */
const waitedFor = (now: number, { queuedAt = now }: TaskRecord): number => now - queuedAt

function checkFill(
  world: World,
  { made, waited }: { readonly made: Assignment; readonly waited: TaskRecord[] },
) {
  const { batch } = made.task
  const tasks = [made.task, ...(made.members ?? [])]
  if (!batch) throw new Error('all tasks here are done in batches')
  expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length)
  expect(world.alike(made.task, tasks)).toHaveLength(tasks.length)
  expect(tasks.length).toBeLessThanOrEqual(batch.size)
  expect(tasks.length).toBeGreaterThanOrEqual(Math.min(batch.size, batch.atLeast))
  if (tasks.length === batch.size) return
  // Fewer only when one has waited long enough, and then with all that are there.
  expect(Math.max(...waited.map(task => waitedFor(world.now, task)))).toBeGreaterThanOrEqual(batch.hold)
  const samples = new Set(waited.flatMap(task => task.samples ?? []))
  expect(tasks).toHaveLength(waited.filter(task => !task.samples).length + samples.size)
}

function checkWaits(world: World) {
  for (const task of world.waiting) {
    const { batch } = task
    if (!batch) continue
    expect(whyWaiting(world.state, task)).not.toEqual([])
    const free = world.free(world.alike(task))
    if (!free.includes(task)) continue
    const alike = world.able(free)
    const longest = Math.max(...free.map(one => waitedFor(world.now, one)))
    const isDue = alike.length >= batch.size || (longest >= batch.hold && alike.length >= batch.atLeast)
    if (isDue && world.canTake(task)) throw new Error(`${task.id} waits, though an instrument is free`)
  }
}

function checkRuns(world: World) {
  const inRuns = world.open.flatMap(taskIdsOf)
  expect(new Set(inRuns).size).toBe(inRuns.length)
  for (const attempt of world.open)
    for (const id of taskIdsOf(attempt)) expect(world.state.tasks.get(id)?.attemptId).toBe(attempt.id)
}

test('batches are filled by their rule, and none waits longer than it may where an instrument is free', () => {
  let runs = 0
  let full = 0
  fc.assert(
    fc.property(fc.array(anEvent, { minLength: 30, maxLength: 90, size: 'max' }), events => {
      const world = new World()
      world.start()
      for (const event of events) {
        // The board says itself when time alone makes a difference.
        const started = world.happen(event) ? world.start() : []
        for (const one of started) {
          checkFill(world, one)
          runs += 1
          if (one.made.members?.length === (one.made.task.batch?.size ?? 0) - 1) full += 1
        }
        checkRuns(world)
        checkWaits(world)
      }
    }),
    { numRuns: 60, endOnFailure: true },
  )
  expect([runs > 200, full > 50, runs - full > 50]).toEqual([true, true, true])
}, 180_000)
