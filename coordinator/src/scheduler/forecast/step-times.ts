import {
  idOf,
  parentOf,
  planWorkflow,
  type Step,
  stepAt,
  type StepKind,
  type Steps,
  type WorkflowPlan,
} from '@muster/protocol'
import { minutes, parseDuration, seconds, type Timestamp } from '@muster/runtime'
import type { JobRecord, TaskRecord } from '../../model/records.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { planOf, prefixOf, stepOf } from '../../model/steps.ts'
import { estimate } from '../estimate.ts'
import type { Obstacle } from '../obstacle.ts'
import { isTaskEnd } from '../../workflow/task-ends.ts'
import { LearnedSteps, type Range } from './learned-steps.ts'

/** How long a step takes that no instrument does, milliseconds. */
export interface StepTime extends Range {
  /** It ends then, however early it begins; then its times are 0. */
  readonly until?: Timestamp
  /** Why nobody knows: then `low` is all that is known. */
  readonly unknown?: Obstacle
}

/** Of one step as it is written: `unknown` is the path within it of a step of which nobody knows. */
interface Written extends Range {
  readonly until?: Timestamp
  readonly unknown?: string
}

/** Where there is a limit and nothing was learned: an answer is expected by then, or by its limit. */
const ANSWERED = minutes(15)
const CALLED = seconds(5)
const CALL_ATTEMPTS = 3

/** Assumptions of a plan which say that nobody knows how long something takes. */
const UNKNOWN: ReadonlySet<string> = new Set(['unknown-duration', 'unknown-wait', 'unknown-steps'])

const NO_TIME: StepTime = { low: 0, expected: 0, high: 0 }

/** How long prompts, waits and calls take, and what holds other steps; at one moment. */
export class StepTimes {
  readonly #state: Snapshot
  readonly #now: Timestamp
  readonly #learned: LearnedSteps
  readonly #written = new Map<string, Map<object, Written>>()

  constructor(state: Snapshot, now: Timestamp) {
    this.#state = state
    this.#now = now
    this.#learned = new LearnedSteps(state)
  }

  /** Of one that has not begun, with all that is in it. */
  whole(task: TaskRecord, job: JobRecord | undefined): StepTime {
    const step = stepOf(job, task)
    return job && step ? this.#told(task, this.#writtenOf(task, job, step, step)) : nobodyKnows(task)
  }

  /** Of one under way: what is left of it when the steps within it have ended that have begun or stand ready to. */
  left(task: TaskRecord, job: JobRecord | undefined): StepTime {
    const { kind, node, heldBy } = task
    if (isTaskEnd(task.state)) return NO_TIME
    const step = stepOf(job, task)
    if (node?.isAsked || heldBy !== undefined || !job || !step) return nobodyKnows(task)
    if (kind === 'forEach' && step.forEach) return this.#itemsLeft(task, job, step)
    if (kind === 'repeat' && step.repeat) return this.#timesLeft(task, job, step)
    if (kind !== 'prompt' && kind !== 'call' && kind !== 'wait') return NO_TIME
    const { until } = (node?.input ?? {}) as { readonly until?: Timestamp }
    if (kind === 'wait' && until !== undefined) return { ...NO_TIME, until }
    return this.#answerLeft(task, step, kind)
  }

  #answerLeft(task: TaskRecord, step: Step, kind: 'prompt' | 'call' | 'wait'): StepTime {
    const whole = this.#leaf(step, kind)
    if (!whole) return nobodyKnows(task)
    const elapsed = Math.max(0, this.#now - (task.startedAt ?? this.#now))
    const { due } = task.node ?? {}
    const most = due === undefined ? Number.POSITIVE_INFINITY : Math.max(0, due - this.#now)
    // What has taken longer than such steps do goes on about as long again.
    const expected = whole.expected > elapsed ? whole.expected - elapsed : elapsed / 2
    const high = Math.max(whole.high - elapsed, 2 * expected)
    const low = Math.max(0, whole.low - elapsed)
    return { low: Math.min(low, most), expected: Math.min(expected, most), high: Math.min(high, most) }
  }

  #itemsLeft(task: TaskRecord, job: JobRecord, step: Step): StepTime {
    const { steps, concurrency = Number.POSITIVE_INFINITY } = step.forEach ?? { steps: {} }
    const { input, begun = 0, capacity = 1 } = task.node ?? {}
    const left = (Array.isArray(input) ? input.length : 0) - begun
    if (left <= 0) return NO_TIME
    const waves = Math.ceil(left / Math.max(1, concurrency === 'auto' ? capacity : concurrency))
    return this.#scopesLeft(task, job, steps, { low: waves, expected: waves, high: waves })
  }

