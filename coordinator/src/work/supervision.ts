import { type Clock, millis, repeat, seconds, type Timer } from '@muster/runtime'
import { tasksOfAttempt } from '../model/attempt-tasks.ts'
import type { Draft } from '../model/draft.ts'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import { maybeStuck } from '../scheduler/stuck.ts'
import type { Change } from '../store/store.ts'
import { detect } from '../supervisor/detectors/index.ts'
import { type Finding, type Subject, subjectOf, type View } from '../supervisor/findings.ts'
import { isDue, type LadderRules, longestWait } from '../supervisor/ladder.ts'
import { cancelAttempt, control } from './attempts.ts'
import { tryBreaker } from './breakers.ts'
import { DueTimes } from './due-times.ts'
import { clearFinding, climbEscalation, raiseFinding } from './escalations.ts'
import { resumeInTime } from './pauses.ts'

/** What happens within this time is looked at together. */
const GATHER = millis(100)
const REFILL = seconds(1)

const BROKER = subjectOf('broker', 'mqtt')

type Watched = Subject | `escalation:${string}`

/** What a look at a subject leads to. */
interface Step {
  readonly subject: Subject
  readonly raise: readonly Finding[]
  /** Ids of escalations. */
  readonly clear: readonly string[]
  readonly remedies: readonly Finding[]
}

export interface SupervisionOptions {
  readonly clock: Clock
  readonly state: State
  readonly transactor: Transactor
  readonly rules: LadderRules
}

/**
 * Looks at what has changed and at what is due, and makes escalations and remedies of what the detectors find. What is no
 * longer found is cleared. Level-triggered: a finding stands as long as it is found, whatever was missed in between.
 */
export class Supervision {
  readonly #options: SupervisionOptions
  readonly #leadSince: number
  readonly #dirty = new Set<Watched>()
  readonly #due = new DueTimes<Watched>()
  #timer: { readonly at: number; readonly timer: Timer } | undefined
  #refill: Timer | undefined
  #isStopped = false

  constructor(options: SupervisionOptions) {
    this.#options = options
    this.#leadSince = options.clock.monotonic()
  }

  start(): void {
    const { state, clock } = this.#options
    this.#mark(BROKER)
    for (const id of state.agents.keys()) this.#mark(subjectOf('agent', id))
    for (const id of state.attempts.keys()) this.#mark(subjectOf('attempt', id))
    for (const id of state.tasks.keys()) this.#mark(subjectOf('task', id))
    for (const id of state.jobs.keys()) this.#mark(subjectOf('job', id))
    for (const id of state.prompts.keys()) this.#mark(subjectOf('prompt', id))
    for (const id of state.breakers.keys()) this.#mark(subjectOf('breaker', id))
    for (const id of state.pauses.keys()) this.#mark(subjectOf('pause', id))
    for (const id of state.schedules.keys()) this.#mark(subjectOf('schedule', id))
    for (const id of state.triggers.keys()) this.#mark(subjectOf('trigger', id))
    for (const id of state.resultFiles.keys()) this.#mark(subjectOf('files', id))
    for (const { id } of state.escalations.values()) this.#mark(`escalation:${id}`)
    // What was open before may be about something that is gone.
    for (const subject of state.escalated.keys()) this.#mark(subject as Subject)
    if (state.limits.offersPerMinute !== undefined)
      this.#refill = repeat(clock, REFILL, () => this.#refillTokens())
  }

  stop(): void {
    this.#isStopped = true
    this.#timer?.timer.cancel()
    this.#refill?.cancel()
  }

  committed({ rows }: Change): void {
    for (const { id } of rows.attempts) this.#mark(subjectOf('attempt', id))
    for (const { id, jobId } of rows.tasks) {
      this.#mark(subjectOf('task', id))
      if (this.#options.state.jobs.get(jobId)?.deadline !== undefined) this.#mark(subjectOf('job', jobId))
    }
    for (const { id } of rows.jobs) this.#mark(subjectOf('job', id))
    for (const { id } of rows.instruments) this.#mark(subjectOf('instrument', id))
    for (const { id } of rows.agents) this.#mark(subjectOf('agent', id))
    for (const { id } of rows.prompts) this.#mark(subjectOf('prompt', id))
    for (const { id } of rows.breakers) this.#mark(subjectOf('breaker', id))
    for (const { id } of rows.pauses) this.#mark(subjectOf('pause', id))
    for (const { id } of rows.schedules) this.#mark(subjectOf('schedule', id))
    for (const { id } of rows.triggers) this.#mark(subjectOf('trigger', id))
    for (const { id } of rows.resultFiles) this.#mark(subjectOf('files', id))
    for (const { id } of rows.escalations) this.#mark(`escalation:${id}`)
    if (rows.agents.length + rows.resources.length > 0) this.#markStuck()
  }

  /** Instruments or resources are others than before: what waits for them may be possible no more, or again. */
  #markStuck(): void {
    const { state } = this.#options
    for (const { id } of maybeStuck(state)) this.#mark(subjectOf('task', id))
    for (const [subject, kinds] of state.escalated)
      if (kinds.has('impossible-task')) this.#mark(subject as Subject)
  }

  /** Something was heard of the agent, or should have been. */
  live(agentId: string): void {
    const { state } = this.#options
    this.#mark(subjectOf('agent', agentId))
    for (const { id } of state.agents.get(agentId)?.instruments ?? []) this.#mark(subjectOf('instrument', id))
    for (const id of state.openAttemptsByAgent.get(agentId) ?? []) {
      this.#mark(subjectOf('attempt', id))
      const attempt = state.attempts.get(id)
      for (const { jobId } of attempt ? tasksOfAttempt(state, attempt) : [])
        if (state.jobs.get(jobId)?.deadline !== undefined) this.#mark(subjectOf('job', jobId))
    }
  }

