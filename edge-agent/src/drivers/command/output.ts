import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { nodeFileSystem } from '@muster/runtime'
import type { RunUpdate } from '../../instruments/driver.ts'
import { LineSplitter } from '../shared/line-splitter.ts'
import { jsonObject, progressAfter, progressOfJson, readLine } from '../shared/readings.ts'
import type { CommandActivity } from './settings.ts'

/** Read in one go at the most, in bytes: a program that talks more is read in the next look. */
const PIECE = 1_048_576
/** The last lines of the error output that a failure tells. */
const LAST_LINES = 5
const LONGEST_MESSAGE = 2_000

/** Reads the pieces of one output of a run, from the oldest that is kept. */
class Pieces {
  readonly #folder: string
  readonly #name: string
  readonly #lines = new LineSplitter('utf-8')
  #number = 0
  #offset = 0

  constructor(folder: string, name: string) {
    this.#folder = folder
    this.#name = name
  }

  /** The lines that came since the last call. */
  async next(): Promise<string[]> {
    const lines: string[] = []
    for (const number of await this.#numbers()) {
      if (number < this.#number) continue
      if (number > this.#number) {
        this.#number = number
        this.#offset = 0
      }
      lines.push(...this.#lines.push(await this.#read(number)))
    }
    return lines
  }

  end(): string[] {
    return this.#lines.end()
  }

  async #numbers(): Promise<number[]> {
    const prefix = `${this.#name}.`
    return (await nodeFileSystem.list(this.#folder))
      .filter(name => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
      .map(name => Number(name.slice(prefix.length)))
      .sort((a, b) => a - b)
  }

  async #read(number: number): Promise<Uint8Array> {
    const handle = await open(join(this.#folder, `${this.#name}.${number}`)).catch(() => undefined)
    if (!handle) return new Uint8Array()
    const parts: Uint8Array[] = []
    try {
      for (;;) {
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(PIECE), 0, PIECE, this.#offset)
        if (bytesRead === 0) return Buffer.concat(parts)
        this.#offset += bytesRead
        parts.push(buffer.subarray(0, bytesRead))
      }
    } finally {
      await handle.close()
    }
  }
}

/** What a program has said so far: progress, readings, the last JSON object, the last complaints. */
export class Output {
  readonly #activity: CommandActivity
  readonly #out: Pieces
  readonly #err: Pieces
  progress: RunUpdate & { readonly kind: 'progress' } = { kind: 'progress' }
  readings: Readonly<Record<string, unknown>> = {}
  lastObject: Readonly<Record<string, unknown>> | undefined
  #complaints: readonly string[] = []

  constructor(folder: string, activity: CommandActivity) {
    this.#activity = activity
    this.#out = new Pieces(folder, 'out')
    this.#err = new Pieces(folder, 'err')
  }

  get complaint(): string {
    return this.#complaints.join('; ').slice(-LONGEST_MESSAGE)
  }

  /** Reads on. `all`: nothing more will come. */
  async read(all: boolean): Promise<void> {
    for (const line of await this.#out.next()) this.#onLine(line)
    this.#complain(await this.#err.next())
    if (!all) return
    for (const line of this.#out.end()) this.#onLine(line)
    this.#complain(this.#err.end())
  }

  #onLine(line: string): void {
    const { output, progress, result } = this.#activity
    this.readings = { ...this.readings, ...readLine(line, result.readings) }
    const object = output === 'json-lines' || result.lastJsonLine ? jsonObject(line) : undefined
    if (object) this.lastObject = object
    const next =
      output === 'text'
        ? progressAfter(this.progress, line, progress)
        : progressOfJson(this.progress, object ?? {})
    this.progress = { kind: 'progress', ...next }
  }

  #complain(lines: readonly string[]): void {
    this.#complaints = [...this.#complaints, ...lines].slice(-LAST_LINES)
  }
}
