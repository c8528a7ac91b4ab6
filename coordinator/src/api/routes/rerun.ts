import { Priority } from '@muster/protocol'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import { strict } from '../schema-parts.ts'
import * as schemas from '../schemas.ts'
import { detailOf } from './jobs.ts'
import { ById, idOf, keyOf, userOf } from './shared.ts'

const RerunBody = Type.Object(
  {
    by: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
    inputs: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'In the place of the inputs of these names; all others stay as they were.',
      }),
    ),
    reuse: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'Results of steps that have not changed, nor anything before them, are taken over where their activity is `safe`, or their step says so.',
      }),
    ),
    priority: Type.Optional(Priority),
    deadline: Type.Optional(Type.String({ format: 'date-time' })),
    labels: Type.Optional(
      Type.Record(Type.String(), Type.String({ maxLength: 200 }), {
        maxProperties: 50,
        description: 'In the place of the labels of these names; all others stay as they were.',
      }),
    ),
  },
  strict,
)

/** A job that has ended is begun again as another one. */
export function addRerunRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  const parseRerun = parse.parser(RerunBody, 'body')
  app.post(
    '/v1/jobs/:id/rerun',
    {
      schema: {
        summary:
          'Begin a job that has ended again, as a new one: of the same definition, with changed inputs',
        description: 'Refused with `job-refused` where it has not ended; else as a submission is.',
        tags: ['jobs'],
        params: ById,
        headers: Type.Object({
          'idempotency-key': Type.Optional(Type.String()),
          'x-muster-user': Type.Optional(Type.String()),
        }),
        body: RerunBody,
        response: {
          200: schemas.JobDetail,
          201: schemas.JobDetail,
          ...problemResponses(400, 404, 409, 413, 415, 422, 429),
        },
      },
    },
    async (request, reply) => {
      const key = keyOf(request)
      const { by = userOf(request), ...body } = parseRerun(request.body)
      const { job, created } = await coordinator.operations.rerun(idOf(request), body, {
        by,
        ...(key === undefined ? {} : { idempotencyKey: key }),
      })
      return reply
        .status(created ? 201 : 200)
        .header('location', `/v1/jobs/${job.id}`)
        .send(await detailOf(coordinator, job))
    },
  )
}
