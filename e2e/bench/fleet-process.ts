import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { seconds, systemClock, withTimeout } from '@muster/runtime'
import type { FleetNews, FleetOrder } from './fleet.ts'
import { type FleetPlan, identityOf } from './fleet-plan.ts'

/** A fleet that needs longer than this for anything is stuck. */
const LIMIT = seconds(180)

/** A fake fleet in a process of its own. */
export class Fleet implements AsyncDisposable {
  readonly plan: FleetPlan
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>
  readonly #news: FleetNews[] = []
  readonly #waiting = new Set<() => void>()

  private constructor(plan: FleetPlan) {
    this.plan = plan
    this.#child = fork(fileURLToPath(new URL('./fleet.ts', import.meta.url)), [JSON.stringify(plan)])
    this.#exited = once(this.#child, 'exit')
    this.#child.on('message', (news: FleetNews) => {
      this.#news.push(news)
      for (const resolve of this.#waiting) resolve()
    })
  }

  /** Resolves when all agents are connected to the broker; a coordinator need not be there. */
  static async start(plan: FleetPlan): Promise<Fleet> {
    await using stack = new AsyncDisposableStack()
    const fleet = stack.use(new Fleet(plan))
    await fleet.#told('be connected', news => news.is === 'connected')
    stack.move()
    return fleet
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get ids(): string[] {
    return Array.from({ length: this.plan.agents }, (_, index) => identityOf(index).id)
  }

  /** Resolves once every agent has its answer from a lead with a higher epoch. @returns that one, and when the last had it */
  async synced(above = 0): Promise<{ readonly epoch: number; readonly at: number }> {
    const isIt = (news: FleetNews) => news.is === 'synced' && news.epoch > above
    const news = await this.#told(`be in step with a lead above epoch ${above}`, isIt)
    return news.is === 'synced' ? news : { epoch: 0, at: 0 }
  }

  /** From now on these send no heartbeats, with all else as it was. */
  hang(agents: readonly number[]): void {
    this.#child.send({ do: 'hang', agents } satisfies FleetOrder)
  }

  /** kill -9: all its sockets close at once. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exited
  }

  /** All its sockets stay open, and nothing comes through them any more: as if its cable were out. For good. */
  unplug(): void {
    this.#child.kill('SIGSTOP')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill()
  }

  #told(what: string, isIt: (news: FleetNews) => boolean): Promise<FleetNews> {
    const tell = async () => {
      for (;;) {
        const news = this.#news.find(isIt)
        if (news) return news
        const { promise, resolve } = Promise.withResolvers<void>()
        this.#waiting.add(resolve)
        const ended = await Promise.race([promise.then(() => false), this.#exited.then(() => true)])
        this.#waiting.delete(resolve)
        if (ended) throw new Error('the process of the fleet ended')
      }
    }
    const late = () => new Error(`${this.plan.agents} agents should ${what}, and were not within 3 minutes`)
    return withTimeout(systemClock, LIMIT, tell(), late)
  }
}
