import type { Clock } from '@muster/runtime'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { historyOf, momentOf } from '../../operations/job-history.ts'
import { profileOf, SPENT_ON } from '../../workflow/profile.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import { optional, strict, Time, words } from '../schema-parts.ts'
import { ById, idOf, notFound } from './shared.ts'

/** How a job has gone: what happened to it, how it stood at any moment, where its time went. */

const Millis = Type.Number({ description: 'Milliseconds.' })

const History = Type.Object(
  {
    events: Type.Array(
      Type.Object(
        {
          number: Type.Integer({ description: 'In the audit.' }),
          at: Time,
          actor: Type.String(),
          event: Type.Record(Type.String(), Type.Unknown()),
        },
        strict,
      ),
    ),
  },
  strict,
)
const MomentQuery = Type.Object(
  {
    after: Type.Optional(
      Type.String({
        pattern: '^[0-9]{1,15}$',
        description: 'The number of an event; the last where left out.',
      }),
    ),
  },
  strict,
)
const Moment = Type.Object(
  {
    number: Type.Integer(),
    status: Type.Record(Type.String(), Type.Unknown()),
    steps: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  },
  strict,
)
const Spent = { waiting: Millis, running: Millis, idle: Millis }
const Profile = Type.Object(
  {
    total: Millis,
    chain: Type.Object(Spent, strict),
    critical: Type.Array(Type.String(), { description: 'The steps that the job took as long as, in order.' }),
    bottleneck: optional(
      Type.Object(
        {
          step: Type.String(),
          on: words(SPENT_ON),
          instrument: optional(Type.String()),
          took: Millis,
          share: Type.Number({ description: 'Of the total, 0 to 1.' }),
        },
        strict,
      ),
    ),
    steps: Type.Array(
      Type.Object(
        {
          step: Type.String(),
          instrument: optional(Type.String()),
          ...Spent,
          attempts: Type.Integer(),
          isCritical: Type.Boolean(),
        },
        strict,
      ),
    ),
  },
  strict,
)

export function addJobHistoryRoutes(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  const { store } = coordinator
  const tags = ['jobs']
  app.get(
    '/v1/jobs/:id/history',
    {
      schema: {
        summary: 'What happened to the workflow of a job, in order',
        tags,
        params: ById,
        response: { 200: History, ...problemResponses(404) },
      },
    },
    async request => {
      const history = await historyOf(store, idOf(request))
      return {
        events: history.map(({ number, actor, event: { at, ...event } }) => ({
          number,
          at: new Date(at).toISOString(),
          actor,
          event,
        })),
      }
    },
  )
  const parseMoment = parse.parser(MomentQuery, 'query')
  app.get(
    '/v1/jobs/:id/replay',
    {
      schema: {
        summary: 'How the workflow of a job stood after an event: its events gone through again',
        tags,
        params: ById,
        querystring: MomentQuery,
        response: { 200: Moment, ...problemResponses(404, 409, 422) },
      },
    },
    async request => {
      const { after } = parseMoment(request.query)
      const job = await store.job(idOf(request))
      if (!job) throw notFound('job', idOf(request))
      const { number, status, nodes } = await momentOf(
        store,
        job,
        after === undefined ? undefined : Number(after),
      )
      return { number, status: { ...status }, steps: nodes.map(node => ({ ...node })) }
    },
  )
  app.get(
    '/v1/jobs/:id/profile',
    {
      schema: {
        summary: 'Where the time of a job went: waiting, running, idle; and its bottleneck',
        tags,
        params: ById,
        response: { 200: Profile, ...problemResponses(404) },
      },
    },
    async request => {
      const job = await store.job(idOf(request))
      if (!job) throw notFound('job', idOf(request))
      const tasks = await store.tasksOfJob(job.id)
      const attempts = await Promise.all(tasks.map(task => store.attemptsOfTask(task.id)))
      const { critical, steps, ...profile } = profileOf(job, tasks, attempts.flat(), clock.wall())
      return { ...profile, critical: [...critical], steps: steps.map(step => ({ ...step })) }
    },
  )
}
