import { type Logger, messageOf } from '@muster/runtime'
import { CallError, type CallKind, failureOfCall, withSecrets } from '../../calls/index.ts'
import type { TaskRecord } from '../../model/records.ts'
import type { State } from '../../model/state.ts'
import type { Transactor } from '../../model/transactor.ts'
import type { Change } from '../../store/store.ts'
import type { Told } from '../../workflow/run.ts'
import { tell } from './tell.ts'

export interface CallsOptions {
  readonly state: State
  readonly transactor: Transactor
  readonly logger: Logger
  readonly kinds: ReadonlyMap<string, CallKind>
  readonly secrets: ReadonlyMap<string, string>
}

interface CallInput {
  readonly kind: string
  readonly with: Readonly<Record<string, unknown>>
}

interface UnderWay {
  readonly tries: number
  readonly stop: AbortController
  readonly over: Promise<void>
}

/**
 * Makes the calls that workflows ask for. Which are to be made follows from the tasks: after a restart those that are open are made
 * again, with the same key, so that whoever is asked can know them.
 */
export class Calls {
  readonly #options: CallsOptions
  readonly #underWay = new Map<string, UnderWay>()
  #isStopped = false

  constructor(options: CallsOptions) {
    this.#options = options
  }

  start(): void {
    for (const task of this.#options.state.tasks.values()) this.#look(task)
  }

  /** Takes note of what has been committed. */
  committed({ rows }: Change): void {
    for (const task of rows.tasks) this.#look(task)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    for (const { stop } of this.#underWay.values()) stop.abort(new Error('the coordinator stops'))
    await Promise.all([...this.#underWay.values()].map(({ over }) => over))
  }

  #look(task: TaskRecord): void {
    if (task.kind !== 'call' || this.#isStopped) return
    const tries = triesToMake(task)
    const known = this.#underWay.get(task.id)
    if (known?.tries === tries) return
    known?.stop.abort(new Error('its answer is of no use any more'))
    if (tries === undefined) this.#underWay.delete(task.id)
    else this.#begin(task, tries)
  }

  #begin(task: TaskRecord, tries: number): void {
    const stop = new AbortController()
    const over = this.#call(task, tries, stop.signal).then(told => {
      if (this.#underWay.get(task.id)?.stop === stop) this.#underWay.delete(task.id)
      if (!stop.signal.aborted) this.#tell(task, told)
    })
    this.#underWay.set(task.id, { tries, stop, over })
  }

  async #call(task: TaskRecord, tries: number, signal: AbortSignal): Promise<Told> {
    const ended = { kind: 'ended', path: task.step, tries } as const
    try {
      const { kind = '', with: given = {} } = (task.node?.input ?? {}) as Partial<CallInput>
      const known = this.#options.kinds.get(kind)
      if (!known)
        throw new CallError(
          'call-unknown',
          'parameters',
          `there is no kind of call "${kind}" in this coordinator`,
        )
      const result = await known.call(
        {
          with: withSecrets(given, this.#options.secrets) as Record<string, unknown>,
          idempotencyKey: `${task.id}-${tries}`,
          jobId: task.jobId,
          step: task.step,
          tries,
        },
        signal,
      )
      return { ...ended, end: 'succeeded', result: result ?? {} }
    } catch (error) {
      this.#options.logger.warn('a call failed', { task: task.id, tries, error: messageOf(error) })
      return { ...ended, end: 'failed', failure: failureOfCall(error) }
    }
  }

  #tell({ jobId }: TaskRecord, told: Told): void {
    this.#options.transactor.decideAndGoOn('call', 'rule:call', draft => tell(draft, jobId, told))
  }
}

/** The try that is to be made now: none while it is over, or waits for the next, or others stand in for it. */
function triesToMake({ state, node, failure }: TaskRecord): number | undefined {
  const isWaiting = failure !== undefined || node?.isInFallback === true || node?.isAsked === true
  return state === 'running' && !isWaiting ? (node?.tries ?? 1) : undefined
}
