import { STORM, type NetworkFaults } from '@muster/protocol/testing'
import { CALM } from '@muster/protocol/testing'
import { type Duration, hours, millis, minutes, type Random, seconds } from '@muster/runtime'
import { settle } from '@muster/runtime/testing'
import type { Change, MemoryBackup } from '@muster/coordinator/testing'
import { Contact } from './contact.ts'
import { Grants } from './grants.ts'
import { Handover } from './handover.ts'
import { StaleOffers } from './stale-offers.ts'
import { brokenAlways, brokenAtRest, taskOf } from './invariants.ts'
import { activity, type SimulatedMachine, World } from './world.ts'

/** How long faults go on, and how long everything then has to come to rest. */
const TROUBLE = minutes(40)
const REST = hours(12)

const ACTIVITIES = {
  print: activity('print', 'safe-until-started', seconds(90)),
  weigh: activity('weigh', 'safe-until-started', seconds(10)),
  scan: activity('scan', 'safe', seconds(20)),
  fire: activity('fire', 'never', seconds(60)),
}
const SAFE = new Set(['scan'])

export interface SeedResult {
  readonly seed: number
  readonly broken: readonly string[]
  readonly story: readonly string[]
  readonly starts: number
  readonly jobs: number
  /** How often each fault occurred. */
  readonly faults: ReadonlyMap<string, number>
  readonly virtual: Duration
}

/** Lives one seed: jobs come in while everything goes wrong, then the world is left in peace. */
export async function liveSeed(
  seed: number,
  options: { readonly tell?: (line: string) => void } = {},
): Promise<SeedResult> {
  const scenario = new Scenario(seed, options.tell !== undefined)
  const broken = await scenario.live()
  if (options.tell) for (const line of scenario.world.story) options.tell(line)
  return {
    seed,
    broken,
    story: scenario.world.story,
    starts: scenario.world.ledger.length,
    jobs: scenario.accepted.length,
    faults: scenario.faults,
    virtual: millis(scenario.world.time.now),
  }
}

class Scenario {
  readonly world: World
  readonly faults = new Map<string, number>()
  /** Jobs that were answered for, and are in the store as far as backups allow. */
  accepted: string[] = []
  readonly #random: Random
  readonly #isTold: boolean
  readonly #grants: Grants
  readonly #contact: Contact
  readonly #handover: Handover
  readonly #staleOffers: StaleOffers
  #storeBackup: { readonly backup: MemoryBackup; readonly accepted: readonly string[] } | undefined
  readonly #journalBackups = new Map<string, ReadonlyMap<string, Uint8Array>>()

  constructor(seed: number, verbose: boolean) {
    this.#isTold = verbose
    this.world = new World({
      seed,
      verbose,
      onCommit: change => this.#committed(change),
      onHeard: (agentId, topic, payload) => this.#staleOffers.heard(agentId, topic, payload),
      machines: [
        {
          agentId: 'left',
          instruments: [{ id: 'printer', keepsIds: true, activities: [ACTIVITIES.print, ACTIVITIES.scan] }],
        },
        {
          agentId: 'right',
          instruments: [
            {
              id: 'balance',
              keepsIds: false,
              activities: [ACTIVITIES.weigh, ACTIVITIES.fire, ACTIVITIES.scan],
            },
          ],
        },
      ],
    })
    this.#random = this.world.random
    this.#grants = new Grants(this.world)
    this.#contact = new Contact(this.world)
    this.#handover = new Handover(this.world)
    this.#staleOffers = new StaleOffers(this.world)
    this.world.network.intercept = hop => {
      this.#contact.hop(hop)
      this.#grants.hop(hop)
      this.#handover.hop(hop)
      this.#staleOffers.hop(hop)
      return undefined
    }
  }

