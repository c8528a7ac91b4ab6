import type { Timestamp } from '@muster/runtime'
import type { BatchRule, TaskRecord } from '../model/records.ts'
import { asOne } from './batches.ts'
import type { Entry, Line } from './line.ts'
import { resourcesOf } from './resources/shortage.ts'

/** Tasks of one priority, as far as their batch is concerned. */
interface BatchedClass {
  readonly line: Line
  readonly aside: ReadonlySet<Entry>
  readonly level: { readonly band: number; readonly priority: number }
}

/** The tasks of a pool that may be in one run, whatever their priority. */
export class BatchGroup<Class extends BatchedClass = BatchedClass> {
  /** What its tasks have in common. */
  readonly key: string
  readonly rule: BatchRule
  /** One for each priority. */
  readonly classes = new Set<Class>()
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
  first(count: number, from: Class): Entry[] {
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

/** An instrument for a task, or what it is short of, or from when on there may be one. */
export interface Found<Unit> {
  readonly unit: Unit | undefined
  readonly short: readonly string[] | undefined
  readonly soonest: Timestamp | undefined
}

/** Those of a batch that can be in one run now, in order, and those that could be in one at all. */
interface Fitting<Unit> extends Found<Unit> {
  readonly tasks: readonly TaskRecord[]
  readonly able: readonly TaskRecord[]
}

/**
 * Who can be in one run now: the first so many or, where not all that these need can be had, as many as it is there for.
 * @param find an instrument for a task that needs what all of them need
 */
export function fit<Unit>(
  entries: readonly Entry[],
  size: number,
  find: (task: TaskRecord) => Found<Unit>,
): Fitting<Unit> {
  const all = entries.map(({ task }) => task)
  const tasks = all.slice(0, size)
  const found = find(asOne(tasks))
  if (found.unit) return { ...found, tasks, able: tasks }
  if (!found.short) return { ...found, ...fewer(tasks, find), able: tasks }
  const able = all.filter(task => find(task).unit)
  let unit: Unit | undefined
  const fitting: TaskRecord[] = []
  for (const task of able) {
    const more = fitting.length < size ? find(asOne([...fitting, task])).unit : undefined
    if (!more) continue
    fitting.push(task)
    unit = more
  }
  // Whatever any of them waits for may make it enough.
  return { unit, short: resourcesOf(asOne(all)), soonest: undefined, tasks: fitting, able }
}

/** What has to follow each of them in time may be possible for fewer: the most of the first, where one alone could begin. */
function fewer<Unit>(
  tasks: readonly TaskRecord[],
  find: (task: TaskRecord) => Found<Unit>,
): Pick<Fitting<Unit>, 'unit' | 'tasks'> {
  const [first] = tasks
  const alone = first && tasks.length > 1 ? find(first).unit : undefined
  if (!alone) return { unit: undefined, tasks }
  for (let count = tasks.length - 1; count > 1; count -= 1) {
    const { unit } = find(asOne(tasks.slice(0, count)))
    if (unit) return { unit, tasks: tasks.slice(0, count) }
  }
  return { unit: alone, tasks: tasks.slice(0, 1) }
}
