import {
  type Clock,
  createBackoff,
  type Logger,
  InvalidInputError,
  messageOf,
  MusterError,
  type Random,
  seconds,
  sleep,
} from '@muster/runtime'
import type { Channel, Notification, Recipient } from '../channels/index.ts'
import type { Delivery, EscalationRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import type { Change } from '../store/store.ts'
import { afterTry, isDown } from '../supervisor/channel-health.ts'
import { textOf, titleOf } from '../supervisor/escalation-text.ts'
import { type LadderRules, peopleOf, standIn } from '../supervisor/ladder.ts'
import { fillIn } from '../supervisor/template.ts'
import { noteDelivery } from './escalations.ts'

/** So often a message is tried, by this or another channel, before it is given up. */
const TRIES = 30

export interface NotifierOptions {
  readonly state: State
  readonly transactor: Transactor
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly rules: LadderRules
  readonly channels: ReadonlyMap<string, Channel>
  readonly site: string
  readonly link?: string
  readonly runbooks?: string
  /** How a channel does has changed. */
  readonly channelChanged: (name: string) => void
}

/** Hands to channels what is to be told, until one has taken it: at least once, also over a restart. */
export class Notifier {
  readonly #options: NotifierOptions
  readonly #stop = new AbortController()
  readonly #underWay = new Map<string, Promise<void>>()

  constructor(options: NotifierOptions) {
    this.#options = options
  }

  start(): void {
    for (const escalation of this.#options.state.escalations.values()) this.#deliver(escalation)
  }

  committed({ rows }: Change): void {
    for (const escalation of rows.escalations) this.#deliver(escalation)
  }

  /** Of all that are configured. */
  get channelNames(): readonly string[] {
    return [...this.#options.channels.keys()]
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error('the coordinator stops'))
    await Promise.all(this.#underWay.values())
  }

  /**
   * Sends a test by one channel, now and once.
   * @throws MusterError `not-found`; what the channel says
   */
  async test(name: string, to: readonly string[], by: string): Promise<void> {
    const { clock, random, site, rules } = this.#options
    const people = peopleOf(rules, to, clock.wall())
    const strangers = people.filter(person => !Object.hasOwn(rules.people, person))
    if (strangers.length > 0) {
      const known = Object.keys(rules.people).join(', ') || 'nobody'
      const message = `${strangers.join(', ')}: must be among the people of the configuration, ${known}`
      throw new InvalidInputError('a test needs people that are known', [{ field: 'to', message }])
    }
    const channel = this.#channel(name)
    const notification: Notification = {
      id: `test-${random.id()}`,
      reason: 'test',
      escalationId: 'test',
      kind: 'test',
      severity: 'info',
      site,
      title: `Test of the channel ${name}`,
      text: `${by} wanted to know whether this arrives. Nothing is wrong.`,
      at: clock.wall(),
    }
    await channel.send(notification, this.#recipients(people), this.#stop.signal)
    this.#worked(name)
  }

  #channel(name: string): Channel {
    const channel = this.#options.channels.get(name)
    if (channel) return channel
    throw new MusterError('not-found', 'input', `there is no channel ${name}`)
  }

  /** @param escalation as it is on disk: what was delivered since then is noted in the state already. */
  #deliver(escalation: EscalationRecord): void {
    const pending = this.#pendingOf(escalation.id)
    for (const delivery of escalation.deliveries) {
      const isOver = delivery.state !== 'pending' || !pending.has(delivery.id)
      if (isOver || this.#underWay.has(delivery.id) || this.#stop.signal.aborted) continue
      const work = this.#untilTaken(escalation.id, delivery).finally(() => this.#underWay.delete(delivery.id))
      this.#underWay.set(delivery.id, work)
    }
  }

  /** Ids of what is still to be delivered. */
  #pendingOf(escalationId: string): ReadonlySet<string> {
    const deliveries = this.#options.state.escalations.get(escalationId)?.deliveries ?? []
    return new Set(deliveries.filter(({ state }) => state === 'pending').map(({ id }) => id))
  }

  async #untilTaken(escalationId: string, delivery: Delivery): Promise<void> {
    const { clock, random, rules, state } = this.#options
    const backoff = createBackoff({ first: seconds(2), longest: seconds(300) }, random)
    const cannot = (name: string) => this.#isDown(name)
    for (let tries = delivery.tries + 1; !this.#stop.signal.aborted; tries += 1) {
      // It may have been withdrawn.
      if (!this.#pendingOf(escalationId).has(delivery.id)) return
      const name = standIn(rules.channels, delivery.channel, cannot)
      const error = await this.#try(name, escalationId, delivery)
      if (error === undefined)
        return this.#note(escalationId, delivery.id, { state: 'delivered', channel: name })
      if (this.#stop.signal.aborted) return
      if (tries >= TRIES) return this.#note(escalationId, delivery.id, { state: 'given-up', error })
      this.#note(escalationId, delivery.id, { state: 'pending', error })
      // Another way may be open now; else the same one may be later.
      const another = standIn(rules.channels, delivery.channel, cannot)
      if (another !== name && state.channels.get(another)?.isHopeless !== true) continue
      await sleep(clock, backoff.next(), this.#stop.signal).catch(() => undefined)
    }
  }

  /** @returns what went wrong */
  async #try(name: string, escalationId: string, delivery: Delivery): Promise<string | undefined> {
    const escalation = this.#options.state.escalations.get(escalationId)
    if (!escalation) return undefined
    try {
      await this.#channel(name).send(
        this.#notification(escalation, delivery),
        this.#recipients(delivery.to),
        this.#stop.signal,
      )
      this.#worked(name)
      return undefined
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#failed(name, error)
      return messageOf(error)
    }
  }

  #notification(escalation: EscalationRecord, { id, reason }: Delivery): Notification {
    const { clock, site, link, runbooks, rules } = this.#options
    const { kind, severity } = escalation
    const at = clock.wall()
    const plain = {
      title: titleOf(escalation),
      text: textOf(escalation, at),
      ...(link === undefined ? {} : { link: `${link.replace(/\/$/, '')}/v1/escalations/${escalation.id}` }),
      ...(runbooks === undefined ? {} : { runbook: `${runbooks.replace(/\/$/, '')}/${kind}.md` }),
    }
    const template = rules.templates?.find(({ kinds }) => kinds === undefined || kinds.includes(kind))
    const values = { ...plain, site, kind, severity, reason, time: new Date(at).toISOString() }
    return {
      ...plain,
      ...(template?.title === undefined ? {} : { title: fillIn(template.title, values) }),
      ...(template?.text === undefined ? {} : { text: fillIn(template.text, values) }),
      id,
      reason,
      escalationId: escalation.id,
      kind,
      severity,
      site,
      at,
    }
  }

  #recipients(to: readonly string[]): Recipient[] {
    return to.map(name => ({ name, ...this.#options.rules.people[name] }))
  }

  #isDown(name: string): boolean {
    return isDown(this.#options.state, name, this.#options.clock.monotonic())
  }

  #worked(name: string): void {
    const { state, clock, channelChanged } = this.#options
    const before = state.channels.get(name)
    state.channels.set(name, afterTry(before, undefined, clock.monotonic()))
    if (before?.failures !== 0) channelChanged(name)
  }

  #failed(name: string, thrown: unknown): void {
    const { state, clock, logger, channelChanged } = this.#options
    const isHopeless = thrown instanceof MusterError && thrown.category === 'configuration'
    const error = messageOf(thrown)
    state.channels.set(name, afterTry(state.channels.get(name), { error, isHopeless }, clock.monotonic()))
    logger.warn('a channel does not take a message', { channel: name, error })
    channelChanged(name)
  }

  #note(
    escalationId: string,
    deliveryId: string,
    outcome: { readonly state: Delivery['state']; readonly error?: string; readonly channel?: string },
  ): void {
    this.#options.transactor.decideAndGoOn('delivery', 'rule:notifier', draft => {
      const escalation = draft.state.escalations.get(escalationId)
      if (escalation) noteDelivery(draft, escalation, deliveryId, outcome)
    })
  }
}
