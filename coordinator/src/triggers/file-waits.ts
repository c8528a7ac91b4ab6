import type { Logger } from '@muster/runtime'
import type { TaskRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import type { Told } from '../workflow/run.ts'
import { isTaskEnd } from '../workflow/task-ends.ts'
import { tell } from '../work/runs/tell.ts'
import { type FilePattern, isMeant, parseFilePattern } from './file-names.ts'
import { fileFacts } from './file-triggers.ts'
import type { FoundFile } from './folder-reader.ts'

/** Steps of workflows that wait for a file. Which there are follows from the tasks, so that a restart loses none. */
export class FileWaits {
  readonly #state: State
  readonly #transactor: Transactor
  readonly #logger: Logger
  readonly #open = new Map<string, FilePattern>()

  constructor({ state, transactor, logger }: { state: State; transactor: Transactor; logger: Logger }) {
    this.#state = state
    this.#transactor = transactor
    this.#logger = logger
  }

  /** Takes note of a task as it is now. */
  look(task: TaskRecord): void {
    if (task.kind !== 'wait') return
    const file = fileOf(task)
    if (file === undefined) {
      this.#open.delete(task.id)
      return
    }
    if (this.#open.has(task.id)) return
    const pattern = parseFilePattern(file)
    // What an expression came to is known only now.
    if (typeof pattern === 'string')
      return this.#tell(task, { end: 'failed', failure: notRight(file, pattern) })
    this.#open.set(task.id, pattern)
    if (pattern.folder !== undefined && !this.#state.folders.has(pattern.folder))
      this.#logger.warn('a step waits for a file in a folder that the settings do not name', {
        task: task.id,
        file,
      })
  }

  /** Whether somebody waits for something in a folder. */
  concern(folder: string): boolean {
    for (const pattern of this.#open.values())
      if (pattern.folder === undefined || pattern.folder === folder) return true
    return false
  }

  /** Ends the waits for what is there. */
  found(folder: string, complete: readonly FoundFile[]): void {
    for (const [id, pattern] of this.#open) {
      const file = complete.find(({ name }) => isMeant(pattern, folder, name))
      const task = this.#state.tasks.get(id)
      if (!file || !task) continue
      this.#open.delete(id)
      this.#tell(task, { end: 'succeeded', result: fileFacts(folder, file) })
    }
  }

  #tell(
    { jobId, step, node }: TaskRecord,
    ended: Partial<Extract<Told, { kind: 'ended' }>> & { end: 'succeeded' | 'failed' },
  ): void {
    const tries = node?.tries
    this.#transactor.decideAndGoOn('file', 'rule:workflow', draft =>
      tell(draft, jobId, {
        kind: 'ended',
        path: step,
        ...(tries === undefined ? {} : { tries }),
        ...ended,
        ...(ended.result === undefined ? {} : { result: { at: draft.now, ...ended.result } }),
      }),
    )
  }
}

/** What an open wait waits for; undefined where it is none, or not for a file. */
function fileOf({ state, node }: TaskRecord): string | undefined {
  if (isTaskEnd(state) || state === 'pending') return undefined
  const { file } = (node?.input ?? {}) as { readonly file?: string }
  return file
}

const notRight = (file: string, why: string) =>
  ({
    code: 'file-name',
    message: `${JSON.stringify(file)} ${why}`.slice(0, 1_000),
    category: 'parameters',
    started: 'no',
  }) as const
