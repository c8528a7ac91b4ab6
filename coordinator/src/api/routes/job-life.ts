import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { stepsToAdd, versionToMoveTo } from '../../operations/check-submission.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import { strict } from '../schema-parts.ts'
import * as schemas from '../schemas.ts'
import * as views from '../views.ts'
import { ById, idOf, userOf } from './shared.ts'

/** What people do with a job under way as a whole. */

const Name = Type.String({ minLength: 1, maxLength: 200 })
const Reason = Type.String({ minLength: 1, maxLength: 1_000 })

const PauseBody = Type.Object(
  {
    by: Name,
    reason: Reason,
    through: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'What runs at an instrument pauses as well, where its activity can; else only what has not begun waits.',
      }),
    ),
  },
  strict,
)
const SignalBody = Type.Object(
  {
    by: Type.Optional(Name),
    name: Name,
    payload: Type.Optional(
      Type.Unknown({ description: 'Any JSON: the result of the step that waits has it.' }),
    ),
  },
  strict,
)
const StepsBody = Type.Object(
  {
    by: Name,
    reason: Reason,
    steps: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Steps by their ids, as in a workflow.',
    }),
  },
  strict,
)
const VersionBody = Type.Object(
  { by: Name, reason: Reason, version: Type.Integer({ minimum: 1, description: 'Of the same workflow.' }) },
  strict,
)
const RetryBody = Type.Object(
  {
    by: Name,
    reason: Reason,
    step: Type.String({ minLength: 1, maxLength: 200, description: 'It and all that comes after it.' }),
    startAgain: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Your word that what may have been started may be started once more.',
      }),
    ),
  },
  strict,
)

type Act = (coordinator: Coordinator, jobId: string, body: unknown, user: string) => Promise<unknown>

interface Order {
  readonly path: string
  readonly summary: string
  readonly body: ReturnType<typeof Type.Object>
  readonly act: Act
}

const parsePause = parse.parser(PauseBody, 'body')
const parseReason = parse.parser(parse.ReasonBody, 'body')
const parseSignal = parse.parser(SignalBody, 'body')
const parseSteps = parse.parser(StepsBody, 'body')
const parseVersion = parse.parser(VersionBody, 'body')
const parseRetry = parse.parser(RetryBody, 'body')

const ORDERS: readonly Order[] = [
  {
    path: 'pause',
    summary: 'Begin nothing more of a job for now',
    body: PauseBody,
    act: ({ operations }, id, body) => {
      const { through = false, ...by } = parsePause(body)
      return operations.pauseJob(id, by, through)
    },
  },
  {
    path: 'resume',
    summary: 'Go on with a paused job',
    body: parse.ReasonBody,
    act: ({ operations }, id, body) => operations.resumeJob(id, parseReason(body)),
  },
  {
    path: 'signal',
    summary: 'Send a signal to a job: to the step that waits for it, or to the next that will',
    body: SignalBody,
    act: ({ operations }, id, body, user) => {
      const { by = user, name, payload } = parseSignal(body)
      return operations.signalJob(id, by, name, payload)
    },
  },
  {
    path: 'steps',
    summary: 'Add steps to a job under way: checked as those it began with',
    body: StepsBody,
    act: async (coordinator, id, body) => {
      const { steps, ...by } = parseSteps(body)
      const { state } = coordinator.lead()
      return coordinator.operations.addSteps(id, by, stepsToAdd(state, state.jobs.get(id), steps))
    },
  },
  {
    path: 'version',
    summary: 'Move a job under way to another version of its workflow, where its past fits',
    body: VersionBody,
    act: async (coordinator, id, body) => {
      const { version, ...by } = parseVersion(body)
      const { state } = coordinator.lead()
      const { definition, uses } = versionToMoveTo(state, state.jobs.get(id), version)
      return coordinator.operations.moveJob(id, by, definition, uses)
    },
  },
  {
    path: 'retry-from',
    summary: 'Do a step that has ended again, and all that comes after it',
    body: RetryBody,
    act: ({ operations }, id, body) => {
      const { step, startAgain = false, ...by } = parseRetry(body)
      return operations.retryFrom(id, by, step, startAgain)
    },
  },
]

export function addJobLifeRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  for (const { path, summary, body, act } of ORDERS)
    app.post(
      `/v1/jobs/:id/${path}`,
      {
        schema: {
          summary,
          description: 'Refused with `job-refused` and the sentence why.',
          tags: ['jobs'],
          params: ById,
          body,
          response: { 200: schemas.JobView, ...problemResponses(400, 404, 409, 413, 415, 422) },
        },
      },
      async request => {
        await act(coordinator, idOf(request), request.body, userOf(request))
        const job = await coordinator.store.job(idOf(request))
        return job && views.jobView(job)
      },
    )
}
