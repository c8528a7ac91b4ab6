import { ATTEMPT_TRANSITIONS, type AttemptState, isAttemptEnd } from '@muster/protocol'
import {
  type AuditEvent,
  BREAKER_TRANSITIONS,
  type Change,
  type EscalationRecord,
  type PromptRecord,
} from '@muster/coordinator/testing'
import type { World } from '../world.ts'
import type { Counts } from './dice.ts'
import type { Broken, Truth } from './truth.ts'

type BreakerState = Parameters<typeof BREAKER_TRANSITIONS.allows>[0]

const isAttemptState = (word: string): word is AttemptState =>
  (ATTEMPT_TRANSITIONS.states as readonly string[]).includes(word)

/** The reason that persons of this site give where they order another start, and mean it. */
export const START_AGAIN = 'looked at the sample: start it again'

/** Looks at each decision as it is put on disk: what it may never contain, and what is counted. */
export class CommitWatch {
  readonly broken: Broken[] = []
  readonly #world: World
  readonly #truth: Truth
  readonly #counts: Counts
  readonly #attempts = new Map<string, AttemptState>()
  readonly #breakers = new Map<string, BreakerState>()
  /** What the decision that is looked at says of attempts that it takes over from an agent. */
  readonly #adoptedAs = new Map<string, AttemptState>()
  /** Open attempts by instrument, and open escalations by kind and subject. */
  readonly #atInstrument = new Map<string, string>()
  readonly #escalated = new Map<string, string>()
  readonly #causesOf = new Map<string, readonly string[]>()
  readonly #prompts = new Map<string, PromptRecord>()

  constructor(world: World, truth: Truth, counts: Counts) {
    this.#world = world
    this.#truth = truth
    this.#counts = counts
  }

  /** Another database lies in the store's place. */
  restored(): void {
    for (const index of [this.#attempts, this.#breakers, this.#atInstrument, this.#escalated, this.#causesOf])
      index.clear()
    const { database } = this.#world.storeDisk
    if (!database) return
    for (const attempt of database.rows.attempts.values()) {
      this.#attempts.set(attempt.id, attempt.state)
      if (!isAttemptEnd(attempt.state)) this.#atInstrument.set(attempt.instrumentId, attempt.id)
    }
    for (const breaker of database.rows.breakers.values()) this.#breakers.set(breaker.id, breaker.state)
    for (const escalation of database.rows.escalations.values()) this.#escalation(escalation)
  }

  committed({ events, rows }: Change): void {
    for (const prompt of rows.prompts) this.#prompts.set(prompt.id, prompt)
    const subjects = (wanted: string) =>
      new Set(events.flatMap(({ kind, subject }) => (kind === wanted ? subject : [])))
    const [granted, adopted] = [subjects('attempt.granted'), subjects('attempt.adopted')]
    for (const attempt of rows.attempts) {
      if (granted.has(attempt.id)) this.#truth.granted(attempt)
      if (adopted.has(attempt.id)) this.#truth.adopted(attempt)
    }
    for (const event of events) {
      this.#event(event)
      this.#world.tell(`  ${event.kind} ${event.subject} by ${event.actor} ${JSON.stringify(event.details)}`)
    }
    for (const attempt of rows.attempts) {
      const told = this.#attempts.get(attempt.id)
      // What had ended when it was taken over may be put there as it ended, with no way to it.
      if (this.#adoptedAs.get(attempt.id) === attempt.state) this.#attempts.set(attempt.id, attempt.state)
      else if (told !== attempt.state)
        this.#break(`${attempt.id} is ${attempt.state} and its events say ${told ?? 'nothing'}`, [attempt.id])
    }
    this.#adoptedAs.clear()
    // Ends first: one decision may end an attempt and begin the next.
    for (const { id, state, instrumentId } of rows.attempts)
      if (isAttemptEnd(state) && this.#atInstrument.get(instrumentId) === id)
        this.#atInstrument.delete(instrumentId)
    for (const { id, state, instrumentId } of rows.attempts) {
      if (isAttemptEnd(state)) continue
      const other = this.#atInstrument.get(instrumentId)
      if (other !== undefined && other !== id)
        this.#break(`${instrumentId} has two open attempts: ${other} and ${id}`, [instrumentId, other, id])
      this.#atInstrument.set(instrumentId, id)
    }
    for (const escalation of rows.escalations) if (escalation.state !== 'open') this.#escalation(escalation)
    for (const escalation of rows.escalations) if (escalation.state === 'open') this.#escalation(escalation)
  }

  #break(what: string, about: readonly string[]): void {
    this.broken.push({ what, about })
  }

  #event(event: AuditEvent): void {
    const { kind, subject, details } = event
    const dot = kind.indexOf('.')
    const [of, word] = [kind.slice(0, dot), kind.slice(dot + 1)]
    if (of === 'attempt') this.#attempt(subject, word, details)
    else if (of === 'breaker') this.#breaker(subject, word as BreakerState)
    else if (of === 'task') this.#task(subject, word, details)
    else if (of === 'job') this.#counts.add(`job: ${word}`)
    else if (kind === 'escalation.raised') this.#counts.add(`detected: ${String(details['kind'])}`)
    else if (of === 'escalation') this.#counts.add(kind)
    else if (of === 'prompt') this.#prompt(subject, word, details)
  }

  #attempt(id: string, word: string, details: AuditEvent['details']): void {
    const before = this.#attempts.get(id)
    if (word === 'adopted') {
      const told = String(details['state'])
      // The way on from there follows as events of its own.
      if (isAttemptState(told)) {
        this.#attempts.set(id, isAttemptEnd(told) ? 'running' : told)
        this.#adoptedAs.set(id, told)
      }
      this.#counts.add('attempt: adopted')
      return
    }
    if (!isAttemptState(word)) return
    if (before === undefined ? word !== 'offered' : !ATTEMPT_TRANSITIONS.allows(before, word))
      this.#break(`${id} went from ${before ?? 'nothing'} to ${word}`, [id])
    this.#attempts.set(id, word)
    this.#counts.add(`attempt: ${before ?? '-'} → ${word}`)
  }

  #breaker(id: string, to: BreakerState): void {
    const before = this.#breakers.get(id) ?? 'closed'
    // One that is open can be stopped for good.
    const isStop = before === 'open' && to === 'open'
    if (!isStop && !BREAKER_TRANSITIONS.allows(before, to))
      this.#break(`breaker ${id} went from ${before} to ${to}`, [id])
    this.#breakers.set(id, to)
    this.#counts.add(`breaker: ${before} → ${to}`)
  }

