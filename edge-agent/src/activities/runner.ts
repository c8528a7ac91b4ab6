import {
  type AttemptState,
  type ClaimMessage,
  type ControlMessage,
  type Failure,
  type GrantMessage,
  isAttemptEnd,
  type OfferMessage,
  type Refusal,
  type RunProgress,
  type SyncEntry,
} from '@muster/protocol'
import {
  type Clock,
  type Logger,
  messageOf,
  minutes,
  type Random,
  type Tracer,
  withTimeout,
} from '@muster/runtime'
import type { Checkpoint, RunProgressUpdate, RunUpdate, StartRequest } from '../instruments/driver.ts'
import type { InstrumentUnit } from '../instruments/unit.ts'
import type { EntryPatch, Journal } from '../journal/journal.ts'
import type { JournalEntry } from '../journal/on-disk.ts'
import { Checkpoints } from './checkpoints.ts'
import { Following, outcomeOf } from './following.ts'
import { isLate } from './lateness.ts'
import { claimedEntry, refusalOf } from './offers.ts'
import { Claiming, type PendingClaim } from './pending-claim.ts'
import { findStart } from './recovery.ts'
import { releaseEnded } from './releases.ts'
import { ProgressNote } from './run-progress.ts'
import { RunTrace } from './run-trace.ts'
import { type CollectFiles, filesOfRun } from '../results/of-run.ts'

/** How long an instrument is waited for that has to be asked what became of a start. */
const LONGEST_SEARCH = minutes(10)
/** For `safe-stop` without a time of its own. */
const DEFAULT_AWAY_LIMIT = minutes(10)

export interface RunnerPorts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly tracer: Tracer
  readonly journal: Journal
  readonly sendClaim: (claim: Omit<ClaimMessage, 'header'>) => void
  /** Progress or state has changed: worth a heartbeat soon. */
  readonly progressed: () => void
  /** Milliseconds for which nothing was heard of the coordinator. */
  readonly awayFor: () => number
  /** Takes what runs leave behind; nothing is taken where left out. */
  readonly collect?: CollectFiles
}

/**
 * Runs the attempts of one instrument, one at a time: from the offer to the end that the instrument tells.
 * The journal is written, and on disk, before each step that can't be taken back.
 */
export class Runner {
  readonly unit: InstrumentUnit
  readonly #ports: RunnerPorts
  readonly #stop = new AbortController()
  readonly #claiming: Claiming
  /** The attempt whose start or search is under way. */
  #busyWith: string | undefined
  readonly #cancelWanted = new Set<string>()
  readonly #trace: RunTrace
  readonly #progress: ProgressNote
  readonly #checkpoints: Checkpoints
  readonly #following: Following