  async live(): Promise<string[]> {
    const { world } = this
    await world.startCoordinator()
    for (const agentId of world.machines.keys()) world.startAgent(agentId)
    await world.time.advance(seconds(20))
    world.network.faults = this.#storm()
    this.#every(seconds(60), () => this.#submit())
    this.#every(seconds(45), () => this.#trouble())
    this.#operate()
    this.#revive()
    const broken = await this.#runUntil(world.time.now + TROUBLE)
    if (broken.length > 0) return broken
    this.#calm()
    const later = await this.#runUntil(world.time.now + REST, () => this.#atRest())
    return later.length > 0 ? later : brokenAtRest(world, this.accepted)
  }

  #storm(): NetworkFaults {
    const wild = this.#random.float()
    return {
      ...STORM,
      loss: STORM.loss * 2 * wild,
      late: STORM.late * wild,
      doubling: STORM.doubling * 2 * this.#random.float(),
    }
  }

  /** Steps the world, looking at the ledger after each step that moved time. */
  async #runUntil(end: number, done: () => boolean = () => false): Promise<string[]> {
    const { time } = this.world
    await settle()
    while (time.step(end)) {
      await settle()
      const broken = this.#look()
      if (broken.length > 0) return broken
      if (done()) return []
    }
    return []
  }

  readonly #seen = new Set<string>()

  /** Looks at what this step has changed. @returns what does not hold. */
  #look(): string[] {
    const { ledger, defects } = this.world
    this.#contact.look()
    const isNews = ledger.length !== this.#seen.size || defects.length > 0
    if (isNews) for (const line of ledger) this.#started(line)
    return [
      ...(isNews ? brokenAlways(this.world, SAFE) : []),
      ...[...this.#grants.broken, ...this.#handover.broken].map(({ what }) => what),
      ...this.#contact.broken,
      ...this.#staleOffers.broken,
    ]
  }

  #started({ attemptId, instrument, at }: World['ledger'][number]): void {
    const line = `${attemptId} at ${instrument}, ${at}`
    if (this.#seen.has(line)) return
    this.#seen.add(line)
    this.#grants.started(attemptId, instrument)
  }

  #committed(change: Change): void {
    this.#grants.committed(change)
    this.#handover.committed(change)
    for (const { kind } of change.events) if (kind === 'task.moved') this.#count('task moved')
    if (!this.#isTold) return
    for (const { kind, subject, actor, details } of change.events)
      this.world.tell(`  ${kind} ${subject} by ${actor} ${JSON.stringify(details)}`)
  }

  #quiet = false

  #every(mean: Duration, action: () => void): void {
    const { time } = this.world
    const next = () => {
      time.at(time.now + mean * 2 * this.#random.float(), () => {
        if (this.#quiet) return
        action()
        next()
      })
    }
    next()
  }

  #pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.#random.float() * from.length)]
    if (picked === undefined) throw new Error('nothing to pick from')
    return picked
  }

  #machine(): SimulatedMachine {
    return this.#pick([...this.world.machines.values()])
  }

  #submit(): void {
    const { coordinator } = this.world
    if (!coordinator) return
    const submission = this.#pick<unknown>([
      { activity: { activity: 'print', parameters: { layers: 10 } } },
      { activity: { activity: 'weigh' } },
      { activity: { activity: 'fire' } },
      { activity: { activity: 'scan' } },
      {
        workflow: {
          muster: 1,
          name: 'two',
          version: 1,
          steps: { print: { activity: 'print' }, weigh: { activity: 'weigh', after: ['print'] } },
        },
      },
    ])
    try {
      coordinator.operations.submit(submission, { by: 'sim' }).then(
        ({ job }) => {
          this.accepted.push(job.id)
          this.world.tell(`accepted ${job.id} ${job.name}`)
          if (this.#random.float() < 0.1) this.#cancelSoon(job.id)
        },
        // Between two leads, or before any agent was heard, a submission is refused and so promises nothing.
        () => this.#count('submission refused'),
      )
    } catch {
      this.#count('submission refused')
    }
  }

  #cancelSoon(jobId: string): void {
    const { time } = this.world
    time.at(time.now + seconds(60) * this.#random.float(), () => {
      this.#count('cancel')
      try {
        this.world.coordinator?.operations.cancel(jobId, 'sim').catch(() => undefined)
      } catch {
        this.#count('submission refused')
      }
    })
  }

  /** One fault, of any kind. */
  #trouble(): void {
    const troubles: Readonly<Record<string, () => void>> = {
      'agent crash': () => this.#armCrash(this.#machine().gate),
      'coordinator crash': () => this.#armCrash(this.world.coordinatorGate),
      'power lost': () => this.world.losePower(this.#machine().agentId),
      partition: () => this.#partition(),
      'connection cut': () => this.world.network.cut(this.#pick(['left', 'right', 'coordinator'])),
      'broker wiped': () => this.world.network.wipe(),
      suspend: () => this.#machine().clock.suspend(seconds(120 * this.#random.float())),
      'clock jump': () => this.#machine().clock.jump(seconds(7_200 * (this.#random.float() - 0.5))),
      'coordinator clock jump': () =>
        this.world.coordinatorClock.jump(seconds(7_200 * (this.#random.float() - 0.5))),
      'journal deleted': () => this.#loseJournal(),
      'journal backup': () => this.#backUpJournal(),
      'journal put back': () => this.#putJournalBack(),
      'store backup': () => this.#backUpStore(),
      'store put back': () => this.#putStoreBack(),
      'instrument fault': () => this.#failInstrument(),
      'instrument reboot': () => this.#instrument().reboot(seconds(10)),
      'link to instrument dropped': () => this.#dropInstrument(),
      'stop at the panel': () => this.#instrument().stopAtPanel(),
    }
    const weights: Readonly<Record<string, number>> = {
      'agent crash': 6,
      'coordinator crash': 6,
      partition: 3,
      'instrument fault': 5,
      'journal backup': 2,
      'store backup': 2,
    }
    const names = Object.keys(troubles).flatMap(name =>
      Array.from({ length: weights[name] ?? 1 }, () => name),
    )
    const name = this.#pick(names)
    this.world.tell(`fault: ${name}`)
    troubles[name]?.()
    this.#count(name)
  }

  #count(name: string): void {
    this.faults.set(name, (this.faults.get(name) ?? 0) + 1)
  }

  /** Dies at one of the next points that it passes, wherever that is. */
  #armCrash(gate: SimulatedMachine['gate']): void {
    if (!gate?.alive) return
    let left = Math.floor(this.#random.float() * 60)
    gate.dies = () => left-- <= 0
  }

  #partition(): void {
    const name = this.#pick(['left', 'right', 'coordinator'])
    const { network, time } = this.world
    network.partition(name, this.#pick(['both', 'up', 'down'] as const))
    time.at(time.now + seconds(300 * this.#random.float()), () => network.heal(name))
  }

  #loseJournal(): void {
    const machine = this.#machine()
    machine.gate?.kill('(its journal is deleted)')
    machine.disk.restore(new Map())
  }

  #backUpJournal(): void {
    const machine = this.#machine()
    this.#journalBackups.set(machine.agentId, machine.disk.backup())
  }

  /** The journal comes back from a backup; what lies beside it stays. */
  #putJournalBack(): void {
    const machine = this.#machine()
    const backup = this.#journalBackups.get(machine.agentId)
    const journal = backup?.get('/agent/journal.json')
    if (!journal) return
    machine.gate?.kill('(its journal is put back)')
    machine.disk.crash()
    machine.disk.restore(new Map([...machine.disk.backup(), ['/agent/journal.json', journal]]))
  }

  #backUpStore(): void {
    this.#storeBackup = { backup: this.world.storeDisk.backup(), accepted: [...this.accepted] }
  }

  #putStoreBack(): void {
    if (!this.#storeBackup) return
    this.world.coordinatorGate?.kill('(its store is put back)')
    this.world.storeDisk.restore(this.#storeBackup.backup)
    this.#grants.restored()
    // What was accepted after the backup was made is lost with the store, unless an agent knows of it.
    this.accepted = [...this.#storeBackup.accepted]
  }

  #instrument() {
    return this.#pick([...this.world.machines.values()].flatMap(machine => [...machine.instruments.values()]))
  }

  #failInstrument(): void {
    const kind = this.#pick([
      'refuse',
      'lose-answer',
      'lose-request',
      'late-start',
      'hang',
      'drop-link',
    ] as const)
    this.#count(`start fault: ${kind}`)
    const started = this.#random.float() < 0.5
    const instrument = this.#instrument()
    // Longer than the settling time that is declared would be an instrument that breaks its promise.
    if (kind === 'late-start') instrument.failNextStart({ kind, by: seconds(2) })
    else if (kind === 'hang' || kind === 'drop-link') instrument.failNextStart({ kind, started })
    else instrument.failNextStart({ kind })
  }

  #dropInstrument(): void {
    const instrument = this.#instrument()
    const { time } = this.world
    instrument.dropLink()
    time.at(time.now + seconds(30 * this.#random.float()), () => instrument.restoreLink())
  }

  /** What has died is started again, after a while. */
  #revive(): void {
    const { world } = this
    const look = () => {
      if (!world.coordinatorGate?.alive) void world.startCoordinator()
      for (const [agentId, machine] of world.machines) {
        world.startAgent(agentId)
        // A cable that came loose is put back sooner or later.
        for (const instrument of machine.instruments.values()) if (!instrument.link) instrument.restoreLink()
      }
      world.time.at(world.time.now + seconds(5 + 30 * this.#random.float()), look)
    }
    look()
  }

  /** A person who answers late, after looking at the instrument. */
  #operate(): void {
    const { world } = this
    const look = () => {
      this.#answerOne()
      world.time.at(world.time.now + seconds(20 + 200 * this.#random.float()), look)
    }
    look()
  }

  #answerOne(): void {
    const { coordinator } = this.world
    let open: {
      readonly id: string
      readonly kind: string
      readonly attemptId?: string
      readonly taskId?: string
    }[]
    try {
      open = [...(coordinator?.lead().state.prompts.values() ?? [])]
    } catch {
      return
    }
    if (open.length === 0) return
    const prompt = this.#pick(open)
    const answer = this.#answerTo(prompt)
    if (answer === undefined) return
    this.world.tell(`operator answers ${prompt.kind} ${prompt.attemptId ?? ''}: ${answer}`)
    this.#count(`answer: ${prompt.kind}`)
    coordinator?.operations.answer(prompt.id, { answer, by: 'operator' }).catch(() => undefined)
  }

  #answerTo(prompt: {
    readonly kind: string
    readonly attemptId?: string
    readonly taskId?: string
  }): string | undefined {
    switch (prompt.kind) {
      case 'verify-start':
        return this.#lookAt(prompt.attemptId ?? '')
      case 'repeat-activity':
        return this.#wasStarted(prompt.taskId ?? '') ? 'failed' : 'start-again'
      case 'store-restored':
        return 'ask-each'
      case 'confirm-journal':
        return 'replace'
      case 'unexpected-event':
      case 'held-twice':
        return 'seen'
      default:
        return undefined
    }
  }

  #wasStarted(taskId: string): boolean {
    return this.world.ledger.some(line => taskOf(line.attemptId) === taskId)
  }

  /** The operator goes to the instrument. While it works, the answer can wait. */
  #lookAt(attemptId: string): string | undefined {
    const isBusy = [...this.world.machines.values()].some(machine =>
      [...machine.instruments.values()].some(one => one.busyWith() !== undefined),
    )
    if (isBusy) return undefined
    return this.#wasStarted(taskOf(attemptId)) ? 'failed' : 'start-again'
  }

  #calm(): void {
    const { world } = this
    world.tell('peace')
    this.#quiet = true
    world.network.faults = CALM
    world.network.heal()
    for (const machine of world.machines.values()) {
      if (machine.gate) machine.gate.dies = () => false
      for (const instrument of machine.instruments.values()) instrument.restoreLink()
    }
    if (world.coordinatorGate) world.coordinatorGate.dies = () => false
  }

  #atRest(): boolean {
    const { database } = this.world.storeDisk
    if (!database || !this.world.coordinator) return false
    for (const job of database.rows.jobs.values()) if (job.endedAt === undefined) return false
    return true
  }
}
