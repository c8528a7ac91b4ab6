import type { TaskRecord } from '../model/records.ts'

/** Tasks that ask for the same: any instrument that suits one suits all, but for their parameters. */
export interface TaskClass {
  readonly activity: string
  readonly instrument: string | undefined
  readonly requires: Readonly<Record<string, string>> | undefined
  /** Sorted: highest priority first, then first come. */
  readonly tasks: readonly TaskRecord[]
}

/** What could run if there were an instrument for it, grouped by what it asks for and in order. */
export class TaskQueue {
  readonly #classes = new Map<string, { readonly view: TaskClass; readonly tasks: TaskRecord[] }>()
  readonly #placed = new Map<string, { readonly key: string; readonly task: TaskRecord }>()
  /** The `notBefore` that has come, by task; a task whose own has not is left out. */
  readonly #released = new Map<string, number>()

  get size(): number {
    return this.#placed.size
  }

  *classes(): Iterable<TaskClass> {
    for (const { view } of this.#classes.values()) if (view.tasks.length > 0) yield view
  }

  /** Takes note of a task's new state. */
  update(task: TaskRecord): void {
    const before = this.#placed.get(task.id)
    const wanted = task.state === 'queued' && task.heldBy === undefined && !this.#isLater(task)
    if (before && wanted && before.key === keyOf(task) && before.task.priority === task.priority) {
      this.#replace(before.key, task)
      return
    }
    if (before) this.#remove(before.key, before.task)
    if (wanted) this.#insert(task)
  }

  /** The task's `notBefore` has come. Whoever keeps time calls this; the queue has no clock. */
  release(task: TaskRecord): void {
    if (task.notBefore !== undefined) this.#released.set(task.id, task.notBefore)
    this.update(task)
  }

  #isLater(task: TaskRecord): boolean {
    if (task.state !== 'queued') this.#released.delete(task.id)
    return task.notBefore !== undefined && this.#released.get(task.id) !== task.notBefore
  }

  #insert(task: TaskRecord): void {
    const key = keyOf(task)
    let group = this.#classes.get(key)
    if (!group) {
      const tasks: TaskRecord[] = []
      group = {
        view: { activity: task.activity, instrument: task.instrument, requires: task.requires, tasks },
        tasks,
      }
      this.#classes.set(key, group)
    }
    group.tasks.splice(placeOf(group.tasks, task), 0, task)
    this.#placed.set(task.id, { key, task })
  }

  #replace(key: string, task: TaskRecord): void {
    const tasks = this.#classes.get(key)?.tasks
    if (tasks) tasks[placeOf(tasks, task)] = task
    this.#placed.set(task.id, { key, task })
  }

  #remove(key: string, task: TaskRecord): void {
    this.#placed.delete(task.id)
    const group = this.#classes.get(key)
    if (!group) return
    group.tasks.splice(placeOf(group.tasks, task), 1)
    if (group.tasks.length === 0) this.#classes.delete(key)
  }
}

/** Negative when `a` goes first. */
export function compareTasks(a: TaskRecord, b: TaskRecord): number {
  return b.priority - a.priority || a.sequence - b.sequence || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** Where the task stands, or would stand. */
function placeOf(tasks: readonly TaskRecord[], task: TaskRecord): number {
  let low = 0
  let high = tasks.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = tasks[middle]
    if (other !== undefined && compareTasks(other, task) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function keyOf(task: TaskRecord): string {
  const labels = task.requires
    ? JSON.stringify(Object.entries(task.requires).sort(([a], [b]) => (a < b ? -1 : 1)))
    : ''
  return `${task.activity}\0${task.instrument ?? ''}\0${labels}`
}