  broker(): void {
    this.#mark(BROKER)
    for (const id of this.#options.state.agents.keys()) this.live(id)
  }

  channel(name: string): void {
    this.#mark(subjectOf('channel', name))
  }

  /** Whether a finding of this kind stands, as far as can be told. */
  isFound(subject: Subject, kind: string): boolean {
    return detect(this.#view(), subject).findings.some(finding => finding.kind === kind)
  }

  #mark(subject: Watched): void {
    this.#dirty.add(subject)
    this.#wakeAt(this.#options.clock.monotonic() + GATHER)
  }

  #wakeAt(at: number): void {
    if (this.#isStopped || (this.#timer && this.#timer.at <= at)) return
    const { clock } = this.#options
    this.#timer?.timer.cancel()
    const timer = clock.after(millis(Math.max(0, at - clock.monotonic())), () => {
      this.#timer = undefined
      this.#look()
    })
    this.#timer = { at, timer }
  }

  #view(): View {
    const { state, clock } = this.#options
    return {
      state,
      limits: state.limits,
      wall: clock.wall(),
      monotonic: clock.monotonic(),
      leadSince: this.#leadSince,
    }
  }

  #look(): void {
    const view = this.#view()
    const watched = new Set([...this.#dirty, ...this.#due.take(view.monotonic)])
    this.#dirty.clear()
    const steps: Step[] = []
    const ladders: string[] = []
    for (const one of watched) {
      if (isEscalation(one)) ladders.push(one.slice('escalation:'.length))
      else steps.push(...this.#lookAt(view, one))
    }
    const due = ladders.filter(id => this.#isLadderDue(view, id))
    if (steps.length > 0 || due.length > 0)
      this.#options.transactor.decideAndGoOn('supervise', 'rule:supervisor', draft => {
        for (const step of steps) this.#take(draft, step, view)
        for (const id of due) this.#climb(draft, id)
      })
    const next = this.#due.next
    if (next !== undefined) this.#wakeAt(next)
  }

  #lookAt(view: View, subject: Subject): Step[] {
    const detected = detect(view, subject)
    this.#due.set(subject, detected.again)
    const open = view.state.escalated.get(subject) ?? new Map<string, string>()
    const stand = new Set<string>([...detected.findings.map(({ kind }) => kind), ...(detected.unsure ?? [])])
    const step: Step = {
      subject,
      raise: detected.findings.filter(({ kind, isQuiet }) => isQuiet !== true && !open.has(kind)),
      clear: [...open].flatMap(([kind, id]) => (stand.has(kind) ? [] : [id])),
      remedies: detected.findings.filter(({ remedy }) => remedy !== undefined),
    }
    return step.raise.length + step.clear.length + step.remedies.length > 0 ? [step] : []
  }

  /** Watches a ladder's next time. The wall clock may jump: it is asked again then. */
  #isLadderDue(view: View, id: string): boolean {
    const escalation = view.state.escalations.get(id)
    if (escalation?.state !== 'open' || escalation.nextRungAt === undefined) {
      this.#due.set(`escalation:${id}`, undefined)
      return false
    }
    const { rules } = this.#options
    const ladderDue = isDue(rules, escalation, view.wall)
    const wait = ladderDue ? longestWait(rules, escalation, view.wall) : escalation.nextRungAt - view.wall
    // Also what is due is looked at again: the clock may be set back just before it is taken.
    this.#due.set(`escalation:${id}`, view.monotonic + wait)
    return ladderDue
  }

  #take(draft: Draft, step: Step, view: View): void {
    for (const finding of step.remedies) this.#remedy(draft, step.subject, finding, view)
    for (const finding of step.raise) raiseFinding(draft, this.#options.rules, step.subject, finding)
    for (const id of step.clear) {
      const escalation = draft.state.escalations.get(id)
      if (escalation?.state === 'open') clearFinding(draft, escalation, step.subject)
    }
  }

  #remedy(draft: Draft, subject: Subject, { remedy, links }: Finding, view: View): void {
    if (remedy === 'trial') {
      const breaker = draft.state.breakers.get(subject.slice('breaker:'.length))
      if (breaker) tryBreaker(draft, breaker)
      return
    }
    if (remedy === 'resume') {
      const pause = draft.state.pauses.get(subject.slice('pause:'.length))
      if (pause) resumeInTime(draft, pause)
      return
    }
    const attempt = draft.state.attempts.get(links.attemptId ?? '')
    if (!attempt || attempt.endedAt !== undefined) return
    if (remedy === 'probe') {
      const watch = draft.state.live.get(attempt.agentId)?.watches.get(attempt.id)
      if (watch) watch.probedAt = view.monotonic
      // A request to stop stands: the agent is told only the last.
      if (attempt.control?.action !== 'cancel') control(draft, attempt, 'probe', 'rule:stale')
      this.#mark(subject)
    } else if (attempt.control?.action !== 'cancel') cancelAttempt(draft, attempt, 'rule:overdue')
  }

  #climb(draft: Draft, id: string): void {
    const escalation = draft.state.escalations.get(id)
    if (escalation) climbEscalation(draft, this.#options.rules, escalation)
  }

  /** Each agent may be offered so many tasks in a minute; a sixth of them may come at once. */
  #refillTokens(): void {
    const { state, transactor } = this.#options
    const perMinute = state.limits.offersPerMinute ?? 0
    for (const [agentId, live] of state.live) {
      state.board.agentChanged(agentId)
      live.tokens = Math.min(Math.max(1, perMinute / 6), (live.tokens ?? perMinute) + perMinute / 60)
    }
    transactor.requestFlush()
  }
}

const isEscalation = (watched: Watched): watched is `escalation:${string}` =>
  watched.startsWith('escalation:')
