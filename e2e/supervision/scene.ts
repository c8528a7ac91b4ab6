import {
  type Channel,
  type EscalationRecord,
  type LadderRules,
  type Limits,
  type Notification,
  STANDARD_LIMITS,
} from '@muster/coordinator/testing'
import type { CoordinatorOptions } from '@muster/coordinator'
import type { ReadinessAfter } from '@muster/edge-agent/testing'
import { type Duration, hours, minutes, MusterError, seconds } from '@muster/runtime'
import { RunningWorld } from '../simulation/running-world.ts'
import { activity, type SimulatedMachine } from '../simulation/world.ts'

/** What was told, by which channel, to whom. */
export interface Told {
  readonly channel: string
  readonly to: readonly string[]
  readonly notification: Notification
}

const ANY = { kinds: undefined, severities: undefined }

/** At once by phone; after 15 minutes by mail, to somebody else; then again each hour. */
const RULES: LadderRules = {
  channels: ['phone', 'mail'],
  people: { ada: {}, grace: {} },
  timeZone: 'UTC',
  quietHours: undefined,
  onCall: [],
  policies: [
    {
      ...ANY,
      steps: [
        { after: seconds(0), channel: 'phone', to: ['ada'] },
        { after: minutes(15), channel: 'mail', to: ['grace'] },
      ],
      repeat: hours(1),
    },
  ],
}

const ACTIVITIES = [
  activity('print', 'safe-until-started', hours(4)),
  activity('sinter', 'safe-until-started', hours(18)),
  activity('scan', 'safe', minutes(20)),
  activity('fire', 'never', minutes(40)),
]

export interface SceneOptions {
  readonly heartbeat?: Duration
  readonly limits?: Partial<Limits>
  readonly keepsIds?: boolean
  /** What there is besides instruments. */
  readonly resources?: NonNullable<CoordinatorOptions['resources']>
  /** What the printer and the oven need after a scan. */
  readonly afterScan?: ReadinessAfter
  /** Of messages; the standard ones where left out. */
  readonly templates?: NonNullable<LadderRules['templates']>
}

/**
 * The real coordinator, the real agent `hall` and its instrument `printer` (it also sinters, scans and fires), and `annex` with
 * an `oven` that can do the same, on virtual time. What people are told is written down.
 */
export class Scene extends RunningWorld {
  readonly told: Told[] = []
  readonly brokenChannels = new Set<string>()

  private constructor(options: SceneOptions) {
    const { heartbeat = seconds(5), limits = {}, keepsIds = true, templates = [], resources = [] } = options
    const { afterScan = {} } = options
    const activities = ACTIVITIES.map(known =>
      known.name === 'scan' ? { ...known, readinessAfter: afterScan } : known,
    )
    super({
      heartbeat,
      limits: { ...STANDARD_LIMITS, ...limits },
      resources,
      escalation: () => ({ rules: { ...RULES, templates }, channels: () => this.#channels() }),
      machines: [
        {
          agentId: 'hall',
          instruments: [{ id: 'printer', keepsIds, activities }],
          resources: { gpu: 1 },
        },
        { agentId: 'annex', instruments: [{ id: 'oven', keepsIds, activities }] },
      ],
    })
  }

  /** All parts run, and know each other. */
  static async begin(options: SceneOptions = {}): Promise<Scene> {
    const scene = new Scene(options)
    await scene.start()
    return scene
  }

  machine(agentId: string): SimulatedMachine {
    const machine = this.world.machines.get(agentId)
    if (!machine) throw new Error(`there is no machine ${agentId}`)
    return machine
  }

  get printer() {
    const printer = this.machine('hall').instruments.get('printer')
    if (!printer) throw new Error('there is no printer')
    return printer
  }

  reconcile(agentId: string) {
    return this.coordinator.lead().gateway.reconcile(agentId)
  }

  /** Submits one activity, at the printer unless said otherwise. @returns the task's id */
  async submit(name: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const submitted = this.operations.submit(
      { activity: { activity: name, instrument: 'printer', ...more } },
      { by: 'ada' },
    )
    await this.pass(seconds(10))
    const { job } = await submitted
    return `${job.id}-run`
  }

  async stateOf(taskId: string): Promise<string> {
    const task = await this.store.task(taskId)
    return task?.state ?? 'unknown'
  }

  /** Kinds of escalations that are open. */
  get open(): readonly string[] {
    return this.escalations.filter(({ state }) => state === 'open').map(({ kind }) => kind)
  }

  get escalations(): readonly EscalationRecord[] {
    return [...this.state.escalations.values()]
  }

  escalation(kind: string): EscalationRecord {
    const found = this.escalations.filter(escalation => escalation.kind === kind)
    const [only] = found
    if (!only || found.length > 1) throw new Error(`there are ${found.length} escalations ${kind}`)
    return only
  }

  /** `channel: reason title`, in order. */
  get messages(): readonly string[] {
    return this.told.map(
      ({ channel, notification }) => `${channel}: ${notification.reason} ${notification.kind}`,
    )
  }

  /** Starts at instruments, by task. */
  starts(taskId: string): number {
    return this.world.ledger.filter(({ attemptId }) => attemptId.startsWith(`${taskId}-`)).length
  }

  #channels(): ReadonlyMap<string, Channel> {
    const channel = (name: string): Channel => ({
      name,
      send: async (notification, to) => {
        if (this.brokenChannels.has(name))
          throw new MusterError('channel-failed', 'unavailable', `${name} is dead`)
        this.told.push({ channel: name, to: to.map(person => person.name), notification })
      },
      close: async () => undefined,
    })
    return new Map(RULES.channels.map(name => [name, channel(name)]))
  }
}
