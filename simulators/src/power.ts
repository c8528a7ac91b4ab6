import { type Clock, type Logger, messageOf, type Random, type Timestamp } from '@muster/runtime'
import type { SimulatorConfig } from './config/config.ts'
import type { FaultBook } from './faults/fault-book.ts'
import { InstrumentModel } from './instruments/model.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Link } from './link/link.ts'
import type { ProtocolServer } from './link/protocol-server.ts'
import { startProtocol } from './protocols.ts'
import { writeResultFiles } from './result-files.ts'

/** What stays when the power goes. */
export interface LastingParts {
  readonly config: SimulatorConfig
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly faults: FaultBook
  readonly ledger: Ledger
  readonly link: Link
}

interface PoweredParts extends LastingParts {
  readonly losePower: () => void
}

/** What is there from power on to power off, and is made anew after it. */
interface PowerCycle {
  readonly model: InstrumentModel
  readonly server: ProtocolServer
  readonly since: Timestamp
}

/** The main switch of an instrument. */
export class Power implements AsyncDisposable {
  readonly #parts: PoweredParts
  #cycle: PowerCycle
  #boots = 1
  #off = false
  #turn: Promise<void> = Promise.resolve()

  private constructor(parts: PoweredParts, cycle: PowerCycle) {
    this.#parts = parts
    this.#cycle = cycle
  }

  static async on(parts: LastingParts): Promise<Power> {
    // What loses power in a run is known once it is on.
    const main: { power?: Power } = {}
    const losePower = () => {
      main.power?.reboot().catch((error: unknown) => {
        parts.logger.error('the instrument does not come up again', { error: messageOf(error) })
      })
    }
    const whole = { ...parts, losePower }
    main.power = new Power(whole, await beginCycle(whole, parts.clock.wall()))
    return main.power
  }

  get model(): InstrumentModel {
    return this.#cycle.model
  }

  /** When power came on last. */
  get since(): Timestamp {
    return this.#cycle.since
  }

  get boots(): number {
    return this.#boots
  }

  /** Off and on again. One after the other, where several ask at the same time. */
  reboot(): Promise<void> {
    const done = this.#turn.then(async () => {
      if (this.#off) return
      await this.#cut()
      // A boot mark that two boots share would hide the second, however quick it is and whatever the wall clock does.
      const since = Math.max(this.#parts.clock.wall(), this.#cycle.since + 1)
      this.#cycle = await beginCycle(this.#parts, since)
      this.#boots += 1
      this.#parts.logger.info('the instrument has rebooted', { boots: this.#boots })
    })
    this.#turn = done.catch(() => undefined)
    return done
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#turn
    if (this.#off) return
    this.#off = true
    await this.#cut()
  }

  async #cut(): Promise<void> {
    this.#parts.link.leadTo(undefined)
    this.#cycle.model[Symbol.dispose]()
    await this.#cycle.server.stop()
  }
}

async function beginCycle(parts: PoweredParts, since: Timestamp): Promise<PowerCycle> {
  const { config, clock, random, logger, faults, ledger, link, losePower } = parts
  const model = new InstrumentModel(config.definition, { clock, random, ledger, faults, losePower })
  if (config.resultFiles) writeResultFiles(model, config.resultFiles, logger)
  const { protocol } = config
  const server = await startProtocol({ protocol, model, bootedAt: since, faults, link, clock, logger })
  link.leadTo(server.port)
  return { model, server, since }
}