  #task(id: string, word: string, details: AuditEvent['details']): void {
    if (word.endsWith('-by-hand')) {
      this.#counts.add(`by hand: ${word.slice(0, -'-by-hand'.length)}`)
      if (details['reason'] === START_AGAIN) this.#truth.order(id)
      if (word === 'done-by-hand') this.#truth.saidDone.add(id)
    } else this.#counts.add(`task: ${word}`)
  }

  #prompt(id: string, word: string, details: AuditEvent['details']): void {
    this.#counts.add(`prompt: ${word}`)
    const { kind, taskId, attemptId } = this.#prompts.get(id) ?? {}
    if (word !== 'answered' || taskId === undefined) return
    // What became of a run is one question for all that are in it.
    const isOfRun = kind === 'verify-start' && attemptId !== undefined
    for (const one of isOfRun ? [taskId, ...this.#truth.tasksOf(attemptId)] : [taskId]) {
      if (details['answer'] === 'start-again') this.#truth.order(one)
      if (details['answer'] === 'succeeded') this.#truth.saidDone.add(one)
    }
  }

  #escalation({ id, state, kind, entries }: EscalationRecord): void {
    for (const cause of this.#causesOf.get(id) ?? [])
      if (this.#escalated.get(cause) === id) this.#escalated.delete(cause)
    const causes =
      state === 'open'
        ? entries.filter(entry => entry.clearedAt === undefined).map(({ subject }) => `${kind} ${subject}`)
        : []
    this.#causesOf.set(id, causes)
    for (const cause of causes) {
      const other = this.#escalated.get(cause)
      if (other !== undefined && other !== id)
        this.#break(`two escalations are open for ${cause}: ${other} and ${id}`, [other, id])
      this.#escalated.set(cause, id)
    }
  }
}
