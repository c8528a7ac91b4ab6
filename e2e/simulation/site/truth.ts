import type { FakeInstrument, FakeLedgerLine, FakeOutcome } from '@muster/edge-agent/testing'
import { taskOf } from '../invariants.ts'
import type { World } from '../world.ts'
import { SAFE } from './floor.ts'

/** Something that does not hold, and the names that the story of it is found by. */
export interface Broken {
  readonly what: string
  readonly about: readonly string[]
}

/** One physical start, and what it came to. */
export interface Start {
  readonly line: FakeLedgerLine
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
      for (const line of instrument.ledger.slice(seen)) this.#note({ line, instrumentId: id, instrument })
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
    const { line, instrumentId } = start
    const taskId = taskOf(line.attemptId)
    const before = this.startsOf(taskId)
    const allowed = this.#allowed.get(taskId) ?? 1
    const about = [taskId, instrumentId]
    this.#started(line.attemptId, instrumentId)
    if (!SAFE.has(line.activity) && before.length >= allowed)
      this.broken.push({
        what: `${taskId} was started ${before.length + 1} times, and ${allowed} is right (${line.activity} at ${instrumentId})`,
        about,
      })
    const elsewhere = this.starts.find(
      other =>
        jobOf(taskOf(other.line.attemptId)) === jobOf(taskId) &&
        this.outcomeOf(other) === undefined &&
        // A run that the machine may repeat is cancelled first; its instrument may not have stopped yet.
        !SAFE.has(other.line.activity),
    )
    if (elsewhere)
      this.broken.push({
        what: `the sample of ${jobOf(taskId)} is in two places: ${elsewhere.line.attemptId} runs at ${elsewhere.instrumentId}, and ${line.attemptId} begins at ${instrumentId}`,
        about: [...about, elsewhere.instrumentId],
      })
    this.starts.push(start)
    this.#byTask.set(taskId, [...before, start])
  }
}
