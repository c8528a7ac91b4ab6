import {
  type Clock,
  compileSchema,
  type Duration,
  type FileSystem,
  type Logger,
  messageOf,
  seconds,
} from '@muster/runtime'
import { Type, type Static } from '@sinclair/typebox'

const FILE = 'contact.json'
/** An agent that has just started, or whose machine or process stood still, gets this long to hear the coordinator. */
const GRACE = seconds(60)
/** A turn of the work loop that is later than this tells that the process stood still. */
const STOOD_STILL = seconds(15)
/** How often it is written down for how long the coordinator has been away. */
const NOTED_EVERY = seconds(60)

/** When this was written, by uptime, the coordinator had been away for so long, milliseconds. */
const Note = Type.Object({ uptime: Type.Number({ minimum: 0 }), away: Type.Number({ minimum: 0 }) })
const parseNote = compileSchema<Static<typeof Note>>(Note)

export interface ContactPorts {
  readonly clock: Clock
  readonly fileSystem: FileSystem
  readonly logger: Logger
}

/**
 * For how long nothing was heard of the coordinator, over restarts of the agent too. Only time that surely passed is counted, by
 * uptime: it goes on while the machine sleeps, and no setting of the wall clock changes it. Of the time for which the machine was off
 * nobody can be sure; it is left out.
 */
export class Contact {
  readonly #ports: ContactPorts
  readonly #folder: string
  /** What had passed when the count below began. */
  #before: Duration
  #countedFrom: number
  #awakeSince: number
  #noted: Duration | undefined
  #writing: Promise<void> = Promise.resolve()

  private constructor(ports: ContactPorts, folder: string, note: Static<typeof Note> | undefined) {
    const now = ports.clock.uptime()
    this.#ports = ports
    this.#folder = folder
    // Where the machine has booted since, it has at least been up without a word.
    this.#before = (note ? note.away + (now >= note.uptime ? now - note.uptime : now) : 0) as Duration
    this.#countedFrom = now
    this.#awakeSince = now
    this.#noted = note ? this.#before : undefined
  }

  static async open(ports: ContactPorts, folder: string): Promise<Contact> {
    return new Contact(ports, folder, await readNote(ports, folder))
  }

  /** Something was heard of the coordinator that leads. */
  heard(): void {
    this.#before = 0 as Duration
    this.#countedFrom = this.#ports.clock.uptime()
    if (this.#noted === undefined) return
    this.#noted = undefined
    this.#write(() => this.#ports.fileSystem.remove(`${this.#folder}/${FILE}`))
  }

  /** Milliseconds since it was heard. */
  awayFor(): Duration {
    return (this.#before + this.#ports.clock.uptime() - this.#countedFrom) as Duration
  }

  /** Whether it has been away for longer, and would have been heard if it were not. */
  isAwayLonger(limit: Duration): boolean {
    return this.awayFor() > limit && this.#ports.clock.uptime() - this.#awakeSince >= GRACE
  }

  /**
   * A turn of the work loop.
   * @param late by how much it came too late, milliseconds
   * @param matters whether something is to be stopped when the coordinator stays away: only then is it written down
   */
  turn(late: number, matters: boolean): void {
    if (late > STOOD_STILL) this.#awakeSince = this.#ports.clock.uptime()
    const away = this.awayFor()
    if (!matters || away < NOTED_EVERY || away - (this.#noted ?? 0) < NOTED_EVERY) return
    this.#noted = away
    const note: Static<typeof Note> = { uptime: this.#ports.clock.uptime(), away }
    this.#write(async () => {
      const { fileSystem } = this.#ports
      const path = `${this.#folder}/${FILE}`
      await fileSystem.write(`${path}.new`, new TextEncoder().encode(JSON.stringify(note)))
      await fileSystem.sync(`${path}.new`)
      await fileSystem.rename(`${path}.new`, path)
      await fileSystem.syncFolder(this.#folder)
    })
  }

  /** One after another. What is lost makes the time look shorter, and never longer. */
  #write(work: () => Promise<void>): void {
    this.#writing = this.#writing.then(work).catch((error: unknown) =>
      this.#ports.logger.debug('how long the coordinator is away can not be written down', {
        error: messageOf(error),
      }),
    )
  }
}

/** A note that can't be read tells nothing. */
async function readNote(
  { fileSystem }: ContactPorts,
  folder: string,
): Promise<Static<typeof Note> | undefined> {
  try {
    const bytes = await fileSystem.read(`${folder}/${FILE}`)
    if (bytes === undefined) return undefined
    const parsed = parseNote(JSON.parse(new TextDecoder().decode(bytes)))
    return parsed.ok ? parsed.value : undefined
  } catch {
    return undefined
  }
}
