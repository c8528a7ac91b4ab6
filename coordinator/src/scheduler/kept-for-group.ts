import { hours, minutes, type Timestamp } from '@muster/runtime'
import type { KnownInstrument } from '../model/known.ts'
import type { TaskRecord } from '../model/records.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { estimate } from './estimate.ts'
import type { Obstacle } from './obstacle.ts'
import { bandOf } from './ranking.ts'
import { giveOut, groupOf } from './together.ts'
import { CRITICAL } from './urgent.ts'

/** Steps that are to be started together and have waited so long get instruments that are kept for them. */
const KEPT_AFTER: number = minutes(15)
/** So long after all of these should have been free they are kept no more: another group may have its turn. */
const KEPT_OVER = hours(4)
/** Instruments that are looked at for each of them. */
const LOOKED_AT = 64

interface Kept {
  readonly tasks: readonly TaskRecord[]
  readonly ids: ReadonlySet<string>
  /** By id. */
  readonly instruments: ReadonlyMap<string, KnownInstrument>
  /** When all of these should be free at the latest. */
  readonly complete: Timestamp
  readonly until: Timestamp
}

/** An instrument, and when it will be free as far as can be told. */
interface FreeAt {
  readonly known: KnownInstrument
  readonly freeAt: Timestamp
}

/**
 * Instruments that are kept for steps that are to be started together, which would otherwise wait for ever where each instrument that
 * comes free is taken by something else. For one group at a time, so that no two of them keep from each other what both need.
 */
export class KeptForGroup {
  readonly #state: Snapshot
  readonly #candidates: (task: TaskRecord, now: Timestamp) => readonly FreeAt[]
  readonly #mayBeHad: (known: KnownInstrument, now: Timestamp) => boolean
  readonly #released: () => void
  #kept: Kept | undefined
  /** Tasks that are to be started with others and were there when the coordinator started; undefined once they were looked at. */
  #found: Map<string, TaskRecord> | undefined = new Map()
  /** By group: until when it may not have its turn again. */
  readonly #hadTurn = new Map<string, Timestamp>()

  /**
   * @param candidates instruments that suit a task, those first that are free soonest
   * @param mayBeHad whether an instrument is free, or will be as far as can be told
   * @param released called when instruments are kept no more
   */
  constructor(
    state: Snapshot,
    candidates: (task: TaskRecord, now: Timestamp) => readonly FreeAt[],
    mayBeHad: (known: KnownInstrument, now: Timestamp) => boolean,
    released: () => void,
  ) {
    this.#state = state
    this.#candidates = candidates
    this.#mayBeHad = mayBeHad
    this.#released = released
  }

  /** From when on instruments may be kept for a group. */
  #dueAt(group: readonly TaskRecord[]): Timestamp {
    const waitsSince = Math.max(...group.map(({ queuedAt = 0 }) => queuedAt))
    return Math.max(waitsSince + KEPT_AFTER, this.#hadTurn.get(group[0]?.jobId ?? '') ?? 0)
  }

