import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { answered, listOf, ListQuery, pageOfList } from '../lists.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../resource-schemas.ts'
import * as views from '../resource-views.ts'
import { ById, idOf } from './shared.ts'

export function addSampleRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  const parseList = parse.parser(ListQuery, 'query')
  app.get(
    '/v1/samples',
    {
      schema: {
        summary: 'Samples that somebody has put somewhere, with their places and the tasks that have them',
        tags: ['samples'],
        querystring: ListQuery,
        response: { 200: listOf('samples', schemas.SampleView), ...problemResponses(422) },
      },
    },
    async request => {
      const all = views.sampleViews(coordinator.lead().state)
      return answered(
        'samples',
        pageOfList(all, ({ id }) => id, parseList(request.query)),
        row => row,
      )
    },
  )
  const parsePlace = parse.parser(schemas.PlaceBody, 'body')
  app.put(
    '/v1/samples/:id/place',
    {
      schema: {
        summary: 'Say where a sample is; a position holds one at a time',
        tags: ['samples'],
        params: ById,
        body: schemas.PlaceBody,
        response: { 200: schemas.SampleView, ...problemResponses(400, 409, 413, 415, 422) },
      },
    },
    async request => {
      const body = parsePlace(request.body)
      const { by, reason } = body
      const deed = { by, ...(reason === undefined ? {} : { reason }) }
      await coordinator.operations.placeSample(idOf(request), views.placeOf(body), deed)
      return views.sampleView(coordinator.lead().state, idOf(request))
    },
  )
}
