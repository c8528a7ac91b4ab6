import type { Timestamp } from '@muster/runtime'
import { tasksOfAttempt } from '../model/attempt-tasks.ts'
import type { AttemptRecord, TaskRecord } from '../model/records.ts'
import type { KnownInstrument } from '../model/known.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { allIn } from './batches.ts'
import { estimate, remaining } from './estimate.ts'
import { mismatch, unavailable } from './feasible.ts'
import { followedBy, followersOf, hasFollowers } from './followers.ts'
import { KeptForGroup } from './kept-for-group.ts'
import type { Obstacle } from './obstacle.ts'
import type { Reservation } from './reservation.ts'

/** Where only the time that passes makes something possible, it is looked at again after so many milliseconds at the soonest. */
const SOONEST_LOOK = 10_000

/** When something has an instrument, wall milliseconds. */
interface Span {
  readonly from: Timestamp
  readonly to: Timestamp
}

/** A run that others have to follow, and where it is. */
interface Run extends Span {
  readonly at: string
  /** The attempt; undefined where it is not made yet. */
  readonly id: string | undefined
}

/** An instrument found for what has to follow, and when that is expected to be over. */
interface Kept {
  readonly reservation: Reservation
  readonly to: Timestamp
}

/**
 * Instruments that are kept free: a step that has to follow another within a time gets its instrument when that other is
 * started, so that what can't wait does not have to.
 */
export class Reservations {
  readonly #state: Snapshot
  readonly #byTask = new Map<string, Reservation>()
  readonly #byInstrument = new Map<string, Set<Reservation>>()
  /** Attempts under way for whose followers not every instrument was found: the coordinator has just started, or one was lost. */
  readonly #wanting = new Set<string>()
  /** What has to follow another in time, waits in the queue and has no instrument kept: the coordinator has just started, or it is tried again. */
  readonly #bare = new Map<string, TaskRecord>()
  readonly #released: () => void
  /** What is kept for steps that are to be started together. */
  readonly groups: KeptForGroup

  /** @param released called when an instrument is kept no more */
  constructor(state: Snapshot, released: () => void) {
    this.#state = state
    this.#released = released
    this.groups = new KeptForGroup(
      state,
      (task, now) => this.#candidates(task, now, this.#maybeFreeAt),
      (known, now) => this.#maybeFreeAt(known, now) !== undefined,
      released,
    )
  }

  /** Keeps instruments for steps that are to be started together, as `KeptForGroup.keep` says. */
  keepForGroup(group: readonly TaskRecord[], now: Timestamp): Timestamp | undefined {
    return this.groups.keep(group, now)
  }

  of(taskId: string): Reservation | undefined {
    return this.#byTask.get(taskId)
  }

