import type { Change } from '@muster/coordinator/testing'
import type { FakeInstrument, FakeLedgerLine, FakeOutcome } from '@muster/edge-agent/testing'
import { taskOf } from '../invariants.ts'
import type { World } from '../world.ts'
import { SAFE } from './floor.ts'

/** Something that does not hold, and the names that the story of it is found by. */
export interface Broken {
  readonly what: string
  readonly about: readonly string[]
}

type AttemptRecord = Change['rows']['attempts'][number]

/** One physical start, and what it came to. */
export interface Start {
  readonly line: FakeLedgerLine
  /** The tasks that it is for. */
  readonly tasks: readonly string[]
  /** What it has that is one of a kind: positions and samples. */
  readonly things: readonly string[]
  readonly instrumentId: string
  readonly instrument: FakeInstrument
}

/** The last step that a run made at its instrument, and when. */
export interface Move {
  readonly attemptId: string
  readonly step: number
  readonly at: number
}

/** The job that a task belongs to: ids are `job-<hex>-<step>`. */
export const jobOf = (taskId: string): string => taskId.split('-').slice(0, 2).join('-')

/** What physically happened, as the instruments themselves would tell. Nobody in the system can see this. */
export class Truth {
  readonly broken: Broken[] = []
  readonly starts: Start[] = []
  readonly #byTask = new Map<string, Start[]>()
  readonly #instruments: readonly (readonly [string, FakeInstrument])[]
  /** How many starts of a task are right, where persons have ordered more than one. */
  readonly #allowed = new Map<string, number>()
  /** Tasks that a person has said to be done. */
  readonly saidDone = new Set<string>()
  /** Of attempts: who is in the run, and what it has, when its start was allowed. Kept whatever becomes of the store. */
  readonly #granted = new Map<string, Pick<Start, 'tasks' | 'things'>>()
  readonly #seen = new Map<string, number>()
  readonly #changed = new Set<string>()
  readonly #moves = new Map<string, Move>()
  readonly #world: World
  readonly #started: (attemptId: string, instrumentId: string) => void

  /** @param started told of each start */
  constructor(world: World, started: (attemptId: string, instrumentId: string) => void) {
    this.#world = world
    this.#started = started
    this.#instruments = [...world.machines.values()].flatMap(machine => [...machine.instruments])
    for (const [id, instrument] of this.#instruments) instrument.watch(() => this.#changed.add(id))
  }

  /** A start was allowed. */
  granted({ id, taskId, members = [], holds = [] }: AttemptRecord): void {
    const things = holds.flatMap(({ resource, names = [] }) =>
      resource.startsWith('sample:') ? [resource] : names.map(name => `${resource} ${name}`),
    )
    this.#granted.set(id, { tasks: [taskId, ...members], things })
  }

  /** A restored store took a run over that it had lost; where its job was over, for a task that is new. */
  adopted({ id, taskId, members = [] }: AttemptRecord): void {
    const tasks = this.tasksOf(id)
    const others = [taskId, ...members].filter(one => !tasks.includes(one))
    if (others.length === 0) return
    this.#granted.set(id, {
      tasks: [...tasks, ...others],
      things: this.#granted.get(id)?.things ?? [],
    })
    const starts = this.starts.filter(({ line }) => line.attemptId === id)
    for (const other of others) this.#byTask.set(other, [...this.startsOf(other), ...starts])
  }

  /** The tasks that a run is for. */
  tasksOf(attemptId: string): readonly string[] {
    return this.#granted.get(attemptId)?.tasks ?? [taskOf(attemptId)]
  }

  /** A person orders another start of a task, having looked. */
  order(taskId: string): void {
    this.#allowed.set(taskId, this.startsOf(taskId).length + 1)
  }

  startsOf(taskId: string): readonly Start[] {
    return this.#byTask.get(taskId) ?? []
  }

  outcomeOf({ instrument, line }: Start): FakeOutcome | undefined {
    return instrument.outcomeOf(line)
  }

  /** Whether an instrument works on the task now. */
  isUnderWay(taskId: string): boolean {
    return this.startsOf(taskId).some(start => this.outcomeOf(start) === undefined)
  }

  /** Looks at the instruments that have changed; cheap where none has. */
  look(): void {
    if (this.#changed.size === 0) return
    for (const [id, instrument] of this.#instruments) {
      if (!this.#changed.has(id)) continue
      this.#noteMove(id, instrument)
      const seen = this.#seen.get(id) ?? 0
      if (instrument.ledger.length === seen) continue
      for (const line of instrument.ledger.slice(seen)) {
        const { things = [] } = this.#granted.get(line.attemptId) ?? {}
        this.#note({ line, tasks: this.tasksOf(line.attemptId), things, instrumentId: id, instrument })
      }
      this.#seen.set(id, instrument.ledger.length)
    }
    this.#changed.clear()
  }

  /** Of what an instrument works on now. */
  lastMove(instrumentId: string): Move | undefined {
    return this.#moves.get(instrumentId)
  }

  #noteMove(id: string, instrument: FakeInstrument): void {
    const reference = instrument.busyWith()
    const line = instrument.ledger.findLast(({ runReference }) => runReference === reference)
    const told = reference === undefined ? undefined : instrument.look(reference)
    const before = this.#moves.get(id)
    if (!line || told?.kind !== 'progress') return void this.#moves.delete(id)
    const { attemptId } = line
    const step = told.values?.['step']
    if (typeof step !== 'number' || (before?.attemptId === attemptId && step <= before.step)) return
    this.#moves.set(id, { attemptId, step, at: this.#world.time.now })
  }

  #note(start: Start): void {
    const { line, instrumentId, tasks } = start
    this.#started(line.attemptId, instrumentId)
    for (const taskId of tasks) this.#noteFor(taskId, start)
    // A run that the machine may repeat is cancelled first; its instrument may not have stopped yet.
    for (const other of this.starts)
      if (this.outcomeOf(other) === undefined && !SAFE.has(other.line.activity)) this.#besides(start, other)
    this.starts.push(start)
    for (const taskId of tasks) this.#byTask.set(taskId, [...this.startsOf(taskId), start])
  }

  #noteFor(taskId: string, { line, instrumentId }: Start): void {
    const before = this.startsOf(taskId)
    const allowed = this.#allowed.get(taskId) ?? 1
    if (!SAFE.has(line.activity) && before.length >= allowed)
      this.broken.push({
        what: `${taskId} was started ${before.length + 1} times, and ${allowed} is right (${line.activity} at ${instrumentId})`,
        about: [taskId, instrumentId],
      })
  }

  /** What one run has another can't have. */
  #besides({ line, tasks, things, instrumentId }: Start, other: Start): void {
    const jobs = new Set(other.tasks.map(jobOf))
    const job = tasks.map(jobOf).find(one => jobs.has(one))
    const thing = things.find(one => other.things.includes(one))
    const what = job === undefined ? thing : `the sample of ${job}`
    if (what !== undefined)
      this.broken.push({
        what: `${what} is in two places: ${other.line.attemptId} runs at ${other.instrumentId}, and ${line.attemptId} begins at ${instrumentId}`,
        about: [...tasks, ...other.tasks, instrumentId, other.instrumentId],
      })
  }
}
