import type { Failure, FailureCategory } from '@muster/protocol'
import { type Clock, type Duration, type Logger, messageOf, seconds } from '@muster/runtime'
import type {
  HookContext,
  Middleware,
  ResultView,
  StepView,
  SubmissionView,
  WorkEvent,
} from './middleware.ts'

/** What is known of a step. `faultsOf`: what is wrong with a value; `isChanged`: it is not what the workflow gave. */
export type StepFacts = Omit<StepView, 'faults'> & {
  readonly faultsOf: (value: unknown, isChanged: boolean) => string | undefined
}
export type ResultFacts = Omit<ResultView, 'faults'> & Pick<StepFacts, 'faultsOf'>

/** One middleware of the settings. */
export interface MiddlewareEntry {
  /** What failures and the audit call it. */
  readonly name: string
  readonly middleware: Middleware
  /** How long one of its hooks may take, where it is asynchronous; 30 s where left out. */
  readonly timeLimit?: Duration
  readonly isBuiltIn?: boolean
}

/** What came of it: the value as the last left it, and who changed it; or why it does not pass, and who said so. */
export type Passed<T> =
  | { readonly ok: true; readonly value: T; readonly changedBy: readonly string[] }
  | { readonly ok: false; readonly failure: Failure; readonly by: string }

type JsonObject = Readonly<Record<string, unknown>>

/** What goes through `submit`. */
export type SubmissionPart = Pick<SubmissionView, 'inputs' | 'labels'>

const LONGEST_MESSAGE = 1_000
const DEFAULT_LIMIT = seconds(30)

export interface ChainPorts {
  readonly clock: Clock
  readonly logger: Logger
}

/** One after the other, each with what the one before left. Never throws. */
export class MiddlewareChain {
  readonly #entries: readonly MiddlewareEntry[]
  readonly #ports: ChainPorts

  constructor(entries: readonly MiddlewareEntry[], ports: ChainPorts) {
    this.#entries = entries
    this.#ports = ports
  }

  /** All that have this hook answer at once: it can run within a decision. */
  isImmediate(hook: 'submit' | 'before' | 'after'): boolean {
    return this.#entries.every(({ middleware }) => middleware[hook] === undefined || middleware.isImmediate)
  }

  /** Whether anybody looks at submissions. */
  get hasSubmit(): boolean {
    return this.#entries.some(({ middleware }) => middleware.submit !== undefined)
  }

  /** Somebody else than this program has this hook. */
  hasOwn(hook: 'before' | 'after'): boolean {
    return this.#entries.some(({ middleware, isBuiltIn }) => middleware[hook] !== undefined && !isBuiltIn)
  }

  /** At once; for chains that are immediate. */
  beforeNow(view: StepFacts): Passed<JsonObject> {
    return atOnce(this.#before(view), this.#contextOf())
  }

  afterNow(view: ResultFacts): Passed<unknown> {
    return atOnce(this.#after(view), this.#contextOf())
  }

  submitNow(view: SubmissionView): Passed<SubmissionPart> {
    return atOnce(this.#submit(view), this.#contextOf())
  }

  /** @param signal when nobody wants to know any more; what it gives then is of no use */
  before(view: StepFacts, signal: AbortSignal): Promise<Passed<JsonObject>> {
    return this.#inTime(this.#before(view), signal)
  }

  after(view: ResultFacts, signal: AbortSignal): Promise<Passed<unknown>> {
    return this.#inTime(this.#after(view), signal)
  }

  submit(view: SubmissionView, signal: AbortSignal): Promise<Passed<SubmissionPart>> {
    return this.#inTime(this.#submit(view), signal)
  }

  seen(event: WorkEvent): void {
    for (const { name, middleware } of this.#entries) {
      const tell = (error: unknown) =>
        this.#ports.logger.error('a middleware failed at what was over', {
          middleware: name,
          event: event.kind,
          error: messageOf(error),
        })
      try {
        // It is not to give anything; a promise that nobody looks at would end the process.
        const given: unknown = middleware.seen?.(event)
        if (given instanceof Promise) given.catch(tell)
      } catch (error) {
        tell(error)
      }
    }
  }

  /** Whether anybody looks at what is committed. */
  get looks(): boolean {
    return this.#entries.some(({ middleware }) => middleware.seen !== undefined)
  }

  *#before({ faultsOf, ...facts }: StepFacts): Course<JsonObject> {
    let value = facts.parameters
    const changedBy: string[] = []
    for (const entry of this.#entries) {
      const { middleware } = entry
      if (!middleware.before) continue
      const now = value
      const faults = () => faultsOf(now, changedBy.length > 0)
      const given: StepView = { ...facts, faults, parameters: copyFor(entry, value) }
      const change = fieldsOf(yield { entry, run: context => middleware.before?.(given, context) })
      if (change['parameters'] === undefined) continue
      value = plainObject(change['parameters'], 'parameters')
      changedBy.push(entry.name)
    }
    return { ok: true, value, changedBy }
  }