  /** As a plan does: as often as it may, and at the least not once more. */
  #timesLeft(task: TaskRecord, job: JobRecord, step: Step): StepTime {
    const { steps, atMost = 1 } = step.repeat ?? { steps: {} }
    const left = Math.max(0, atMost - (task.node?.begun ?? 1))
    return left === 0 ? NO_TIME : this.#scopesLeft(task, job, steps, { low: 0, expected: left, high: left })
  }

  #scopesLeft(task: TaskRecord, job: JobRecord, steps: Steps, times: Range): StepTime {
    const each = this.#told(task, this.#writtenOf(task, job, steps, { steps }))
    return {
      ...each,
      low: each.low * times.low,
      expected: each.expected * times.expected,
      high: each.high * times.high,
    }
  }

  #told({ step, kind }: TaskRecord, { unknown, ...time }: Written): StepTime {
    if (unknown === undefined) return time
    const path = `${prefixOf(step)}${unknown}`
    const what = path === step ? (kind ?? 'activity') : 'step'
    const message = `nobody knows how long the ${what} ${path} takes`
    return { ...time, unknown: { code: 'unknown-duration', message } }
  }

  /** @param key what it is kept under: the same for all that are written in one place */
  #writtenOf({ step: path }: TaskRecord, job: JobRecord, key: object, step: Step): Written {
    const ofJob = this.#written.get(job.id) ?? new Map<object, Written>()
    this.#written.set(job.id, ofJob)
    let written = ofJob.get(key)
    if (!written) ofJob.set(key, (written = this.#work(path, job, step)))
    return written
  }

  #work(path: string, job: JobRecord, step: Step): Written {
    const { after: _, waits: __, notBefore: ___, ...alone } = step
    const surely = this.#plan(path, job, alone, of => this.#leaf(of.step, of.kind))
    const { low, expected, high } = surely.duration
    const limit =
      step.timeLimit === undefined || !holdsSteps(step) ? undefined : parseDuration(step.timeLimit)
    if (step.wait?.until !== undefined && expected > 0)
      return { low: 0, expected: 0, high: 0, until: this.#now + expected }
    const unknown = surely.assumptions.find(({ code }) => UNKNOWN.has(code))?.steps[0]
    if (unknown === undefined) {
      const most = limit ?? Number.POSITIVE_INFINITY
      return { low: Math.min(low, most), expected: Math.min(expected, most), high: Math.min(high, most) }
    }
    const nothing = { expected: 0 }
    const least = this.#plan(path, job, alone, of => this.#leaf(of.step, of.kind) ?? nothing).duration.low
    return limit === undefined
      ? { low: least, expected: least, high: least, unknown }
      : { low: Math.min(least, limit), expected: limit, high: limit }
  }

  #plan(
    path: string,
    job: JobRecord,
    step: Step,
    timeOf: (of: {
      readonly step: Step
      readonly kind: StepKind
    }) => (Partial<Range> & { expected: number }) | undefined,
  ): WorkflowPlan {
    const known = [...this.#state.known.values()]
    return planWorkflow({
      definition: { ...job.definition, steps: { [idOf(path)]: step } },
      uses: job.uses ?? {},
      // What a used workflow was given is not at hand here.
      inputs: isInUsed(job, path) ? {} : (job.inputs ?? {}),
      now: this.#now,
      durationOf: (of, kind) => timeOf({ step: of, kind }),
      instrumentsOf: activity =>
        known.filter(({ activities }) => activities.has(activity)).length || undefined,
    })
  }

  /** Undefined where nobody knows, and where its step says it. */
  #leaf(step: Step, kind: StepKind): Range | undefined {
    if (kind === 'activity') return this.#activity(step)
    const { wait, prompt } = step
    if (kind === 'wait' && (wait?.for !== undefined || wait?.until !== undefined)) return undefined
    const learned = this.#learned.of(step)
    const limit = step.timeLimit === undefined ? undefined : parseDuration(step.timeLimit)
    // A question stays open beyond its limit unless something else follows.
    const isLimited = limit !== undefined && (kind !== 'prompt' || prompt?.onTimeout !== undefined)
    const high = isLimited
      ? limit * (kind === 'call' ? (step.retry?.attempts ?? CALL_ATTEMPTS) : 1)
      : undefined
    if (learned) return bounded(learned, high)
    if (high === undefined || limit === undefined) return undefined
    const usual = kind === 'prompt' ? ANSWERED : kind === 'call' ? CALLED : limit / 2
    return { low: 0, expected: Math.min(usual, limit), high }
  }

  #activity({ activity = '', parameters, instrument }: Step): Range {
    const parametersJson = JSON.stringify(parameters ?? {})
    const isKnown = !parametersJson.includes('${')
    const where = instrument?.includes('${') ? undefined : instrument
    return estimate(this.#state, isKnown ? { activity, parametersJson } : { activity }, where)
  }
}

const bounded = ({ low, expected, high }: Range, most = Number.POSITIVE_INFINITY): Range => ({
  low: Math.min(low, most),
  expected: Math.min(expected, most),
  high: Math.min(high, most),
})

/** The limit of any other is how long it waits, and is looked at there. */
const holdsSteps = (step: Step): boolean => !step.prompt && !step.wait && !step.call

function nobodyKnows({ step, kind }: TaskRecord): StepTime {
  const message = `nobody knows how long the ${kind ?? 'activity'} ${step} takes`
  return { ...NO_TIME, unknown: { code: 'unknown-duration', message } }
}

function isInUsed(job: JobRecord, path: string): boolean {
  for (let at = parentOf(path); at !== undefined; at = parentOf(at))
    if (stepAt(planOf(job), at)?.uses !== undefined) return true
  return false
}
