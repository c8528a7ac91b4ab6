import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { answered, listOf, ListQuery, pageOfList } from '../lists.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../schemas.ts'
import * as views from '../views.ts'
import { ReadinessBody } from '../readiness-schemas.ts'
import { ById, idOf, notFound } from './shared.ts'

export function addInstrumentRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  const parseList = parse.parser(ListQuery, 'query')
  app.get(
    '/v1/instruments',
    {
      schema: {
        summary: 'All instruments, by id',
        tags: ['instruments'],
        querystring: ListQuery,
        response: { 200: listOf('instruments', schemas.InstrumentView), ...problemResponses(422) },
      },
    },
    async request => {
      const { state } = coordinator.lead()
      const page = pageOfList(state.known, ([id]) => id, parseList(request.query))
      return answered('instruments', page, ([, known]) => views.instrumentView(known, state))
    },
  )
  app.get(
    '/v1/instruments/:id',
    {
      schema: {
        summary: 'An instrument',
        tags: ['instruments'],
        params: ById,
        response: { 200: schemas.InstrumentView, ...problemResponses(404) },
      },
    },
    async request => {
      const { state } = coordinator.lead()
      const known = state.known.get(idOf(request))
      if (!known) throw notFound('instrument', idOf(request))
      return views.instrumentView(known, state)
    },
  )
  const parseBody = parse.parser(ReadinessBody, 'body')
  app.post(
    '/v1/instruments/:id/readiness',
    {
      schema: {
        summary:
          'Say what an instrument is, borrow it, keep it for maintenance, or return it: its agent does it, and is told until it has',
        tags: ['instruments'],
        params: ById,
        body: ReadinessBody,
        response: { 200: schemas.InstrumentView, ...problemResponses(400, 404, 409, 413, 415, 422) },
      },
    },
    async request => {
      const id = idOf(request)
      await coordinator.operations.orderReadiness({ instrument: id, ...parseBody(request.body) })
      const { state } = coordinator.lead()
      const known = state.known.get(id)
      if (!known) throw notFound('instrument', id)
      return views.instrumentView(known, state)
    },
  )
}
