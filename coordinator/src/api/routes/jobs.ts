import { JobSubmission } from '@muster/protocol'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import type { JobRecord } from '../../model/records.ts'
import { aheadOf, waitsForJob } from '../../scheduler/held-job.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../schemas.ts'
import * as views from '../views.ts'
import { ById, idOf, keyOf, notFound, startsOf, userOf } from './shared.ts'

/** A job as it is answered: with its tasks as they are now. */
export async function detailOf(coordinator: Coordinator, job: JobRecord) {
  const { state } = coordinator.lead()
  const atHand = state.tasksOf(job.id)
  const tasks = atHand.length > 0 ? atHand : await coordinator.store.tasksOfJob(job.id)
  const startOf = startsOf(coordinator)
  const holder = waitsForJob(state, job)
  return {
    ...views.jobView(job),
    ...(holder ? { waitsForJob: holder.id, waitingAhead: aheadOf(state, job) } : {}),
    tasks: tasks.map(task => ({ ...views.taskView(task, state), ...startOf(task) })),
  }
}

export function addJobRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  addSubmission(app, coordinator)
  addJobReads(app, coordinator)
  addCancellation(app, coordinator)
}

function addSubmission(app: FastifyInstance, coordinator: Coordinator): void {
  app.post(
    '/v1/jobs',
    {
      schema: {
        summary: 'Submit a job: a workflow, or a single activity',
        description:
          'Refused with 429, `queue-full` and Retry-After (seconds) where it would make more tasks wait than there may be: all of it, or nothing. Refused with 409, `key-taken`, where its workflow says so and another job has its key.',
        tags: ['jobs'],
        headers: Type.Object({
          'idempotency-key': Type.Optional(Type.String()),
          'x-muster-user': Type.Optional(Type.String()),
          traceparent: Type.Optional(Type.String({ description: 'W3C Trace Context of the caller.' })),
        }),
        body: JobSubmission,
        response: {
          200: schemas.JobDetail,
          201: schemas.JobDetail,
          ...problemResponses(400, 409, 413, 415, 422, 429),
        },
      },
    },
    async (request, reply) => {
      const key = keyOf(request)
      const { traceparent } = request.headers
      const { job, created } = await coordinator.operations.submit(request.body, {
        by: userOf(request),
        ...(key === undefined ? {} : { idempotencyKey: key }),
        ...(typeof traceparent === 'string' ? { traceparent } : {}),
      })
      return reply
        .status(created ? 201 : 200)
        .header('location', `/v1/jobs/${job.id}`)
        .send(await detailOf(coordinator, job))
    },
  )
}

function addJobReads(app: FastifyInstance, coordinator: Coordinator): void {
  const { store } = coordinator
  const parseJobs = parse.parser(parse.JobsQuery, 'query')
  app.get(
    '/v1/jobs',
    {
      schema: {
        summary: 'Jobs, newest first',
        tags: ['jobs'],
        querystring: parse.JobsQuery,
        response: { 200: schemas.JobPage, ...problemResponses(422) },
      },
    },
    async request => {
      const filter = parse.jobFilter(parseJobs(request.query))
      const jobs = await store.jobs(filter)
      const last = jobs.at(-1)
      return {
        jobs: jobs.map(views.jobView),
        ...(last && jobs.length === filter.limit ? { nextCursor: String(last.sequence) } : {}),
      }
    },
  )
  app.get(
    '/v1/jobs/:id',
    {
      schema: {
        summary: 'A job with its tasks',
        tags: ['jobs'],
        params: ById,
        response: { 200: schemas.JobDetail, ...problemResponses(404) },
      },
    },
    async request => {
      const job = await store.job(idOf(request))
      if (!job) throw notFound('job', idOf(request))
      return detailOf(coordinator, job)
    },
  )
}

function addCancellation(app: FastifyInstance, coordinator: Coordinator): void {
  const parseCancel = parse.parser(parse.CancelBody, 'body')
  app.post(
    '/v1/jobs/:id/cancel',
    {
      schema: {
        summary: 'Ask for the end of a job',
        tags: ['jobs'],
        params: ById,
        body: parse.CancelBody,
        response: { 202: schemas.JobDetail, ...problemResponses(400, 404, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const { by = userOf(request), reason, force } = parseCancel(request.body)
      return reply
        .status(202)
        .send(
          await detailOf(coordinator, await coordinator.operations.cancel(idOf(request), by, reason, force)),
        )
    },
  )
}
