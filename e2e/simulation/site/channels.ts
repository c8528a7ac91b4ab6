import type { CoordinatorOptions } from '@muster/coordinator'
import type { Channel, LadderRules, Notification } from '@muster/coordinator/testing'
import { hours, millis, minutes, MusterError } from '@muster/runtime'
import type { ProcessGate } from '../process-gate.ts'
import type { World } from '../world.ts'

export const CHANNELS = ['chat', 'pager'] as const
export type ChannelName = (typeof CHANNELS)[number]
/** How a channel does: `slow` takes what it is given after half a minute. */
export type ChannelState = 'well' | 'slow' | 'unavailable' | 'misconfigured'

/** What a channel was given, and when on the timeline. */
export interface Told {
  readonly at: number
  readonly channel: ChannelName
  readonly to: readonly string[]
  readonly notification: Notification
}

/** Who is told: the person on call at once, by pager after a quarter of an hour, the manager after an hour. */
const RULES: LadderRules = {
  channels: CHANNELS,
  people: { ada: { mail: 'ada@site.example' }, bo: { mail: 'bo@site.example' }, cy: {} },
  timeZone: 'Europe/Berlin',
  quietHours: { days: undefined, from: 22 * 60, to: 6 * 60, below: 'critical' },
  onCall: [
    { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: 6 * 60, to: 18 * 60, people: ['ada'] },
    { days: undefined, from: 0, to: 0, people: ['bo'] },
  ],
  policies: [
    {
      kinds: undefined,
      severities: ['critical'],
      steps: [
        { after: millis(0), channel: 'chat', to: ['on-call'] },
        { after: minutes(15), channel: 'pager', to: ['on-call'] },
        { after: hours(1), channel: 'pager', to: ['cy'] },
      ],
      repeat: hours(4),
    },
    {
      kinds: undefined,
      severities: undefined,
      steps: [{ after: millis(0), channel: 'chat', to: ['on-call'] }],
      repeat: hours(12),
    },
  ],
}
/** Steps of the ladder for what is critical. */
export const CRITICAL_STEPS = 3

/** The ways to people: they record what they are given, and can fail. */
export class Channels {
  readonly told: Told[] = []
  readonly states: Record<ChannelName, ChannelState> = { chat: 'well', pager: 'well' }
  /** Since when each has done as it does, on the timeline. */
  readonly since: Record<ChannelName, number> = { chat: 0, pager: 0 }
  readonly #byEscalation = new Map<string, Told[]>()
  readonly #world: () => World

  constructor(world: () => World) {
    this.#world = world
  }

  /** For one life of the coordinator, which may die before and after it tells. */
  readonly escalation = (gate: ProcessGate): NonNullable<CoordinatorOptions['escalation']> => ({
    rules: RULES,
    channels: () => new Map(CHANNELS.map(name => [name, this.#channel(name, gate)])),
    link: 'https://muster.site.example',
  })

  toldOf(escalationId: string): readonly Told[] {
    return this.#byEscalation.get(escalationId) ?? []
  }

  set(name: ChannelName, state: ChannelState): void {
    this.states[name] = state
    this.since[name] = this.#world().time.now
  }

  #channel(name: ChannelName, gate: ProcessGate): Channel {
    return {
      name,
      send: (notification, to) =>
        gate.through(`tell ${name} ${notification.kind}`, () =>
          this.#send(
            name,
            notification,
            to.map(person => person.name),
          ),
        ),
      close: async () => undefined,
    }
  }

  async #send(channel: ChannelName, notification: Notification, to: readonly string[]): Promise<void> {
    const { time } = this.#world()
    const wait = this.states[channel] === 'slow' ? 30_000 : 200
    await new Promise<void>(resolve => void time.at(time.now + wait, resolve))
    const state = this.states[channel]
    if (state === 'unavailable')
      throw new MusterError('channel-failed', 'unavailable', `${channel} does not answer`)
    if (state === 'misconfigured')
      throw new MusterError('channel-failed', 'configuration', `${channel} refuses the credentials`)
    const told = { at: time.now, channel, to, notification }
    this.told.push(told)
    const before = this.#byEscalation.get(notification.escalationId)
    if (before) before.push(told)
    else this.#byEscalation.set(notification.escalationId, [told])
    this.#world().tell(
      `  told by ${channel} to ${to.join(', ')}: ${notification.reason} ${notification.escalationId} ${notification.title}`,
    )
  }
}
