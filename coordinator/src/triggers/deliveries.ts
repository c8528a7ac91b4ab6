import { matchesFilter } from '@muster/protocol'
import { type Clock, type Fault, type Logger, messageOf, MusterError, type Random } from '@muster/runtime'
import { verifySignature } from '../channels/signature.ts'
import type { State } from '../model/state.ts'
import type { TriggerRecord } from '../model/trigger-records.ts'
import type { Transactor } from '../model/transactor.ts'
import { oneAtATime } from '../operations/one-at-a-time.ts'
import type { Store } from '../store/store.ts'
import { accept, type Accepted, type Delivered, refuse, withAsked } from './accept.ts'
import { passesByItself, TO_BE_ASKED } from './begin.ts'
import { deliveryIdOf, LONGEST_ID, readPayload } from './deliver.ts'

export interface DeliveriesOptions {
  readonly state: State
  readonly store: Store
  readonly transactor: Transactor
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

const paused = (name: string): MusterError =>
  new MusterError('trigger-paused', 'conflict', `${name} is paused: deliver it again later`)

/** With names in lower case, as node:http gives them. */
export type HookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** No header and no message can have such a key: it has a line of its own. */
const keyOf = (trigger: string, id: string): string => `trigger ${trigger}\n${id}`

const contentOf = (read: ReturnType<typeof readPayload>): Delivered['content'] =>
  'payload' in read ? read : { fault: read }

/** Takes in what is delivered to triggers: messages, and signed calls. What it resolves with is on disk. */
export class Deliveries {
  readonly #options: DeliveriesOptions
  readonly #inTurn = oneAtATime()

  constructor(options: DeliveriesOptions) {
    this.#options = options
  }

  /**
   * A call to a webhook. Whether there is such a trigger is told to nobody without a signature.
   * @throws MusterError `not-signed`, `trigger-paused`, `queue-full`, and what middleware says that failed
   */
  async hook(name: string, headers: HookHeaders, body: Uint8Array): Promise<Accepted> {
    const trigger = this.#signed(name, headers, body)
    if (trigger.state === 'paused') throw paused(name)
    const id = String(headers['webhook-id'])
    if (id.length < 1 || id.length > LONGEST_ID)
      return this.#refuse(name, id.slice(0, LONGEST_ID), {
        field: 'webhook-id',
        message: `must have 1 to ${LONGEST_ID} characters`,
      })
    const accepted = await this.#once(name, {
      facts: { on: 'webhook', id },
      content: contentOf(readPayload(body)),
    })
    if (accepted.outcome === 'inactive') throw paused(name)
    return accepted
  }

  /** A message below the prefix of triggers. One that was kept by the broker is old, and begins nothing. */
  message(topic: string, payload: Uint8Array, isRetained: boolean): void {
    if (isRetained) return
    for (const trigger of this.#options.state.triggers.values()) {
      const { mqtt } = trigger.on
      if (trigger.state !== 'active' || !mqtt || !matchesFilter(mqtt.topic, topic)) continue
      this.#message(trigger.id, mqtt.deliveryId, topic, payload).catch((error: unknown) =>
        this.#options.logger.error('a message to a trigger was lost', {
          trigger: trigger.id,
          topic,
          error: messageOf(error),
        }),
      )
    }
  }

  async #message(
    name: string,
    template: string | undefined,
    topic: string,
    bytes: Uint8Array,
  ): Promise<void> {
    const { transactor, random } = this.#options
    const read = readPayload(bytes)
    const facts = { on: 'mqtt', topic } as const
    const found = 'payload' in read ? deliveryIdOf(template, read.payload, facts) : {}
    if ('field' in found) {
      await this.#refuse(name, topic, found)
      return
    }
    try {
      if (found.id === undefined) {
        const delivered = { facts: { ...facts, id: `message-${random.id()}` }, content: contentOf(read) }
        await withAsked(this.#options, name, delivered, asked =>
          transactor.decide('message', `trigger:${name}`, draft => accept(draft, name, delivered, asked)),
        )
      } else await this.#once(name, { facts: { ...facts, id: found.id }, content: contentOf(read) })
    } catch (error) {
      if (!passesByItself(error)) throw error
      // Nobody would send it again.
      await this.#refuse(name, found.id ?? topic, { field: '', message: error.message })
    }
  }

  /** The same delivery again gives the same job, also after a restart. */
  #once(name: string, delivered: Delivered): Promise<Accepted> {
    const { store, transactor, clock } = this.#options
    const key = keyOf(name, delivered.facts.id)
    return this.#inTurn(key, async () => {
      const before = await store.idempotency(key)
      if (before) return { outcome: 'repeated', job: before.jobId }
      return withAsked(this.#options, name, delivered, asked =>
        transactor.decide('deliver', `trigger:${name}`, draft => {
          const accepted = accept(draft, name, delivered, asked)
          if (accepted !== TO_BE_ASKED && accepted.outcome === 'begun')
            draft.remember({ key, bodyHash: '', jobId: accepted.job, at: clock.wall() })
          return accepted
        }),
      )
    })
  }

  #refuse(name: string, delivery: string, fault: Fault): Promise<Accepted> {
    return this.#options.transactor.decide('refuse', `trigger:${name}`, draft => {
      const trigger = draft.state.triggers.get(name)
      return trigger?.state === 'active'
        ? refuse(draft, trigger, delivery, [fault])
        : { outcome: 'inactive' as const }
    })
  }

  /** @throws MusterError `not-signed` */
  #signed(name: string, headers: HookHeaders, body: Uint8Array): TriggerRecord {
    const { state, clock } = this.#options
    const trigger = state.triggers.get(name)
    const wanted = trigger?.state === 'deleted' ? undefined : trigger?.on.webhook?.secret
    const secret = wanted === undefined ? undefined : state.calls.secrets.get(wanted)
    // As much is done for one that there is not.
    const isRight = verifySignature(secret ?? 'none', headers, body, clock.wall())
    if (isRight && trigger && secret !== undefined) return trigger
    state.unsignedDeliveries += 1
    throw new MusterError(
      'not-signed',
      'input',
      'there is no webhook here that was called with its signature: see webhook-id, webhook-timestamp and webhook-signature in docs/triggers.md',
    )
  }
}
