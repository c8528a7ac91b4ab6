import type { Failure } from '@muster/protocol'
import { type Fault, messageOf } from '@muster/runtime'
import { CallError, type CallKind, failureOfCall, withSecrets } from '../../calls/index.ts'
import type { TaskRecord } from '../../model/records.ts'
import type { State } from '../../model/state.ts'
import type { Transactor } from '../../model/transactor.ts'
import type { Change } from '../../store/store.ts'
import type { Told } from '../../workflow/run.ts'
import { checkValue } from '../../workflow/expressions.ts'
import { jobView, noteChange, refused } from './around.ts'
import { tell } from './tell.ts'

export interface CallsOptions {
  readonly state: State
  readonly transactor: Transactor
  readonly kinds: ReadonlyMap<string, CallKind>
  readonly secrets: ReadonlyMap<string, string>
}

type JsonObject = Readonly<Record<string, unknown>>

interface CallInput {
  readonly kind: string
  readonly with: JsonObject
  /** The schema of what it has to give. */
  readonly result?: JsonObject
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
      const input = (task.node?.input ?? {}) as Partial<CallInput>
      const { kind = '' } = input
      const known = this.#options.kinds.get(kind)
      if (!known)
        throw new CallError(
          'call-unknown',
          'parameters',
          `there is no kind of call "${kind}" in this coordinator`,
        )
      const given = await this.#before(task, input, known, signal)
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
      return await this.#after(task, tries, { ...input, kind, with: given }, result ?? {}, signal)
    } catch (error) {
      const failure = error instanceof NotPassed ? error.failure : failureOfCall(error)
      return { ...ended, end: 'failed', failure }
    }
  }

  /** What middleware makes of what it is called with, once it is committed. @throws NotPassed, and what ends a commit */
  async #before(
    task: TaskRecord,
    input: Partial<CallInput>,
    kind: CallKind,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const { state, transactor } = this.#options
    const { with: given = {} } = input
    const tries = task.node?.tries ?? 1
    const facts = this.#factsOf(task, tries, 'before', { ...input, with: given })
    if (!facts || task.node?.isAdmitted) return given
    const chain = state.middleware
    const isImmediate = chain.isImmediate('before')
    const whole = {
      ...facts,
      faultsOf: (value: unknown, isChanged: boolean) =>
        isChanged ? sentenceOf(kind.faults?.(value as JsonObject) ?? []) : undefined,
    }
    const passed = isImmediate ? chain.beforeNow(whole) : await chain.before(whole, signal)
    signal.throwIfAborted()
    const isChanged = passed.ok && passed.changedBy.length > 0
    if (passed.ok && isImmediate && !isChanged) return given
    const failure = await transactor.decide('middleware', 'rule:middleware', draft => {
      if (!passed.ok) return refused(draft, task, passed)
      if (isChanged) noteChange(draft, task, passed.changedBy, { with: given })
      const changed = isChanged ? { input: { ...input, with: passed.value } } : {}
      tell(draft, task.jobId, { kind: 'admit', path: task.step, tries, ...changed })
      return undefined
    })
    if (failure || !passed.ok) throw new NotPassed(failure ?? NOTHING_SAID)
    signal.throwIfAborted()
    return passed.value
  }

  /** What middleware makes of an answer. */
  async #after(
    task: TaskRecord,
    tries: number,
    input: CallInput,
    result: unknown,
    signal: AbortSignal,
  ): Promise<Told> {
    const { state } = this.#options
    const ended = { kind: 'ended', path: task.step, tries } as const
    const facts = this.#factsOf(task, tries, 'after', input)
    if (!facts) return { ...ended, end: 'succeeded', result }
    const whole = { ...facts, result, faultsOf: (value: unknown) => faultOfResult(input.result, value) }
    const chain = state.middleware
    const passed = chain.isImmediate('after') ? chain.afterNow(whole) : await chain.after(whole, signal)
    if (!passed.ok) return { ...ended, end: 'failed', failure: { ...passed.failure, started: 'yes' } }
    return { ...ended, end: 'succeeded', result: passed.value }
  }

  #factsOf(task: TaskRecord, tries: number, hook: string, input: Partial<CallInput>) {
    const job = this.#options.state.jobs.get(task.jobId)
    if (!job) return undefined
    return {
      kind: 'call' as const,
      name: input.kind ?? '',
      step: task.step,
      job: jobView(job),
      tries,
      key: `${task.id}-${tries}-${hook}`,
      parameters: input.with ?? {},
    }
  }

  #tell({ jobId }: TaskRecord, told: Told): void {
    this.#options.transactor.decideAndGoOn('call', 'rule:call', draft => tell(draft, jobId, told))
  }
}

/** Middleware did not let it pass. */
class NotPassed extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

const NOTHING_SAID: Failure = {
  code: 'middleware-failed',
  category: 'transient',
  message: 'middleware did not let it pass',
  started: 'no',
}

const sentenceOf = (faults: readonly Fault[]): string | undefined =>
  faults.length === 0 ? undefined : faults.map(({ field, message }) => `with.${field} ${message}`).join('; ')

function faultOfResult(schema: JsonObject | undefined, value: unknown): string | undefined {
  try {
    checkValue(schema, value, 'the result')
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** The try that is to be made now: none while it is over, or waits for the next, or others stand in for it. */
function triesToMake({ state, node, failure }: TaskRecord): number | undefined {
  const isWaiting = failure !== undefined || node?.isInFallback === true || node?.isAsked === true
  return state === 'running' && !isWaiting ? (node?.tries ?? 1) : undefined
}
