import { compileExpression, compileTemplate, splitUses, type WorkflowDefinition } from '@muster/protocol'
import { InvalidInputError, messageOf, MusterError, type Parsed } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { JobRecord, NotBegun, PromptRecord } from '../model/records.ts'
import { lookupOf } from '../operations/check-submission.ts'
import {
  noteChanged,
  type PassedSubmission,
  takesItsTime,
  throughMiddlewareNow,
} from '../operations/middleware.ts'
import { submitJob } from './jobs.ts'
import { giveKey, NEWEST_WINS, refuseTaken } from './keys.ts'
import { raisePrompt, withdrawPrompt } from './prompts.ts'

/** What follows for others from the end of a job: in the same change as that end, so that it is neither lost nor done twice. */

/** So many jobs follow from one that was submitted, all together: one that begins itself again and again comes to an end. */
export const MOST_IN_CHAIN = 1_000

type Chained = NonNullable<WorkflowDefinition['then']>[number]

/** One of a job's `then` whose time has come. */
interface Due {
  readonly place: number
  readonly uses: string
  readonly submission?: NotBegun['submission']
  /** Let pass; undefined where that is not known yet. */
  readonly passed?: PassedSubmission
  /** Why it can't begin. */
  readonly why?: string
}

/** Gives keys on, and begins what was to begin, after all jobs that have ended in this decision. */
export function settleEnds(draft: Draft): void {
  // What ends at once as it begins is settled here as well, in turn: chains may be long.
  for (let id = draft.ended.shift(); id !== undefined; id = draft.ended.shift()) {
    const job = draft.state.jobs.get(id)
    // Somebody may have begun it again.
    if (job?.endedAt === undefined) continue
    giveKey(draft, job)
    beginFollowers(draft, job)
  }
}

/** Cancelled for a newer one with the same key, before anything of it began: then nothing comes after it either. */
const gaveWay = ({ state, cancelRequested, startedAt }: JobRecord): boolean =>
  state === 'cancelled' && cancelRequested?.by === NEWEST_WINS && startedAt === undefined

function beginFollowers(draft: Draft, job: JobRecord): void {
  if (gaveWay(job)) return
  const entries = [...(job.definition.then ?? []).entries()]
  const left = entries.filter(([place]) => !job.followed?.some(one => one.place === place))
  const due = left.flatMap(([place, entry]) => dueOf(draft, job, place, entry) ?? [])
  if (due.length === 0) return
  const room =
    (job.startedBy?.kind === 'job' ? job.startedBy.room : MOST_IN_CHAIN) - (job.followed?.length ?? 0)
  const going = due.slice(0, Math.max(0, room)).filter(one => hasThen(draft, one)).length
  const share = Math.floor(Math.max(0, room - due.length) / Math.max(1, going))
  const followed = due.map((one, at) => {
    const { place, uses } = one
    const jobId = at < room ? begin(draft, job, one, share) : tooLong(draft, job, one)
    return { place, uses, ...(jobId === undefined ? {} : { jobId }) }
  })
  const ended = draft.state.jobs.get(job.id) ?? job
  draft.update('jobs', ended, { followed: [...(ended.followed ?? []), ...followed] })
}

/** Whether more may follow from it. */
function hasThen({ state }: Draft, { uses, passed, why }: Due): boolean {
  if (why !== undefined) return false
  const { name, version } = splitUses(uses)
  return (passed?.checked.definition ?? lookupOf(state)(name, version))?.then !== undefined
}

/** Undefined where it is not to begin. */
function dueOf(draft: Draft, job: JobRecord, place: number, entry: Chained): Due | undefined {
  const { uses, on = 'success', when, inputs = {} } = entry
  const ends = { succeeded: 'success', failed: 'failure', cancelled: 'cancelled' } as const
  const end = ends[job.state as keyof typeof ends]
  if (on !== 'always' && on !== end) return undefined
  const known = { state: job.state, outputs: job.run?.outputs ?? {}, inputs: job.inputs ?? {} }
  let submission: NotBegun['submission'] | undefined
  try {
    if (when !== undefined && !holds(when, known)) return undefined
    const given = must(compileTemplate(inputs)).evaluate(known) as Readonly<Record<string, unknown>>
    submission = { uses, inputs: given, priority: job.priority, labels: job.labels }
    const { recovering } = draft.state
    if (recovering && job.sequence <= recovering.lastSequence)
      return {
        place,
        uses,
        submission,
        why: 'The store was put back from a backup: it may have been begun before, and be lost here.',
      }
    if (takesItsTime(draft.state)) return { place, uses, submission }
    const passed = throughMiddlewareNow(draft.state, submission, job.submittedBy, draft.now)
    return { place, uses, submission, passed }
  } catch (error) {
    return { place, uses, ...(submission ? { submission } : {}), why: whyNot(error) }
  }
}