  /** An attempt was made: what has to follow it in time gets an instrument, as far as there is one. */
  attemptMade(attempt: AttemptRecord, now: Timestamp): void {
    const tasks = tasksOfAttempt(this.#state, attempt).filter(task => hasFollowers(this.#state, task))
    if (tasks.length === 0) return
    this.#wanting.delete(attempt.id)
    const end = now + remaining(this.#state, attempt, now).expected
    const run = { from: now, to: end, at: attempt.instrumentId, id: attempt.id }
    const kept: Kept[] = []
    for (const task of tasks) if (this.#find(task, run, kept, now)) this.#wanting.add(attempt.id)
    for (const { reservation } of kept) this.#add(reservation)
  }

  /** An instrument is free again: what had none kept may have one now. */
  instrumentFreed(now: Timestamp): void {
    // What is still missing is put back: a set that grows while it is gone through has no end.
    for (const id of [...this.#wanting]) {
      const attempt = this.#state.attempts.get(id)
      if (attempt?.endedAt === undefined && attempt) this.attemptMade(attempt, now)
      else this.#wanting.delete(id)
    }
    if (this.#bare.size > 0) this.#keepForBare(now)
  }

  /** Followers in the queue get an instrument again, those first that have the least time. */
  #keepForBare(now: Timestamp): void {
    const all = [...this.#bare.values()].sort(
      (a, b) => (a.startBy ?? 0) - (b.startBy ?? 0) || (a.id < b.id ? -1 : 1),
    )
    for (const task of all) if (this.#keepAnew(task, now)) this.#bare.delete(task.id)
  }

  /** Keeps another instrument for what follows, where the one that was kept can't be had. */
  instrumentLost(id: string, now: Timestamp): void {
    for (const { taskId } of [...(this.#byInstrument.get(id) ?? [])]) {
      const known = this.#state.known.get(id)
      if (known && this.#freeAt(known, now) !== undefined) return
      const task = this.#state.tasks.get(taskId)
      if (task) this.#keepAnew(task, now)
    }
  }

  /** @returns whether there is an instrument for it that is kept for nobody else */
  #keepAnew(task: TaskRecord, now: Timestamp): boolean {
    const [first] = followedBy(this.#state, task)
    if (!first) return true
    const { atMost } = first
    const after = first.task.id
    const from = Math.max(now, this.#endOf(after, now))
    for (const { known } of this.#candidates(task, now)) {
      const { id } = known.description
      if (this.#collision(id, task, this.#spanOf(task, known, from, from + atMost), now, undefined)) continue
      this.#add({ taskId: task.id, instrumentId: id, after, atMost })
      return true
    }
    return false
  }

  /** A task that has its instrument, or needs none any more, keeps no other. */
  taskChanged(task: TaskRecord): void {
    this.groups.taskChanged(task)
    const { id, state, startBy, heldBy } = task
    if (state !== 'queued' || startBy === undefined || heldBy !== undefined) this.#bare.delete(id)
    else if (!this.#byTask.has(id)) this.#bare.set(id, task)
    if (task.state !== 'pending' && task.state !== 'queued') this.#release(task.id)
    // What has to be begun anew keeps nothing for what follows it; a follower that waits for its turn does.
    else if (task.state === 'queued' && !this.#byTask.has(task.id)) this.#releaseAfter(task.id)
  }

  #releaseAfter(taskId: string): void {
    if (this.#byTask.size === 0) return
    for (const { taskId: next, after } of [...this.#byTask.values()]) {
      if (after !== taskId) continue
      this.#release(next)
      this.#releaseAfter(next)
    }
  }

  /** Why a task may not be begun at an instrument: what has to follow it could not in time, or somebody else is to have the instrument. */
  obstacle(task: TaskRecord, instrument: KnownInstrument, now: Timestamp): Obstacle | undefined {
    const forGroup = this.groups.obstacle(task, instrument, now)
    if (forGroup) return forGroup
    const { id } = instrument.description
    const followed = allIn(task).filter(each => hasFollowers(this.#state, each))
    if (followed.length === 0 && !this.#byInstrument.has(id)) return undefined
    const { expected, high } = estimate(this.#state, task, id)
    const own = this.#byTask.get(task.id)
    const mine = own?.instrumentId === id ? own.run : undefined
    const other = this.#collision(id, task, { from: now, to: now + high }, now, mine)
    if (other) return this.#keptFor(id, other)
    if (followed.length === 0) return undefined
    const run = { from: now, to: now + expected, at: id, id: undefined }
    const kept: Kept[] = []
    for (const each of followed) {
      const missing = this.#find(each, run, kept, now)
      if (missing) return missing
    }
    return undefined
  }

  /**
   * Instruments for all that has to follow a task in time, and for what has to follow these.
   * @param kept what was found before for others in the same run; what is found goes there too
   * @returns what is missing
   */
  #find(task: TaskRecord, run: Run, kept: Kept[], now: Timestamp): Obstacle | undefined {
    for (const { task: next, atMost } of followersOf(this.#state, task)) {
      const latest = run.to + atMost
      const chosen = this.#choose(next, { ...run, latest, after: task.id }, kept, now)
      if (!chosen) return notInTime(next, atMost, this.#whenInTime(next, run, atMost, now))
      const { id } = chosen
      const to = chosen.from + estimate(this.#state, next, id).expected
      const made = run.id === undefined ? {} : { run: run.id }
      kept.push({ reservation: { taskId: next.id, instrumentId: id, after: task.id, atMost, ...made }, to })
      const missing = this.#find(next, { from: chosen.from, to, at: id, id: run.id }, kept, now)
      if (missing) return missing
    }
    return undefined
  }

  /** The first instrument at which it could be begun in time. */
  #choose(
    next: TaskRecord,
    run: Run & { readonly latest: Timestamp; readonly after: string },
    kept: readonly Kept[],
    now: Timestamp,
  ): { readonly id: string; readonly from: Timestamp } | undefined {
    for (const { known, freeAt } of this.#candidates(next, now)) {
      const { id } = known.description
      const from = beginAt(id, id === run.at ? run.to : Math.max(freeAt, run.to), run.after, kept)
      const span = this.#spanOf(next, known, run.to, run.latest)
      if (from <= run.latest && !this.#collision(id, next, span, now, run.id)) return { id, from }
    }
    return undefined
  }

  /** From when on the first would be over no sooner than an instrument is free for the next in time. */
  #whenInTime(next: TaskRecord, run: Span, atMost: number, now: Timestamp): Timestamp | undefined {
    const [first] = this.#candidates(next, now)
    return first && Math.max(now + SOONEST_LOOK, first.freeAt - atMost - (run.to - run.from))
  }

  /** Instruments that suit, those first that are free soonest. */
  #candidates(task: TaskRecord, now: Timestamp, at = this.#freeAt) {
    return [...this.#state.known.values()]
      .filter(known => mismatch(task, known) === undefined)
      .flatMap(known => {
        const freeAt = at(known, now)
        return freeAt === undefined ? [] : [{ known, freeAt }]
      })
      .sort((a, b) => a.freeAt - b.freeAt || (a.known.description.id < b.known.description.id ? -1 : 1))
  }

  /** When an instrument will be free, as far as can be told; undefined where something else than a run is in the way. */
  readonly #freeAt = (known: KnownInstrument, now: Timestamp): Timestamp | undefined => {
    const obstacle = unavailable(this.#state, known)
    if (!obstacle) return now
    return obstacle.code === 'instrument-busy' ? this.#endAt(known, now) : undefined
  }

  /** As `#freeAt`; an agent that was not heard yet since the start, or is just telling what it has, is expected to come. */
  readonly #maybeFreeAt = (known: KnownInstrument, now: Timestamp): Timestamp | undefined => {
    const live = this.#state.live.get(known.agentId)
    const isExpected =
      live === undefined || (live.contactLostSince === undefined && (live.bootId === '' || live.online))
    return isExpected && live?.synced !== true ? this.#endAt(known, now) : this.#freeAt(known, now)
  }

  /** When what is under way at an instrument ends, now where nothing is; undefined where nobody knows. */
  #endAt({ description }: KnownInstrument, now: Timestamp): Timestamp | undefined {
    const attemptId = this.#state.openAttemptByInstrument.get(description.id)
    if (attemptId === undefined) return now
    const attempt = this.#state.attempts.get(attemptId)
    if (!attempt || attempt.state === 'verifying') return undefined
    return now + remaining(this.#state, attempt, now).high
  }

  #spanOf(task: TaskRecord, known: KnownInstrument, from: Timestamp, latest: Timestamp): Span {
    return { from, to: latest + estimate(this.#state, task, known.description.id).high }
  }

  /** Another's reservation of the instrument that this would run into. @param run whose reservations are made with this one */
  #collision(
    id: string,
    task: TaskRecord,
    span: Span,
    now: Timestamp,
    run: string | undefined,
  ): Reservation | undefined {
    for (const reservation of this.#byInstrument.get(id) ?? []) {
      if (reservation.taskId === task.id || this.#isChainOf(task, reservation)) continue
      if (run !== undefined && reservation.run === run) continue
      const kept = this.#keptSpan(reservation, now)
      if (span.from < kept.to && kept.from < span.to) return reservation
    }
    return undefined
  }

  /** A step before does not stand in the way of what has to follow it. */
  #isChainOf(task: TaskRecord, { after }: Reservation): boolean {
    return after === task.id
  }

  #keptSpan({ taskId, instrumentId, after, atMost }: Reservation, now: Timestamp): Span {
    const task = this.#state.tasks.get(taskId)
    const time = task ? estimate(this.#state, task, instrumentId).high : 0
    const from = this.#endOf(after, now)
    return { from, to: Math.max(from + atMost, task?.state === 'queued' ? now : 0) + time }
  }

  /** When a task has ended, or is expected to. */
  #endOf(taskId: string, now: Timestamp): Timestamp {
    const task = this.#state.tasks.get(taskId)
    if (!task) return now
    if (task.endedAt !== undefined) return task.endedAt
    const attempt = task.attemptId === undefined ? undefined : this.#state.attempts.get(task.attemptId)
    if (attempt && attempt.endedAt === undefined) return now + remaining(this.#state, attempt, now).expected
    const before = this.#byTask.get(taskId)
    const begins = before ? this.#endOf(before.after, now) : now
    return begins + estimate(this.#state, task, before?.instrumentId).expected
  }

  #keptFor(id: string, { taskId }: Reservation): Obstacle {
    const task = this.#state.tasks.get(taskId)
    const what = task ? `step ${task.step} of ${task.jobId}` : taskId
    return {
      code: 'instrument-reserved',
      message: `${id} is kept for ${what}, which may not have to wait`,
      waitsFor: { kind: 'task', id: taskId },
    }
  }

  #add(reservation: Reservation): void {
    this.#release(reservation.taskId)
    this.#byTask.set(reservation.taskId, reservation)
    const { instrumentId } = reservation
    const kept = this.#byInstrument.get(instrumentId) ?? new Set()
    this.#byInstrument.set(instrumentId, kept.add(reservation))
  }

  #release(taskId: string): void {
    const reservation = this.#byTask.get(taskId)
    if (!reservation) return
    this.#byTask.delete(taskId)
    const kept = this.#byInstrument.get(reservation.instrumentId)
    kept?.delete(reservation)
    if (kept?.size === 0) this.#byInstrument.delete(reservation.instrumentId)
    this.#released()
  }
}

/**
 * When an instrument could begin with what follows a task, after what was found before it for others of the same batch. What
 * follows the same task does so at once: each has an instrument of its own.
 */
function beginAt(id: string, from: Timestamp, after: string, kept: readonly Kept[]): Timestamp {
  const there = kept.filter(({ reservation }) => reservation.instrumentId === id)
  if (there.some(({ reservation }) => reservation.after === after)) return Number.POSITIVE_INFINITY
  return Math.max(from, ...there.map(({ to }) => to))
}

function notInTime({ step, jobId }: TaskRecord, atMost: number, when: Timestamp | undefined): Obstacle {
  const minutes = Math.round(atMost / 6_000) / 10
  return {
    code: 'follower-not-in-time',
    message: `step ${step} of ${jobId} has to follow within ${minutes} min, and no instrument for it would be free by then`,
    ...(when === undefined ? {} : { waitsFor: { kind: 'time', id: new Date(when).toISOString() } }),
  }
}
