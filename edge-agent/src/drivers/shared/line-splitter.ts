import { TextDecoder } from 'node:util'

/** Encodings that are read; `latin1` is read as Windows-1252, which differs only in characters that latin1 does not have. */
export const ENCODINGS = ['utf-8', 'latin1', 'utf-16le'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** A line without end is cut here, in characters. */
const LONGEST_LINE = 64 * 1_024

/** Makes lines of bytes that come in pieces: half characters and half lines are kept until the rest of them is there. */
export class LineSplitter {
  readonly #decoder: TextDecoder
  #half = ''

  constructor(encoding: Encoding) {
    this.#decoder = new TextDecoder(encoding)
  }

  /** The lines that these bytes complete, without their ends. */
  push(bytes: Uint8Array): string[] {
    return this.#split(this.#decoder.decode(bytes, { stream: true }))
  }

  /** What is there when nothing more will come: the last line may have no end. */
  end(): string[] {
    const lines = this.#split(this.#decoder.decode())
    const rest = this.#half
    this.#half = ''
    return rest === '' ? lines : [...lines, rest]
  }

  #split(text: string): string[] {
    const lines = (this.#half + text).split(/\r?\n/)
    this.#half = lines.pop() ?? ''
    if (this.#half.length > LONGEST_LINE) {
      lines.push(this.#half.slice(0, LONGEST_LINE))
      this.#half = ''
    }
    return lines.filter(line => line.trim() !== '')
  }
}
