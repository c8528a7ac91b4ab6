import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../schemas.ts'
import * as views from '../views.ts'

export function addAuditRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  const { store } = coordinator
  const parseAudit = parse.parser(parse.AuditQuery, 'query')
  app.get(
    '/v1/audit',
    {
      schema: {
        summary: 'Changes of state, in order, each with the hash of the one before',
        tags: ['audit'],
        querystring: parse.AuditQuery,
        response: { 200: schemas.AuditPage, ...problemResponses(422) },
      },
    },
    async request => {
      const { after, job, limit } = parseAudit(request.query)
      const events = await store.events({
        limit: parse.limitOf(limit),
        ...(after === undefined ? {} : { after: Number(after) }),
        ...(job === undefined ? {} : { jobId: job }),
      })
      return { events: events.map(views.eventView) }
    },
  )
}
