import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { answered, listOf, ListQuery, pageOfList } from '../lists.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../supervision-schemas.ts'
import * as views from '../supervision-views.ts'
import { ById, idOf, notFound } from './shared.ts'

export function addBreakerRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  const parseList = parse.parser(ListQuery, 'query')
  app.get(
    '/v1/breakers',
    {
      schema: {
        summary: 'Circuit breakers of agents, instruments and activities that failed at some time',
        tags: ['breakers'],
        querystring: ListQuery,
        response: { 200: listOf('breakers', schemas.BreakerView), ...problemResponses(422) },
      },
    },
    async request => {
      const { breakers } = coordinator.lead().state
      const page = pageOfList(breakers.values(), ({ id }) => id, parseList(request.query))
      return answered('breakers', page, views.breakerView)
    },
  )
  app.get(
    '/v1/breakers/:id',
    {
      schema: {
        summary: 'A circuit breaker; there is none for what has never failed',
        tags: ['breakers'],
        params: ById,
        response: { 200: schemas.BreakerView, ...problemResponses(404) },
      },
    },
    async request => {
      const breaker = coordinator.lead().state.breakers.get(idOf(request))
      if (!breaker) throw notFound('breaker', idOf(request))
      return views.breakerView(breaker)
    },
  )
  const parseReset = parse.parser(parse.ReasonBody, 'body')
  app.post(
    '/v1/breakers/:id/reset',
    {
      schema: {
        summary: 'Let work through again at once: the cause is gone',
        tags: ['breakers'],
        params: ById,
        body: parse.ReasonBody,
        response: { 200: schemas.BreakerView, ...problemResponses(400, 404, 413, 415, 422) },
      },
    },
    async request => {
      const { by, reason } = parseReset(request.body)
      return views.breakerView(await coordinator.operations.resetBreaker(idOf(request), by, reason))
    },
  )
}