  constructor(unit: InstrumentUnit, ports: RunnerPorts) {
    this.unit = unit
    this.#ports = ports
    this.#trace = new RunTrace(ports.tracer)
    this.#progress = new ProgressNote(ports.clock)
    this.#checkpoints = new Checkpoints(ports.journal, () => unit.driver)
    this.#following = new Following({
      ...ports,
      driver: () => unit.driver,
      apply: (attemptId, update) => this.#applyUpdate(attemptId, update),
      run: (what, work) => this.#run(what, work),
    })
    this.#claiming = new Claiming({
      ...ports,
      send: ports.sendClaim,
      gaveUp: claim => this.#endClaim(claim, 'expired', 'no grant came in time'),
    })
    unit.onConnected = () => {
      this.#resume()
      this.release()
    }
    unit.isOurs = () => ports.journal.openEntryOf(unit.id) !== undefined
  }

  /** What it runs, for the heartbeat. */
  get progress(): RunProgress | undefined {
    const entry = this.#ports.journal.openEntryOf(this.unit.id)
    return entry && this.#progress.of(entry)
  }

  stop(): void {
    this.#stop.abort(new Error('the agent stops'))
    this.#claiming.drop()
    this.#following.stop('the agent stops')
  }

  /** An offer that has passed the agent's own checks. Refused with a reason, or claimed. */
  offer(offer: OfferMessage): Pick<Refusal, 'reason' | 'message'> | undefined {
    const refusal = refusalOf(offer, this.unit, this.#ports.journal)
    if (refusal) return refusal
    this.#trace.offered(offer)
    this.#run('claim', this.#claim(offer))
    return undefined
  }

  /** The claim of an offer that came again while its grant is awaited. */
  repeatClaim(attemptId: string): void {
    this.#claiming.repeat(attemptId)
  }

  grant(grant: GrantMessage): void {
    const pending = this.#claiming.answered(grant)
    if (!pending) return
    if (grant.refusal !== undefined)
      return this.#endClaim(pending, 'expired', `the coordinator refused: ${grant.refusal}`)
    if (isLate(this.#ports.clock, pending.sent, grant.ttlMs))
      return this.#endClaim(pending, 'expired', 'the grant came too late')
    this.#run('start', this.#start(pending, grant.ttlMs))
  }

  control(message: ControlMessage): void {
    const entry = this.#ports.journal.entry(message.attemptId)
    if (!entry || isAttemptEnd(entry.state)) return
    // What ends or stops an attempt is done again until it is; the others are done once. A coordinator whose store was put back
    // counts its requests anew: what is to end must not be taken for an old request.
    if (message.action !== 'cancel' && message.action !== 'settle') {
      if (message.version <= entry.controlVersion) return
      // Taken up when it is answered: the coordinator waits for the answer.
      if (message.action === 'checkpoint')
        return this.#run('checkpoint', this.#checkpoints.take(entry, message.version))
      this.#run('control', this.#ports.journal.noteControl(entry.attemptId, message.version))
    }
    switch (message.action) {
      case 'cancel':
        return this.#cancel(entry)
      case 'settle':
        return this.#settle(entry, message)
      case 'probe':
        this.#following.lookAnew(entry.attemptId)
        return this.#resume()
      default: {
        const { action } = message
        const ask = (run: string) => this.unit.driver[action]?.(run)
        return this.#run(action, this.#ask(entry, ask))
      }
    }
  }

  /** Stops what was only to go on while somebody watches, when nobody has for too long. */
  checkAway(): void {
    const entry = this.#ports.journal.openEntryOf(this.unit.id)
    if (entry?.awayPolicy !== 'safe-stop' || this.#cancelWanted.has(entry.attemptId)) return
    if (this.#ports.awayFor() <= (entry.awayLimitMs ?? DEFAULT_AWAY_LIMIT)) return
    this.#ports.logger.warn('the coordinator is away for too long: stopping safely', {
      attempt: entry.attemptId,
    })
    this.#cancel(entry)
  }

  /** The coordinator has the ends of more runs. */
  release(): void {
    releaseEnded(this.unit, this.#ports.journal, this.#ports.logger)
  }

  /** What the coordinator thinks of an attempt: a claim that it has given up is over. */
  reconcile(wanted: SyncEntry): void {
    const entry = this.#ports.journal.entry(wanted.attemptId)
    if (entry?.state !== 'claimed' || !isAttemptEnd(wanted.state)) return
    if (this.#busyWith === entry.attemptId) return
    this.#claiming.drop()
    this.#run(
      'reconcile',
      this.#record(entry.attemptId, 'expired', { note: `the coordinator has ended it: ${wanted.state}` }),
    )
  }

  async #claim(offer: OfferMessage): Promise<void> {
    const { journal } = this.#ports
    const { attemptId, fence } = offer
    await journal.claim(claimedEntry(offer))
    if (this.#stop.signal.aborted || journal.entry(attemptId)?.state !== 'claimed') return
    this.#claiming.begin(attemptId, fence)
  }

  #endClaim(pending: PendingClaim, end: 'expired' | 'cancelled', note: string): void {
    if (this.#ports.journal.entry(pending.attemptId)?.state !== 'claimed') return
    this.#run('end claim', this.#record(pending.attemptId, end, { note }))
  }

  /** Steps 5 and 6 of a start: `starting` on disk, a last look, the driver's start once, then what came of it. */
  async #start(claim: PendingClaim, ttlMs: number): Promise<void> {
    const { journal, clock } = this.#ports
    const { attemptId } = claim
    this.#busyWith = attemptId
    try {
      const bootMark = await this.unit.driver.bootMark().catch(() => undefined)
      if (journal.entry(attemptId)?.state !== 'claimed') return
      const startedAt = clock.wall()
      await this.#record(attemptId, 'starting', {
        startedAt,
        ...(bootMark === undefined ? {} : { bootMark }),
      })
      const idle = await this.unit.driver
        .idle()
        .catch((error: unknown) => ({ idle: false as const, reason: messageOf(error) }))
      const entry = journal.entry(attemptId)
      if (entry?.state !== 'starting' || this.#stop.signal.aborted) return
      if (this.#cancelWanted.has(attemptId)) return await this.#record(attemptId, 'cancelled')
      if (!idle.idle) return await this.#notStarted(attemptId, 'instrument-busy', idle.reason)
      if (isLate(clock, claim.sent, ttlMs))
        return await this.#notStarted(
          attemptId,
          'grant-late',
          'the grant ran out before the instrument was asked',
        )
      await this.#callStart(entry)
    } finally {
      this.#busyWith = undefined
    }
  }

  async #callStart(entry: JournalEntry): Promise<void> {
    const started = this.#trace.start(entry)
    const outcome = await this.unit.driver
      .start(requestOf(entry))
      .catch((error: unknown) => ({ kind: 'unsure' as const, reason: messageOf(error) }))
    started(outcome.kind)
    if (this.#stop.signal.aborted) return
    switch (outcome.kind) {
      case 'started':
        return this.#adopt(entry.attemptId, outcome.runReference)
      case 'refused':
        return this.#record(entry.attemptId, 'failed', { failure: { ...outcome.failure, started: 'no' } })
      case 'unsure':
        return this.#findOut(entry.attemptId, outcome.reason)
    }
  }

  #notStarted(attemptId: string, code: string, message: string): Promise<void> {
    const failure: Failure = { code, message, category: 'resource', started: 'no' }
    return this.#record(attemptId, 'not-started', { failure, note: message })
  }

  /** A start without an answer: the instrument is asked, once nothing can reach it late any more. */
  async #findOut(attemptId: string, why: string): Promise<void> {
    const { journal, clock, logger } = this.#ports
    logger.warn('nobody knows whether a start landed; asking the instrument', { attempt: attemptId, why })
    const { keepsIds } = this.unit.driver.traits
    // Where it stays away a person has to know; it is asked when it is back.
    if (keepsIds)
      await withTimeout(
        clock,
        LONGEST_SEARCH,
        this.unit.replaceDriver(),
        () => new Error('it stays away'),
      ).catch((error: unknown) => logger.warn('the instrument can not be asked', { error: messageOf(error) }))
    if (this.#stop.signal.aborted) return
    const entry = journal.entry(attemptId)
    if (!entry || isAttemptEnd(entry.state)) return
    const finding = await findStart(entry, this.unit.driver, clock, this.#stop.signal)
    const now = journal.entry(attemptId)
    if (!now || isAttemptEnd(now.state)) return
    if (finding.kind === 'running') return this.#adopt(attemptId, finding.runReference)
    if (finding.kind === 'absent')
      return this.#notStarted(attemptId, 'start-lost', `the request never arrived (${why})`)
    if (now.state !== 'verifying')
      await this.#record(attemptId, 'verifying', { note: `${why}; ${finding.reason}` })
    // Nothing can be asked of it, and so nothing had to wait: but a call that hangs would keep every later start away.
    if (!keepsIds) this.#run('replace driver', this.unit.replaceDriver())
  }

  /** The run is at the instrument: followed from here on. */
  async #adopt(attemptId: string, runReference: string): Promise<void> {
    await this.#record(attemptId, 'running', { runReference })
    this.#following.begin(attemptId, runReference)
    if (this.#cancelWanted.has(attemptId))
      await this.#ask(this.#ports.journal.entry(attemptId), run => this.unit.driver.cancel(run))
  }

  /** Takes up again what the journal says was under way: after a start of the agent, or when the instrument is back. */
  #resume(): void {
    const entry = this.#ports.journal.openEntryOf(this.unit.id)
    if (
      !entry ||
      !this.unit.connected ||
      this.#busyWith === entry.attemptId ||
      this.#following.follows(entry.attemptId)
    )
      return
    if (entry.state === 'running' || entry.state === 'paused') {
      if (entry.runReference !== undefined) this.#following.begin(entry.attemptId, entry.runReference)
      return
    }
    if (entry.state !== 'starting' && entry.state !== 'verifying') return
    this.#busyWith = entry.attemptId
    const search = this.#search(entry).finally(() => {
      this.#busyWith = undefined
    })
    this.#run('search', search)
  }

  async #search(entry: JournalEntry): Promise<void> {
    const { journal, clock } = this.#ports
    const finding = await findStart(entry, this.unit.driver, clock, this.#stop.signal)
    const now = journal.entry(entry.attemptId)
    if (!now || isAttemptEnd(now.state) || this.#stop.signal.aborted) return
    if (finding.kind === 'running') return this.#adopt(entry.attemptId, finding.runReference)
    // Once in doubt, only a person says that nothing was started: a run may have come and gone unseen.
    if (now.state === 'verifying') return
    if (finding.kind === 'absent')
      return this.#notStarted(
        entry.attemptId,
        'start-lost',
        'the agent restarted before the instrument was asked',
      )
    await this.#record(entry.attemptId, 'verifying', {
      note: `the agent restarted during the start; ${finding.reason}`,
    })
  }

  /** @returns whether the run is over, or out of sight for good. */
  async #applyUpdate(attemptId: string, update: RunUpdate): Promise<boolean> {
    const { journal } = this.#ports
    const entry = journal.entry(attemptId)
    if (!entry || isAttemptEnd(entry.state)) return true
    if (update.kind === 'progress') {
      await this.#noteProgress(entry, update)
      return false
    }
    const files = await filesOfRun(entry, update, this.unit, this.#ports.collect, this.#stop.signal)
    const now = journal.entry(attemptId)
    // Whoever settled it meanwhile has said how it ended.
    if (!now || isAttemptEnd(now.state) || this.#stop.signal.aborted) return true
    const { state, patch } = outcomeOf(update)
    await this.#record(attemptId, state, { ...patch, ...files })
    return true
  }

  async #noteProgress(entry: JournalEntry, update: RunProgressUpdate): Promise<void> {
    this.#progress.note(entry, update)
    this.#ports.progressed()
    const state: AttemptState = update.paused === true ? 'paused' : 'running'
    if (entry.state !== state && (entry.state === 'running' || entry.state === 'paused'))
      await this.#record(entry.attemptId, state)
  }

  #cancel(entry: JournalEntry): void {
    this.#cancelWanted.add(entry.attemptId)
    if (entry.state === 'claimed' && this.#busyWith !== entry.attemptId) {
      this.#claiming.drop()
      return this.#run(
        'cancel',
        this.#record(entry.attemptId, 'cancelled', { note: 'cancelled before its start' }),
      )
    }
    if (entry.state === 'running' || entry.state === 'paused') {
      this.#run(
        'cancel',
        this.#ask(entry, run => this.unit.driver.cancel(run)),
      )
    }
  }

  /** A person has said what became of it: the agent lets go. */
  #settle(entry: JournalEntry, message: ControlMessage): void {
    this.#following.stopOf(entry.attemptId, 'settled by a person')
    if (message.end === undefined || entry.state === 'claimed') return
    this.#run(
      'settle',
      this.#record(entry.attemptId, message.end, {
        note: `settled by ${message.actor ?? 'the coordinator'}`,
      }),
    )
  }

  /** Asks the instrument to do something with the run; what comes of it is told by following. */
  async #ask(
    entry: JournalEntry | undefined,
    what: (run: string) => Promise<void> | undefined,
  ): Promise<void> {
    if (entry?.runReference === undefined) return
    await what(entry.runReference)
  }

  async #record(attemptId: string, state: AttemptState, patch: EntryPatch = {}): Promise<void> {
    if (isAttemptEnd(state)) this.#cancelWanted.delete(attemptId)
    await this.#ports.journal.record(attemptId, state, patch)
    this.#trace.moved(attemptId, state)
    this.#ports.progressed()
  }

  /** What goes on by itself; a fault in it is told, and costs this instrument only. */
  #run(what: string, work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (this.#stop.signal.aborted) return
      this.#ports.logger.error('an activity of the agent failed', {
        what,
        instrument: this.unit.id,
        error: messageOf(error),
      })
    })
  }
}

function requestOf({ attemptId, activity, parametersJson, resumeJson }: JournalEntry): StartRequest {
  const parameters = JSON.parse(parametersJson) as StartRequest['parameters']
  const checkpoint = resumeJson === undefined ? undefined : (JSON.parse(resumeJson) as Checkpoint)
  return { attemptId, activity, parameters, ...(checkpoint ? { checkpoint } : {}) }
}
