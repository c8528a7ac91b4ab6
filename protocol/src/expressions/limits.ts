import { Trouble } from './errors.ts'

/** What an expression may not go beyond. With these the worst that was found takes some tens of milliseconds. */
export const EXPRESSION_LIMITS = {
  /** Characters of its text. */
  length: 2_000,
  /** Parts of it: names, numbers, operators, calls. */
  nodes: 500,
  /** Parts within parts. */
  depth: 40,
  /** Macros (`map`, `filter`, `all`, …) within macros. */
  macros: 2,
  /** What it may do: each part that is worked out counts, and what goes through lists or text counts by their length. */
  steps: 300_000,
  /** The same for one that mentions nothing: it is worked out when it is read. */
  constantSteps: 2_000,
  /** Characters of a text that it makes. */
  text: 100_000,
  /** Values in what it gives, counted all the way down. */
  values: 500_000,
  /** Characters of a pattern for `matches`. */
  pattern: 200,
} as const

/** What is left of what expressions may do. */
export class Budget {
  readonly steps: number
  left: number

  constructor(steps: number = EXPRESSION_LIMITS.steps) {
    this.steps = steps
    this.left = steps
  }

  spend(steps: number): void {
    this.left -= steps
    if (this.left < 0) throw this.exceeded()
  }

  exceeded(): Trouble {
    const most = this.steps.toLocaleString('en')
    return new Trouble(
      'expression-limit',
      `takes more than ${most} steps; go through shorter lists, or through fewer`,
    )
  }
}
