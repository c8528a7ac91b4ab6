import { millis, MusterError, silentLogger } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import type { Channel, Notification, Recipient } from '../../channels/index.ts'
import type { Draft, Outgoing } from '../../model/draft.ts'
import type { EscalationRecord } from '../../model/records.ts'
import { State } from '../../model/state.ts'
import { Transactor } from '../../model/transactor.ts'
import { MemoryDisk } from '../../store/memory-disk.ts'
import { createMemoryStore } from '../../store/memory-store.ts'
import type { Change, Store } from '../../store/store.ts'
import { type LadderRules, NO_LADDER } from '../../supervisor/ladder.ts'
import { settleEnds } from '../chains.ts'
import { Notifier } from '../notifier.ts'
import { Supervision } from '../supervision.ts'

/** A way to people that a test makes fail, or keeps waiting. */
export class FakeChannel implements Channel {
  readonly name: string
  /** What it has taken, in order. */
  readonly taken: { readonly notification: Notification; readonly to: readonly Recipient[] }[] = []
  tries = 0
  /** What it answers instead of taking a message. */
  failure: MusterError | undefined
  /** It answers when this is called. */
  #answer: (() => void) | undefined
  isSlow = false

  constructor(name: string) {
    this.name = name
  }

  async send(notification: Notification, to: readonly Recipient[], signal: AbortSignal): Promise<void> {
    this.tries += 1
    if (this.isSlow) await this.#wait(signal)
    if (this.failure) throw this.failure
    this.taken.push({ notification, to })
  }

  async close(): Promise<void> {}

  breakDown(category: 'unavailable' | 'configuration' = 'unavailable'): void {
    this.failure = new MusterError('channel-failed', category, `${this.name} refused`)
  }

  /** What waits is taken now. */
  answer(): void {
    this.#answer?.()
  }

  get titles(): string[] {
    return this.taken.map(({ notification }) => `${notification.reason}: ${notification.title}`)
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#answer = resolve
      signal.addEventListener('abort', () => reject(new Error('stopped')))
    })
  }
}

export interface DeskOptions {
  /** Of the process before; a new one where there was none. */
  readonly after?: Desk
  readonly rules?: LadderRules
  /** Those of the rules, if left out; they take everything. */
  readonly channels?: readonly FakeChannel[]
  readonly link?: string
  readonly runbooks?: string
  /** A commit takes so long, milliseconds. */
  readonly commitTakes?: number
  /** Without it there is no supervision: escalations are made by the test. */
  readonly isSupervised?: boolean
}

/** All of a coordinator that watches and tells people, without agents: over a memory store, in virtual time. */
export interface Desk {
  readonly time: VirtualTime
  readonly clock: ManualClock
  readonly disk: MemoryDisk
  readonly state: State
  readonly transactor: Transactor
  readonly supervision: Supervision
  readonly notifier: Notifier
  /** What was sent to agents. */
  readonly sent: readonly Outgoing[]
  readonly changes: readonly Change[]
  /** Takes a decision, and lets what follows from it at this moment happen. */
  decide(act: (draft: Draft) => void): Promise<void>
  /** Lets time go by. */
  pass(time: number): Promise<void>
  escalations(): readonly EscalationRecord[]
  /** Kinds of those that are open. */
  open(): readonly string[]
  stop(): Promise<void>
}

export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const { after, rules = NO_LADDER, isSupervised = true } = options
  const channels = options.channels ?? rules.channels.map(name => new FakeChannel(name))
  const time = after?.time ?? new VirtualTime()
  const clock = after?.clock ?? new ManualClock(time)
  const disk = after?.disk ?? new MemoryDisk()
  const random = seededRandom(time.now + 1)
  const store = slow(createMemoryStore({ random, disk }), options.commitTakes ?? 0, clock)
  const term = await store.takeLead(random.id(), 0)
  const state = State.from(await store.loadOpenWork())
  const sent: Outgoing[] = []
  const changes: Change[] = []
  const transactor = new Transactor(
    {
      state,
      store,
      term,
      clock,
      random,
      logger: silentLogger,
      settle: settleEnds,
      beforeCommit: () => undefined,
      committed: (change, messages) => {
        if (isSupervised) supervision.committed(change)
        notifier.committed(change)
        sent.push(...messages)
        changes.push(change)
      },
      failed: error => {
        throw error
      },
    },
    0,
  )
  const supervision = new Supervision({ clock, state, transactor, rules })
  const notifier = new Notifier({
    state,
    transactor,
    clock,
    random,
    logger: silentLogger,
    rules,
    channels: new Map(channels.map(channel => [channel.name, channel])),
    site: 'lab-a',
    channelChanged: name => {
      if (isSupervised) supervision.channel(name)
    },
    ...(options.link === undefined ? {} : { link: options.link }),
    ...(options.runbooks === undefined ? {} : { runbooks: options.runbooks }),
  })
  if (isSupervised) supervision.start()
  notifier.start()
  const pass = (by: number) => time.advance(millis(by))
  return {
    time,
    clock,
    disk,
    state,
    transactor,
    supervision,
    notifier,
    sent,
    changes,
    async decide(act) {
      const done = transactor.decide('test', 'rule:test', act)
      await pass(options.commitTakes ?? 0)
      await done
    },
    pass,
    escalations: () => [...state.escalations.values()],
    open: () => [...state.escalations.values()].filter(one => one.state === 'open').map(({ kind }) => kind),
    async stop() {
      supervision.stop()
      await notifier.stop()
      await pass(options.commitTakes ?? 0)
      transactor.stop(new Error('the desk is closed'))
    },
  }
}

/** The store with commits that take their time. */
function slow(store: Store, takes: number, clock: ManualClock): Store {
  if (takes === 0) return store
  const pause = () => new Promise<void>(resolve => void clock.after(millis(takes), resolve))
  return {
    ...store,
    async commit(term, changes) {
      await pause()
      return store.commit(term, changes)
    },
  }
}
