import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isSatisfied, placeOf } from './book.ts'
import {
  advance,
  apply,
  newRun,
  nextDue,
  openEffects,
  replay,
  restoreRun,
  type Run,
  type RunChange,
  type RunEvent,
  type RunNode,
} from './index.ts'
import { scopeOf, within } from './names.ts'
import { type Dice, diceOf, RANDOM_INPUTS, randomSteps, randomWorkflow } from './testing/random-graphs.ts'

const FACTS = { jobId: 'job', inputs: RANDOM_INPUTS, labels: {} }

const REUSED = { job: 'job-0', path: 'a', attempt: 'job-0-a-1' }

/** What is kept about nodes, as plain data. Entries that say nothing are left out, and queues are what they give first. */
function kept(run: Run) {
  const table = <V>(map: ReadonlyMap<string, V>, says: (value: V) => boolean) =>
    Object.fromEntries([...map].filter(([, value]) => says(value)).sort(([a], [b]) => (a < b ? -1 : 1)))
  return {
    nodes: table(run.nodes, () => true),
    scopes: Object.fromEntries(
      [...run.scopes.values()]
        .map(({ layout, ...scope }): [string, unknown] => [scope.key, { ...scope, ids: [...layout.keys()] }])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    missing: table(run.missing, missing => missing !== 0),
    times: table(run.times, ({ ended }) => ended !== 0),
    load: table(run.load, load => load !== 0),
    listeners: table(run.listeners, () => true),
    ready: run.ready.first,
    due: run.dues.first,
    undoing: run.undoing,
    status: run.status,
  }
}

/** What whoever does it would tell, at some time. */
class World {
  readonly dice: Dice
  readonly events: RunEvent[] = []
  at = 0
  readonly run: Run
  readonly first: Run['plan']
  /** Tries that were asked for and have not been told to have ended. */
  readonly open = new Map<string, RunNode>()
  readonly asked = new Set<string>()
  readonly seen = new Set<string>()
  readonly told: RunEvent[] = []
  undone: number | undefined

  constructor(seed: number) {
    this.dice = diceOf(seed)
    const { definition, uses } = randomWorkflow(this.dice)
    this.first = { definition, uses }
    this.run = newRun(this.first, FACTS)
  }

  send(event: RunEvent): RunChange {
    const before = kept(this.run)
    const change = advance(this.run, event)
    expect(kept(this.run)).toEqual(before)
    const restored = restoreRun(
      this.run.plan,
      FACTS,
      this.run.status,
      [...this.run.nodes.values()].sort(() => this.dice.below(3) - 1),
    )
    expect(kept(restored)).toEqual(before)
    expect(plain(advance(restored, event))).toEqual(plain(change))
    this.checkChange(event, change)
    apply(this.run, change)
    if (this.run.plan.definition.strategy === 'sequential')
      expect(this.run.load.get('all') ?? 0).toBeLessThanOrEqual(1)
    this.events.push(event)
    this.perform(change)
    return change
  }

  checkChange(event: RunEvent, change: RunChange): void {
    const isByHand = ['retry', 'skip', 'done', 'fail', 'add', 'move'].includes(event.kind)
    if (!isByHand)
      for (const node of change.nodes) {
        this.checkEnd(node, change)
        this.checkNeeds(node, change)
      }
    const vars = change.status?.variables
    if (vars && vars !== this.run.status.variables && event.kind !== 'begin')
      expect(
        change.nodes.some(
          node => node.state === 'succeeded' && this.run.nodes.get(node.path)?.order !== node.order,
        ),
      ).toBe(true)
    this.checkUndo(change)
  }

  /** What has ended stays as it is, unless it is done again, or what it stands in is. */
  checkEnd(node: RunNode, change: RunChange): void {
    const before = this.run.nodes.get(node.path)
    if (!before || !isEnd(before)) return
    const isAgain = [node, ...change.nodes.filter(other => node.path.startsWith(`${other.path}.`))].some(
      one => {
        const { tries = 0, undo } = this.run.nodes.get(one.path) ?? {}
        return (one.tries ?? 0) > tries || (one !== node && one.undo === 'begun' && undo !== 'begun')
      },
    )
    if (!isAgain) expect(settled(node)).toEqual(settled(before))
  }

  /** What is opened has all it needs. */
  checkNeeds(node: RunNode, change: RunChange): void {
    if (node.state !== 'open' || this.run.nodes.get(node.path)?.state === 'open') return
    const scope = scopeOf(node.path)
    for (const needed of placeOf(this.run, node.path)?.needs ?? []) {
      const path = within(scope, needed)
      const one = change.nodes.find(changed => changed.path === path) ?? this.run.nodes.get(path)
      const step = this.run.scopes.get(scope)?.layout.get(needed)?.step
      expect(one && step && isSatisfied(one, step)).toBe(true)
    }
  }

  /** What ended last is undone first. */
  checkUndo(change: RunChange): void {
    if (change.status && change.status.phase !== 'undoing') this.undone = undefined
    for (const node of change.nodes) {
      if (node.undo !== 'begun' || this.run.nodes.get(node.path)?.undo !== undefined) continue
      expect(node.order).toBeLessThan(this.undone ?? Number.POSITIVE_INFINITY)
      this.undone = node.order
    }
  }

  perform(change: RunChange): void {
    for (const effect of change.effects) {
      if (effect.kind === 'open') {
        const key = `${effect.node.path}#${effect.node.tries}`
        expect(this.seen.has(key)).toBe(false)
        this.seen.add(key)
        this.open.set(effect.node.path, effect.node)
      }
      if (effect.kind === 'ask') this.asked.add(effect.path)
    }
    for (const [path, { tries }] of this.open) {
      const node = this.run.nodes.get(path)
      const isBetweenTries = node?.kind === 'call' && node.failure !== undefined
      if (
        node?.state !== 'open' ||
        node.tries !== tries ||
        node.isInFallback ||
        node.isAsked ||
        isBetweenTries
      )
        this.open.delete(path)
    }
    for (const path of this.asked) if (!this.run.nodes.get(path)?.isAsked) this.asked.delete(path)
  }

  endOne(isKind: boolean): void {
    const node = this.dice.of([...this.open.values()])
    const bad = isKind ? 0.1 : 0.3
    const end = this.dice.chance(bad) ? this.dice.of(['failed', 'failed', 'cancelled'] as const) : 'succeeded'
    const result = node.kind === 'prompt' ? { answer: this.dice.of(['yes', 'no']) } : this.dice.below(5)
    const failure = {
      code: 'x',
      message: 'x',
      category: this.dice.of(['transient', 'instrument'] as const),
      started: 'yes',
    } as const
    const isReused = end === 'succeeded' && node.kind === 'activity' && this.dice.chance(0.15)
    const event: RunEvent = {
      at: this.at,
      kind: 'ended',
      path: node.path,
      end,
      ...(node.tries === undefined ? {} : { tries: node.tries }),
      ...(end === 'succeeded' ? { result } : {}),
      ...(end === 'failed' ? { failure, mayHaveStarted: this.dice.chance(0.5) } : {}),
      ...(isReused ? { reusedFrom: REUSED } : {}),
    }
    this.send(event)
    const ended = this.run.nodes.get(node.path)
    if (ended?.state === 'succeeded') {
      expect(ended.reusedFrom).toEqual(isReused ? REUSED : undefined)
      if (isReused) expect(ended.mayHaveStarted).toBeUndefined()
    }
    this.told.push(event)
  }

  /** An end that was told is told again, now or much later. */
  repeat(): void {
    if (this.told.length === 0) return
    const event = { ...this.dice.of(this.told), at: this.at }
    expect(plain(this.send(event))).toEqual({ nodes: [], effects: [] })
  }

  due(): void {
    const due = nextDue(this.run)
    if (due !== undefined) this.at = Math.max(this.at, due)
    this.send({ at: this.at, kind: 'due' })
  }

  anything(): void {
    const paths = [...this.run.nodes.keys()]
    const path = paths.length > 0 && this.dice.chance(0.95) ? this.dice.of(paths) : 'nowhere.0.at-all'
    this.at += this.dice.below(3_000)
    const { at } = this
    switch (this.dice.below(16)) {
      case 0:
        return void this.send({ at, kind: 'pause' })
      case 1:
      case 2:
        return void this.send({ at, kind: 'resume' })
      case 3:
        return void (
          this.dice.chance(0.15) && this.send({ at, kind: 'cancel', force: this.dice.chance(0.3) })
        )
      case 4:
        return this.retry(path, this.dice.chance(0.5))
      case 5:
        return void this.send({ at, kind: 'skip', path })
      case 6:
        return void this.send({ at, kind: 'done', path, result: 1 })
      case 7:
        return void this.send({ at, kind: 'fail', path })
      case 8:
        return void this.send({ at, kind: 'signal', name: 'go', payload: this.dice.below(9) })
      case 9:
        return void this.send({ at, kind: 'capacity', path, count: this.dice.below(4) })
      case 10:
        return void (this.dice.chance(0.3) && this.send({ at, kind: 'add', steps: this.newSteps() }))
      case 11:
        return void (this.dice.chance(0.3) && this.move())
      case 12:
        return void this.send({ at, kind: this.dice.of(['begin', 'release'] as const) })
      case 13:
        return void this.send({ at, kind: 'elsewhere', path, instrument: 'other' })
      default:
        this.due()
    }
  }

  /** Where a job goes on from a step, nothing counts as done that was undone. */
  retry(path: string, withFollowers: boolean): void {
    const wasOver = this.run.status.phase === 'ended'
    this.send({ at: this.at, kind: 'retry', path, withFollowers })
    if (!wasOver || !withFollowers || this.run.status.phase !== 'running') return
    for (const { path: other, state, undo } of this.run.nodes.values())
      if (!other.includes('.')) expect([other, state, undo]).not.toEqual([other, 'succeeded', 'done'])
  }

  move(): void {
    const { added: _, ...from } = this.run.plan
    this.send({ at: this.at, kind: 'move', plan: this.otherPlan(), from })
  }

  newSteps() {
    return randomSteps(this.dice, 1, true, `n${this.events.length}-`)
  }

  otherPlan() {
    const { definition, ...rest } = this.run.plan
    const steps = Object.entries(definition.steps).filter(() => this.dice.chance(0.9))
    const ids = new Set(steps.map(([id]) => id))
    if (!steps.every(([, step]) => (step.after ?? []).every(id => ids.has(id)))) return this.run.plan
    const all = { ...Object.fromEntries(steps), [`m${this.events.length}`]: { activity: 'weigh' } }
    return { ...rest, definition: { ...definition, steps: all } }
  }

  story(): string {
    const left = [...this.run.nodes.values()].filter(node => !isEnd(node))
    return JSON.stringify({ status: this.run.status, left, last: this.events.slice(-4) })
  }

  /** All that is open is brought to its end. */
  finish(): void {
    for (let rounds = 0; this.run.status.phase !== 'ended'; rounds += 1) {
      if (rounds > 1_000) throw new Error(`it does not end: ${this.story()}`)
      this.at += 1
      if (this.run.status.isPaused) this.send({ at: this.at, kind: 'resume' })
      else if (this.run.status.isHeld) this.send({ at: this.at, kind: 'release' })
      else if (this.open.size > 0) this.endOne(true)
      else if (this.asked.size > 0)
        this.send({ at: this.at, kind: 'fail', path: this.dice.of([...this.asked]) })
      else if (nextDue(this.run) !== undefined) this.due()
      else if (this.run.listeners.size > 0) this.send({ at: this.at, kind: 'signal', name: 'go' })
      else {
        const auto = [...this.run.nodes.values()].find(node => node.capacity === 0 && node.state === 'open')
        if (!auto) throw new Error(`nothing is left to do: ${this.story()}`)
        this.send({ at: this.at, kind: 'capacity', path: auto.path, count: 2 })
      }
    }
  }
}

const isEnd = (node: RunNode) => node.state !== 'pending' && node.state !== 'open'
/** An end does not change; that it was undone, and variables that were set meanwhile, do. */
const settled = ({ undo: _u, variables: _v, ...rest }: RunNode) => rest
const eventsOf = (world: World, path: string) =>
  JSON.stringify(
    world.events.filter(
      event => 'path' in event && (path.startsWith(event.path) || event.path.startsWith(path)),
    ),
  )
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const SEEDS = { numRuns: Number(process.env['WORKFLOW_RUNS'] ?? 100) }

it('holds what it promises whatever comes, and comes to the same from its rows and from its events', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 60 }), (seed, length) => {
      const world = new World(seed)
      world.send({ at: 0, kind: 'begin', ...(world.dice.chance(0.2) ? { held: true } : {}) })
      for (let step = 0; step < length; step += 1) {
        if (world.open.size > 0 && world.dice.chance(0.5)) world.endOne(false)
        else if (world.dice.chance(0.25)) world.repeat()
        else world.anything()
      }
      world.finish()
      expect(openEffects(world.run)).toEqual([])
      const open = [...world.run.nodes.values()].filter(node => node.state === 'open')
      expect(open.map(node => ({ ...node, events: eventsOf(world, node.path) }))).toEqual([])
      const again = replay(world.first, FACTS, world.events)
      expect(plain(kept(again))).toEqual(plain(kept(world.run)))
    }),
    SEEDS,
  )
}, 600_000)
