import { JobSubmission } from '@muster/protocol'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { PlanView, planView, WhyView, whyView } from '../forecast-schemas.ts'
import { problemResponses } from '../problems.ts'
import { ById, idOf, userOf } from './shared.ts'

/** Why tasks wait, when they are expected to begin, and what would become of a job. */
export function addForecastRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  app.get(
    '/v1/tasks/:id/why',
    {
      schema: {
        summary: 'Why a task is not running, link by link, and when it is expected to be',
        tags: ['tasks'],
        params: ById,
        response: { 200: WhyView, ...problemResponses(404) },
      },
    },
    async request => whyView(await coordinator.operations.why(idOf(request))),
  )
  app.post(
    '/v1/plan',
    {
      schema: {
        summary: 'What would become of a job: put on paper against all that waits now, and not submitted',
        description:
          'The body is that of a submission, and is checked in the same way. Refused with 503 and `plan-too-long` where so much waits that it takes too long to work out.',
        tags: ['jobs'],
        headers: Type.Object({ 'x-muster-user': Type.Optional(Type.String()) }),
        body: JobSubmission,
        response: { 200: PlanView, ...problemResponses(400, 413, 415, 422) },
      },
    },
    async request => planView(await coordinator.operations.plan(request.body, userOf(request))),
  )
}
