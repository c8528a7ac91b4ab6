import { join } from 'node:path'
import { nodeFileSystem as files, type Random } from '@muster/runtime'

/** What the driver remembers of a job file that it is about to hand over, or has. */
export interface Note {
  readonly attemptId: string
  readonly activity: string
  /** It has ended, or was found never to have been handed over. */
  readonly over?: boolean
}

/** The driver's own memory: one durable note per job file, written before the file gets the name that starts. */
export class Notes {
  readonly root: string
  readonly #random: Random

  constructor(folder: string, random: Random) {
    this.root = join(folder, 'notes')
    this.#random = random
  }

  /** An id that lives as long as what is remembered; made where there is none. */
  async memoryId(): Promise<string> {
    const known = await files.read(join(this.root, 'memory'))
    if (known) return new TextDecoder().decode(known)
    await files.makeFolder(this.root)
    const id = this.#random.id()
    await this.#write('memory', id)
    return id
  }

  async read(attemptId: string): Promise<Note | undefined> {
    const bytes = await files.read(join(this.root, `${attemptId}.json`))
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Note)
  }

  write(note: Note): Promise<void> {
    return this.#write(`${note.attemptId}.json`, JSON.stringify(note))
  }

  /** The result is kept elsewhere. */
  async remove(attemptId: string): Promise<void> {
    await files.remove(join(this.root, `${attemptId}.json`))
  }

  async all(): Promise<Note[]> {
    const names = (await files.list(this.root)).filter(name => name.endsWith('.json'))
    const notes = await Promise.all(names.map(name => this.read(name.slice(0, -'.json'.length))))
    return notes.filter(note => note !== undefined)
  }

  async #write(name: string, text: string): Promise<void> {
    const beside = join(this.root, `${name}.new`)
    await files.write(beside, new TextEncoder().encode(text))
    await files.sync(beside)
    await files.rename(beside, join(this.root, name))
    await files.syncFolder(this.root)
  }
}
