import { columnsOf } from './text.ts'
import { stripVTControlCharacters } from 'node:util'

/** What a live display draws on, such as `process.stdout`. */
export interface LiveOutput {
  write(text: string): unknown
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}

const ESCAPE = '\u001B['
const ERASE_LINE = `${ESCAPE}2K`
const ERASE_BELOW = `${ESCAPE}J`

/** Lines of a terminal that are redrawn in their place. Each drawing is one write, so that it does not flicker. */
export class LiveDisplay {
  readonly #output: LiveOutput
  #drawn: readonly string[] = []

  constructor(output: LiveOutput) {
    this.#output = output
  }

  /** Columns of the terminal now. */
  get width(): number {
    return this.#output.columns ?? 80
  }

  /** How many lines can be redrawn: the terminal's, less the one that the cursor stands on. */
  get height(): number {
    return Math.max(1, (this.#output.rows ?? 24) - 1)
  }

  /** Draws these lines in the place of the last. Those below the height of the terminal are left out. */
  show(lines: readonly string[]): void {
    const shown = lines.slice(0, this.height)
    if (shown.length === this.#drawn.length && shown.every((line, index) => line === this.#drawn[index]))
      return
    this.#output.write(this.#toTop() + shown.map(line => `${ERASE_LINE}${line}\n`).join('') + ERASE_BELOW)
    this.#drawn = shown
  }

  /** Writes lines that stay, above what is redrawn. */
  log(...lines: readonly string[]): void {
    const kept = [...lines, ...this.#drawn]
    this.#output.write(this.#toTop() + kept.map(line => `${ERASE_LINE}${line}\n`).join('') + ERASE_BELOW)
  }

  /** Leaves what is drawn standing; the next drawing begins below it. */
  done(): void {
    this.#drawn = []
  }

  /** To the first drawn line: lines that wrapped since, in a terminal made narrower, are several rows. */
  #toTop(): string {
    const rows = this.#drawn.reduce((sum, line) => {
      const columns = columnsOf(stripVTControlCharacters(line))
      return sum + Math.max(1, Math.ceil(columns / this.width))
    }, 0)
    return rows === 0 ? '' : `${ESCAPE}${rows}A\r`
  }
}
