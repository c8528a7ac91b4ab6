import type { Coordinator, Operations, Store } from '@muster/coordinator'
import type { State } from '@muster/coordinator/testing'
import { type Duration, seconds } from '@muster/runtime'
import { World, type WorldOptions } from './world.ts'

/** A world in which nothing goes wrong by itself, for scenarios: each adds its instruments, and what it looks at. */
export class RunningWorld {
  readonly world: World

  protected constructor(options: Pick<WorldOptions, 'machines' | 'heartbeat'> & Partial<WorldOptions>) {
    this.world = new World({ seed: 1, verbose: false, ...options })
  }

  /** All parts run, and know each other. */
  protected async start(): Promise<void> {
    await this.world.startCoordinator()
    for (const agentId of this.world.machines.keys()) this.world.startAgent(agentId)
    await this.pass(seconds(30))
  }

  /** Lets virtual time pass. @throws Error where a process ended that nobody killed. */
  async pass(duration: Duration): Promise<void> {
    await this.world.time.advance(duration)
    const [defect] = this.world.defects
    if (defect !== undefined) throw new Error(defect)
  }

  /** @throws Error while none runs */
  get coordinator(): Coordinator {
    const { coordinator } = this.world
    if (!coordinator) throw new Error('there is no coordinator')
    return coordinator
  }

  get state(): State {
    return this.coordinator.lead().state
  }

  get operations(): Operations {
    return this.coordinator.operations
  }

  get store(): Store {
    return this.coordinator.store
  }

  /** By the coordinator's wall clock. */
  get now(): number {
    return this.world.coordinatorClock.wall()
  }
}
