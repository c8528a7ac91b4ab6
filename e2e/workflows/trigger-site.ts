import { createHmac } from 'node:crypto'
import type { CoordinatorPorts, MiddlewareEntry } from '@muster/coordinator'
import { type Duration, hours, millis, seconds } from '@muster/runtime'
import { RunningWorld } from '../simulation/running-world.ts'

const SECRET = 'a-secret-of-twenty-four'

/** Folders that a test puts files into. */
export class FakeFolders {
  readonly files = new Map<string, Map<string, { size: number; modifiedAt: number }>>()
  broken: string | undefined

  readonly reader: NonNullable<CoordinatorPorts['folderReader']> = {
    list: async path => {
      if (this.broken !== undefined) throw new Error(this.broken)
      return [...(this.files.get(path) ?? [])].map(([name, stand]) => ({ name, ...stand }))
    },
  }

  put(path: string, name: string, size: number, modifiedAt: number): void {
    const files = this.files.get(path) ?? new Map<string, { size: number; modifiedAt: number }>()
    this.files.set(path, files.set(name, { size, modifiedAt }))
  }

  remove(path: string, name: string): void {
    this.files.get(path)?.delete(name)
  }
}

const NOTE = {
  muster: 1,
  name: 'note',
  inputs: { sample: { type: 'string', default: 'none' } },
  steps: { rest: { wait: { for: '10 s' } } },
} as const

/** A coordinator without agents, on virtual time from the first of January 2026, with a workflow to begin. */
export class TriggerSite extends RunningWorld {
  readonly folders: FakeFolders

  private constructor(folders: FakeFolders, middleware: readonly MiddlewareEntry[]) {
    super({
      machines: [],
      secrets: new Map([['lims', SECRET]]),
      folders: new Map([
        ['xrd', { path: '/data/xrd', every: seconds(2), settle: seconds(2) }],
        ['ct', { path: '/data/ct', every: seconds(2), settle: seconds(2) }],
      ]),
      folderReader: folders.reader,
      ...(middleware.length > 0 ? { extensions: { middleware } } : {}),
    })
    this.folders = folders
  }

  static async begin(...middleware: readonly MiddlewareEntry[]): Promise<TriggerSite> {
    const site = new TriggerSite(new FakeFolders(), middleware)
    await site.start()
    await site.during(site.operations.registerWorkflow(NOTE, 'ada'))
    return site
  }

  /** Lets an operation come to its end. */
  async during<T>(operation: Promise<T>): Promise<T> {
    const [settled] = await Promise.allSettled([operation, this.pass(seconds(1))])
    if (settled.status === 'rejected') throw settled.reason
    return settled.value
  }

  /** As the wall clock of the coordinator shows it. */
  async passTo(time: string): Promise<void> {
    const left = Date.parse(time) - this.now
    if (left < 0) throw new Error(`${time} has passed`)
    await this.pass(millis(left))
  }

  async jobs() {
    const jobs = await this.store.jobs({ limit: 500 })
    return [...jobs].reverse()
  }

  /** Nominal times of what schedules began, in order. */
  async nominalTimes(): Promise<string[]> {
    return (await this.jobs()).flatMap(({ startedBy }) =>
      startedBy?.kind === 'schedule' ? [new Date(startedBy.time).toISOString()] : [],
    )
  }

  async events(kind: RegExp) {
    return (await this.store.events({ limit: 10_000 })).filter(event => kind.test(event.kind))
  }

  headers(id: string, body: string, secret = SECRET, at = this.now): Record<string, string> {
    const timestamp = String(Math.floor(at / 1_000))
    const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` }
  }

  hook(name: string, id: string, body: string, headers = this.headers(id, body)) {
    return this.coordinator.lead().deliveries.hook(name, headers, Buffer.from(body))
  }

  /** The coordinator dies now, and is gone for a while. */
  async away(duration: Duration = seconds(0)): Promise<void> {
    this.world.coordinatorGate?.kill('as the test says')
    await this.pass(duration)
    await this.world.startCoordinator()
    await this.pass(seconds(10))
  }

  /**
   * The coordinator dies at the point of that number from now on, if there is one within a time, and comes back.
   * @returns whether it came to it
   */
  async diesAt(number: number, within: Duration): Promise<boolean> {
    const gate = this.world.coordinatorGate
    if (!gate) throw new Error('there is no coordinator')
    let passed = 0
    gate.dies = () => passed++ === number
    await this.pass(within)
    const hasDied = !gate.alive
    gate.dies = () => false
    if (hasDied) await this.world.startCoordinator()
    await this.pass(seconds(10))
    return hasDied
  }

  publish(topic: string, payload: unknown): Promise<void> {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
    return this.during(this.coordinator.lead().gateway.publish(`triggers/${topic}`, Buffer.from(text)))
  }
}

export const DAY = hours(24)
