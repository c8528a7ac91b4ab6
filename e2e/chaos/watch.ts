import { seconds, systemClock } from '@muster/runtime'

/** How long after its disk was free again a program may still speak of it, or end over it. */
const AFTERMATH = seconds(20)
const ERROR_LEVEL = 50
/** Whatever the level: a program has found itself to be wrong. */
const DEFECT =
  /defect|invariant|unhandled|uncaught|TypeError|ReferenceError|RangeError|SyntaxError|out of memory/i
/** What makes lines of a logger differ that say the same. */
const VARYING = /"(time|pid)":\d+,?|"hostname":"[^"]*",?/g
/** What Mosquitto says in all of its orderly life. */
const OF_MOSQUITTO = /^\d+: (?!.*error)/i

/** Listens to all programs, and keeps what should not have been said, and who ended unasked. */
export class Watch {
  /** By what was said, such as `coord: {"level":50,…}`, how often and when first. */
  readonly #complaints = new Map<string, { count: number; readonly first: string }>()
  /** What was said or happened under a full disk, and is in order there: how often. */
  #excused = 0
  readonly #fullUntil = new Map<string, number>()

  /** What was said again and again is one. */
  get complaints(): readonly string[] {
    return [...this.#complaints].map(([text, { count, first }]) =>
      count === 1 ? `${first} ${text}` : `${first} ${text} (${count} times)`,
    )
  }

  get excused(): number {
    return this.#excused
  }

  diskFull(machine: string): void {
    this.#fullUntil.set(machine, Number.POSITIVE_INFINITY)
  }

  diskFree(machine: string): void {
    this.#fullUntil.set(machine, systemClock.monotonic() + AFTERMATH)
  }

  readonly said = (program: string, line: string): void => {
    if (this.#isQuiet(line)) return
    this.#complain(program, line, DEFECT.test(line) && !/ENOSPC|disk is full|SQLITE_FULL/.test(line))
  }

  readonly fell = (program: string, how: string): void => {
    this.#complain(program, `it ended unasked: ${how}`, false)
  }

  #isQuiet(line: string): boolean {
    if (line.trim() === '' || OF_MOSQUITTO.test(line)) return true
    const level = levelOf(line)
    return level !== undefined && level < ERROR_LEVEL && !DEFECT.test(line)
  }

  #complain(program: string, line: string, isDefect: boolean): void {
    const isFull = (this.#fullUntil.get(program) ?? 0) > systemClock.monotonic()
    if (isFull && !isDefect) {
      this.#excused += 1
      return
    }
    const text = `${program}: ${line.replace(VARYING, '').slice(0, 500)}`
    const known = this.#complaints.get(text)
    if (known) known.count += 1
    else this.#complaints.set(text, { count: 1, first: new Date(systemClock.wall()).toISOString() })
  }
}

/** @returns undefined for what is no line of a logger: a stack, or what the runtime itself says. */
function levelOf(line: string): number | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const level: unknown = typeof value === 'object' && value !== null && 'level' in value ? value.level : 0
    return typeof level === 'number' ? level : 0
  } catch {
    return undefined
  }
}
