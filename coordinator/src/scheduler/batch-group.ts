import type { BatchRule, TaskRecord } from '../model/records.ts'
import type { Entry, Line } from './line.ts'
import type { TaskClass } from './pool.ts'

/** The tasks of a pool that may be in one run, whatever their priority. */
export class BatchGroup {
  /** What its tasks have in common. */
  readonly key: string
  readonly rule: BatchRule
  /** One for each priority. */
  readonly classes = new Set<TaskClass>()
  /** Too few are there, and the first has not waited as long as it may: nothing of it is begun. */
  isGathering = false

  constructor(key: string, rule: BatchRule) {
    this.key = key
    this.rule = rule
  }

  /** Also those that are passed over just now. */
  *tasks(): Iterable<TaskRecord> {
    for (const { line, aside } of this.classes) {
      for (const { task } of line) yield task
      for (const { task } of aside) yield task
    }
  }

  /** The first so many in order: of this class, and then of the others by priority. */
  first(count: number, from: TaskClass): Entry[] {
    const others = [...this.classes].filter(group => group !== from)
    others.sort((a, b) => b.level.band - a.level.band || b.level.priority - a.level.priority)
    const entries: Entry[] = []
    for (const { line } of [from, ...others]) entries.push(...firstOf(line, count - entries.length))
    return entries
  }
}

function firstOf(line: Line, count: number): Entry[] {
  const taken: Entry[] = []
  for (let { first } = line; first && taken.length < count; { first } = line) {
    taken.push(first)
    line.remove(first)
  }
  for (const entry of taken) line.add(entry)
  return taken
}
