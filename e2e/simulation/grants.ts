import type { Change } from '@muster/coordinator/testing'
import { decodeDown } from '@muster/protocol'
import type { Hop } from '@muster/protocol/testing'
import { seconds } from '@muster/runtime'
import { taskOf } from './invariants.ts'
import type { World } from './world.ts'

type AttemptRecord = Change['rows']['attempts'][number]

/** A grant is good for ten seconds at its agent; asking the instrument, and an instrument that warms up first, take a little. */
const LATEST_START = seconds(15)

/** What decisions allowed, and what agents and instruments made of it. */
export class Grants {
  readonly broken: { readonly what: string; readonly about: readonly string[] }[] = []
  readonly #world: World
  /** When each attempt was granted, the last time. Kept whatever becomes of the store. */
  readonly #grantedAt = new Map<string, number>()
  /** Of tasks whose activity is `never`: how often a start was allowed, and how often that is right. */
  readonly #never = new Map<string, { granted: number; right: number }>()

  /** The claim that an attempt was granted to. */
  readonly #nonces = new Map<string, string>()

  constructor(world: World) {
    this.#world = world
  }

  /** Another database lies in the store's place: what was decided after it was made is not known there. */
  restored(): void {
    this.#never.clear()
    this.#nonces.clear()
  }

  committed({ events, rows }: Change): void {
    for (const { kind, subject } of events) {
      if (kind === 'attempt.granted') this.#grantedAt.set(subject, this.#world.time.now)
      if (kind.startsWith('task.') && kind.endsWith('-by-hand')) this.#order(subject)
    }
    for (const { state, answer, taskId } of rows.prompts)
      if (state === 'answered' && answer?.id === 'start-again' && taskId !== undefined) this.#order(taskId)
    const granted = new Set(
      events.flatMap(({ kind, subject }) => (kind === 'attempt.granted' ? subject : [])),
    )
    for (const attempt of rows.attempts) {
      if (granted.has(attempt.id)) this.#granted(attempt)
      if (attempt.state === 'declined') this.#declined(attempt)
      if (attempt.state === 'verifying') this.#doubted(attempt)
    }
  }

  /** Looks at a message on its way: one claim of an attempt is granted, and no other. */
  hop({ leg, topic, payload }: Hop): void {
    if (leg !== 'up' || !topic.endsWith('/down/grant')) return
    const { attemptId, fence, nonce, refusal } = decodeDown('grant', payload)
    if (refusal !== undefined) return
    const attempt = `${attemptId} (fence ${fence})`
    const before = this.#nonces.get(attempt) ?? nonce
    this.#nonces.set(attempt, before)
    if (before !== nonce)
      this.#break(`${attempt} was granted to two claims, ${before} and ${nonce}`, attemptId)
  }

  /** An instrument begins. */
  started(attemptId: string, instrument: string): void {
    const at = this.#grantedAt.get(attemptId)
    const late = at === undefined ? undefined : this.#world.time.now - at
    if (late === undefined) this.#break(`${attemptId} was started, and nothing had allowed it`, attemptId)
    else if (late > LATEST_START)
      this.#break(
        `${attemptId} was started ${Math.round(late / 1_000)} s after its grant, which is good for 10 s`,
        attemptId,
        instrument,
      )
  }

  #order(taskId: string): void {
    const count = this.#never.get(taskId)
    if (count) count.right = count.granted + 1
  }

  /** What is `never` to be repeated is allowed once, and once more for each word of a person. */
  #granted({ id, repeatability }: AttemptRecord): void {
    if (repeatability !== 'never') return
    const taskId = taskOf(id)
    const count = this.#never.get(taskId) ?? { granted: 0, right: 1 }
    this.#never.set(taskId, count)
    count.granted += 1
    if (count.granted > count.right)
      this.#break(`${taskId} is never to be repeated, and nobody asked for its start ${id}`, id, taskId)
  }

  /** An agent says of an offer that it has taken that a later one has overtaken it. */
  #declined({ id, agentId, failure }: AttemptRecord): void {
    const entry = this.#world.machines.get(agentId)?.agent?.journal.entry(id)
    if (failure?.code === 'stale-fence' && entry)
      this.#break(`${id} was declined as overtaken, and ${agentId} has it as ${entry.state}`, id, agentId)
  }

  /** The silence of a journal about an attempt means something only where that journal could have known it. */
  #doubted({ id, agentId, note, grant }: AttemptRecord): void {
    const journal = this.#world.machines.get(agentId)?.agent?.journal
    const entry = journal?.entry(id)
    const isSame = grant !== undefined && grant.journalId === journal?.durable.journalId
    if (note === `The journal of ${agentId} does not know this attempt` && isSame && entry)
      this.#break(
        `a person is asked what became of ${id}, and ${agentId} has it as ${entry.state}`,
        id,
        agentId,
      )
  }

  #break(what: string, ...about: readonly string[]): void {
    this.broken.push({ what, about })
  }
}