  *#after({ faultsOf, ...facts }: ResultFacts): Course<unknown> {
    let value = facts.result
    const changedBy: string[] = []
    for (const entry of this.#entries) {
      const { middleware } = entry
      if (!middleware.after) continue
      const now = value
      const given: ResultView = {
        ...facts,
        faults: () => faultsOf(now, changedBy.length > 0),
        parameters: copyFor(entry, facts.parameters),
        result: copyFor(entry, value),
      }
      const change = fieldsOf(yield { entry, run: context => middleware.after?.(given, context) })
      if (change['result'] === undefined) continue
      value = plain(change['result'], 'result')
      changedBy.push(entry.name)
    }
    return { ok: true, value, changedBy }
  }

  *#submit(view: SubmissionView): Course<SubmissionPart> {
    let value: SubmissionPart = { inputs: view.inputs, labels: view.labels }
    const changedBy: string[] = []
    for (const entry of this.#entries) {
      const { middleware } = entry
      if (!middleware.submit) continue
      const given = { ...view, ...copyFor(entry, value) }
      const change = fieldsOf(yield { entry, run: context => middleware.submit?.(given, context) })
      const { labels, inputs } = change
      if (labels === undefined && inputs === undefined) continue
      value = {
        labels: labels === undefined ? value.labels : { ...value.labels, ...texts(labels) },
        inputs: inputs === undefined ? value.inputs : plainObject(inputs, 'inputs'),
      }
      changedBy.push(entry.name)
    }
    return { ok: true, value, changedBy }
  }

  async #inTime<T>(course: Course<T>, signal: AbortSignal): Promise<Passed<T>> {
    let turn = course.next()
    while (turn.done !== true) {
      const { entry, run } = turn.value
      try {
        const answer = await this.#limited(entry, run, signal)
        turn = course.next(answer)
      } catch (error) {
        return failed(entry, error)
      }
    }
    return turn.value
  }

  /** Settles with it, or when its time is over. */
  #limited(entry: MiddlewareEntry, run: Step['run'], signal: AbortSignal): Promise<unknown> {
    const { clock } = this.#ports
    const limit = entry.timeLimit ?? DEFAULT_LIMIT
    const stop = new AbortController()
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        stop.abort(signal.reason)
        reject(new MiddlewareFailure('middleware-stopped', 'transient', 'nobody waits for it any more'))
      }
      const timer = clock.after(limit, () => {
        const late = new MiddlewareFailure(
          'middleware-too-late',
          'timeout',
          `it gave no answer within ${limit / 1_000} s`,
        )
        stop.abort(late)
        reject(late)
      })
      if (signal.aborted) onAbort()
      signal.addEventListener('abort', onAbort, { once: true })
      const settled = () => {
        timer.cancel()
        signal.removeEventListener('abort', onAbort)
      }
      Promise.resolve()
        .then(() => run(this.#contextOf(stop.signal)(entry)))
        .then(resolve, reject)
        .finally(settled)
    })
  }

  #contextOf(signal: AbortSignal = NEVER): (entry: MiddlewareEntry) => HookContext {
    return ({ name }) => ({
      signal,
      logger: this.#ports.logger.child({ middleware: name }),
      refuse(message, { code = 'middleware-refused', category = 'parameters' } = {}) {
        throw new MiddlewareFailure(code, category, message)
      },
    })
  }
}

/** Whoever writes into it changes nothing by that. */
const copyFor = <T>({ isBuiltIn }: MiddlewareEntry, value: T): T =>
  isBuiltIn ? value : structuredClone(value)

const NEVER = new AbortController().signal

interface Step {
  readonly entry: MiddlewareEntry
  readonly run: (context: HookContext) => unknown
}

/** Gives what is to be called next, and is given what came of it. */
type Course<T> = Generator<Step, Passed<T>, unknown>

class MiddlewareFailure extends Error {
  readonly code: string
  readonly category: FailureCategory

  constructor(code: string, category: FailureCategory, message: string) {
    super(message)
    this.code = code
    this.category = category
  }
}

function atOnce<T>(course: Course<T>, contextOf: (entry: MiddlewareEntry) => HookContext): Passed<T> {
  let turn = course.next()
  while (turn.done !== true) {
    const { entry, run } = turn.value
    try {
      const answer = run(contextOf(entry))
      if (answer instanceof Promise) {
        // Nobody waits for it, so that what it comes to must not end the process either.
        answer.catch(() => undefined)
        throw wrong('it says that it answers at once, and gave a promise')
      }
      turn = course.next(answer)
    } catch (error) {
      return failed(entry, error)
    }
  }
  return turn.value
}

/** The failure of a step that did not pass. Where nothing is said of it, it may be otherwise another time. */
function failed(entry: MiddlewareEntry, error: unknown): Passed<never> {
  const known = error instanceof MiddlewareFailure ? error : undefined
  const said = messageOf(error)
  const message = (entry.isBuiltIn ? said : `middleware ${entry.name}: ${said}`).slice(0, LONGEST_MESSAGE)
  const failure: Failure = {
    code: known?.code ?? 'middleware-failed',
    category: known?.category ?? 'transient',
    message,
    started: 'no',
  }
  return { ok: false, failure, by: entry.name }
}

const wrong = (what: string): MiddlewareFailure =>
  new MiddlewareFailure('middleware-wrong', 'parameters', what)

function fieldsOf(answer: unknown): Readonly<Record<string, unknown>> {
  if (answer === undefined || answer === null) return {}
  if (typeof answer !== 'object' || Array.isArray(answer))
    throw wrong('it has to give an object with what is to change, or nothing')
  return answer as Readonly<Record<string, unknown>>
}

/** As it would be after a restart: JSON, and nothing that somebody still writes into. */
function plain(value: unknown, what: string): unknown {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch {
    // Said below.
  }
  if (text === undefined) throw wrong(`its ${what} can not be written as JSON`)
  return JSON.parse(text) as unknown
}

function plainObject(value: unknown, what: string): JsonObject {
  const read = plain(value, what)
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw wrong(`its ${what} have to be an object`)
  return read as JsonObject
}

function texts(labels: unknown): Readonly<Record<string, string>> {
  const read = plainObject(labels, 'labels')
  const [name] = Object.entries(read).find(([, value]) => typeof value !== 'string') ?? []
  if (name !== undefined) throw wrong(`its label ${name} has to be text`)
  return read as Readonly<Record<string, string>>
}