function holds(when: string, known: Readonly<Record<string, unknown>>): boolean {
  const value = must(compileExpression(when)).evaluate(known)
  if (typeof value === 'boolean') return value
  throw new MusterError(
    'expression-type',
    'input',
    `${when}: must be true or false, not ${JSON.stringify(value)}`,
  )
}

function must<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value
  throw new InvalidInputError('it can not be read', parsed.faults)
}

/** What is not ours to explain is a defect, and goes on. */
function whyNot(error: unknown): string {
  if (!(error instanceof MusterError) || error.category === 'bug') throw error
  const faults = error.faults.map(({ field, message }) => `${field} ${message}`)
  return faults.length === 0 ? error.message : `${error.message}: ${faults.join('; ')}`
}

/** @returns the id of the job that has begun */
function begin(draft: Draft, job: JobRecord, due: Due, room: number): string | undefined {
  const { place, uses, passed, why } = due
  if (why !== undefined || !passed) return notBegun(draft, job, due, why, room)
  try {
    refuseTaken(draft.state, passed.checked)
  } catch (error) {
    return notBegun(draft, job, due, whyNot(error), room)
  }
  const made = submitJob(draft, passed.checked, job.submittedBy, {
    startedBy: { kind: 'job', jobId: job.id, place, room },
  })
  noteChanged(draft, made.id, passed)
  draft.audit('job.chained', job.id, { place, uses, job: made.id }, job.id)
  return made.id
}

const tooLong = (draft: Draft, job: JobRecord, due: Due): undefined =>
  notBegun(
    draft,
    job,
    due,
    `${MOST_IN_CHAIN} jobs have followed from one that was submitted, and more do not by themselves.`,
    // Who has it begun all the same has looked.
    MOST_IN_CHAIN,
  )

/**
 * Nothing is lost in silence: a person is asked. The question outlives the job.
 * @param why undefined where middleware has to be asked first: the question is then what is kept of it meanwhile
 */
function notBegun(
  draft: Draft,
  job: JobRecord,
  { place, uses, submission }: Due,
  why: string | undefined,
  room: number,
): undefined {
  if (why !== undefined) draft.audit('job.not-chained', job.id, { place, uses, why }, job.id)
  raisePrompt(draft, {
    kind: 'then-not-begun',
    subject: `${job.id}-then-${place}`,
    question: `${job.name} has ended as ${job.state}, and ${uses}, which was to begin then, has not. How does it go on?`,
    known: `${why ?? AT_MIDDLEWARE}${givenInputs(submission)}`,
    answers: [
      ...(submission
        ? [
            {
              id: 'begin',
              title: 'Begin it now',
              leadsTo:
                'The job is begun; where it still can not be, it is told why, and this question stays.',
            },
          ]
        : []),
      {
        id: 'leave',
        title: 'Leave it',
        leadsTo: 'It is not begun. It can be submitted by hand at any time.',
      },
    ],
    jobId: job.id,
    ...(submission
      ? {
          notBegun: {
            jobId: job.id,
            place,
            room,
            submission,
            submittedBy: job.submittedBy,
            ...(why === undefined ? { atMiddleware: true } : {}),
          },
        }
      : {}),
  })
  return undefined
}

const AT_MIDDLEWARE = 'Middleware is looking at it: it begins by itself once that lets it pass.'

const givenInputs = (submission: NotBegun['submission'] | undefined): string =>
  submission ? ` Its inputs: ${JSON.stringify(submission.inputs).slice(0, 2_000)}.` : ''

/** Middleware has told: it begins, or a person is asked now. In one change with the end of the question, so that it begins once. */
export function afterMiddleware(
  draft: Draft,
  prompt: PromptRecord,
  outcome: PassedSubmission | { readonly error: unknown },
): void {
  const { notBegun: wanted } = prompt
  if (!wanted?.atMiddleware) return
  try {
    if ('error' in outcome) throw outcome.error
    refuseTaken(draft.state, outcome.checked)
  } catch (error) {
    const { atMiddleware: _, ...left } = wanted
    // Nobody else would be told of a defect.
    const why = error instanceof MusterError && error.category !== 'bug' ? whyNot(error) : messageOf(error)
    const { jobId, place, submission } = wanted
    draft.update('prompts', prompt, { notBegun: left, known: `${why}${givenInputs(submission)}` })
    draft.audit('job.not-chained', jobId, { place, uses: submission.uses, why }, jobId)
    return
  }
  withdrawPrompt(draft, prompt)
  beginAfterAll(draft, prompt, outcome)
}

/** Begins it, as it was let pass. */
export function beginAfterAll(
  draft: Draft,
  { notBegun: wanted }: PromptRecord,
  passed: PassedSubmission,
): void {
  if (!wanted) return
  const { jobId, place, room, submittedBy, submission } = wanted
  const made = submitJob(draft, passed.checked, submittedBy, {
    startedBy: { kind: 'job', jobId, place, room },
  })
  noteChanged(draft, made.id, passed)
  draft.audit('job.chained', jobId, { place, uses: submission.uses, job: made.id }, jobId)
}