  /**
   * Keeps instruments for a group that can't be started now, if it has waited long enough and no other group has some.
   * @returns when it is to be looked at again; undefined where something will happen before
   */
  keep(group: readonly TaskRecord[], now: Timestamp): Timestamp | undefined {
    if (this.#kept) return this.#kept.ids.has(group[0]?.id ?? '') ? this.#kept.until : undefined
    const due = this.#dueAt(group)
    if (due > now) return due
    const freeAt = new Map<string, Timestamp>()
    const options = group.map(task => {
      const suiting = this.#candidates(task, now).slice(0, LOOKED_AT)
      for (const { known, freeAt: at } of suiting) freeAt.set(known.description.id, at)
      return { task, instruments: suiting.map(({ known }) => known) }
    })
    const places = giveOut(options, agentId => this.#state.agents.get(agentId)?.maxConcurrentTasks ?? 0)
    if (!places) return undefined
    const complete = Math.max(...places.map(({ known }) => freeAt.get(known.description.id) ?? now))
    this.#kept = {
      tasks: group,
      ids: new Set(group.map(({ id }) => id)),
      instruments: new Map(places.map(({ known }) => [known.description.id, known])),
      complete,
      until: complete + KEPT_OVER,
    }
    return this.#kept.until
  }

  /** What has begun, or is not wanted for now, keeps nothing. */
  taskChanged(task: TaskRecord): void {
    const { id, state, heldBy, together } = task
    if (together !== undefined) this.#found?.set(id, task)
    if (this.#kept?.ids.has(id) === true && (state !== 'queued' || heldBy !== undefined)) this.#release()
  }

  /** Lets go what was kept long enough; keeps others for what can't be had any more. */
  look(now: Timestamp): void {
    this.#keepFound(now)
    const kept = this.#kept
    if (!kept) return
    if (kept.until <= now) {
      const [task] = kept.tasks
      for (const [jobId, until] of this.#hadTurn) if (until <= now) this.#hadTurn.delete(jobId)
      if (task) this.#hadTurn.set(task.jobId, now + KEPT_AFTER)
      this.#release()
    } else if ([...kept.instruments.values()].some(known => !this.#mayBeHad(known, now))) {
      this.#release()
      this.keep(kept.tasks, now)
    }
  }

  /** After a start of the coordinator, the group whose turn it was: who has waited longest. */
  #keepFound(now: Timestamp): void {
    const found = this.#found
    this.#found = undefined
    if (!found || found.size === 0) return
    const groups = Map.groupBy(found.values(), ({ jobId, together = '' }) => `${jobId} ${together}`)
    const { board } = this.#state
    const due = [...groups.values()]
      .flatMap(([first]) => (first ? [groupOf(this.#state, first)] : []))
      .filter(group => group.every(({ id }) => board.placeOf(id) !== undefined) && this.#dueAt(group) <= now)
      .sort((a, b) => this.#dueAt(a) - this.#dueAt(b) || ((a[0]?.jobId ?? '') < (b[0]?.jobId ?? '') ? -1 : 1))
    for (const group of due) {
      if (this.#kept) return
      this.keep(group, now)
    }
  }

  #release(): void {
    this.#kept = undefined
    this.#released()
  }

  /** Takes over what was kept by another like it. */
  takeOver(other: KeptForGroup): void {
    this.#found = undefined
    this.#kept = other.#kept
    for (const [jobId, until] of other.#hadTurn) this.#hadTurn.set(jobId, until)
  }

  /** Why a task may not be begun at an instrument: it is kept for a group, or the room at its agent is. */
  obstacle(
    task: TaskRecord,
    { description: { id }, agentId }: KnownInstrument,
    now: Timestamp,
  ): Obstacle | undefined {
    const kept = this.#kept
    if (!kept || kept.ids.has(task.id) || this.#goesFirst(task, kept, now)) return undefined
    if (!kept.instruments.has(id) && !this.#takesRoom(agentId, kept)) return undefined
    if (now + estimate(this.#state, task, id).high <= kept.complete) return undefined
    const [first] = kept.tasks
    const what = first ? `step ${first.step} of ${first.jobId}` : 'others'
    return {
      code: 'instrument-reserved',
      message: `${id} is kept for ${what}, which is to be started together with others`,
      ...(first ? { waitsFor: { kind: 'task', id: first.id } as const } : {}),
    }
  }

  #takesRoom(agentId: string, { instruments }: Kept): boolean {
    const needed = [...instruments.values()].filter(known => known.agentId === agentId).length
    if (needed === 0) return false
    const { agents, openAttemptsByAgent } = this.#state
    const open = openAttemptsByAgent.get(agentId)?.size ?? 0
    return (agents.get(agentId)?.maxConcurrentTasks ?? 0) - open <= needed
  }

  /** Critical work, what may not wait, and what has a higher priority than the group has by its age. */
  #goesFirst(task: TaskRecord, { tasks }: Kept, now: Timestamp): boolean {
    if (task.priority >= CRITICAL || task.startBy !== undefined) return true
    const { rank } = this.#state.board.rules
    const bands = tasks.map(({ priority, queuedAt = now }) => bandOf(priority, queuedAt, now, rank))
    return task.priority > Math.min(...bands)
  }
}
