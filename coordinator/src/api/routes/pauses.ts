import type { Clock } from '@muster/runtime'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import type { PauseRecord } from '../../model/records.ts'
import { answered, listOf, ListQuery, pageOfList } from '../lists.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import { PauseBody, pauseRequest, PauseView, pauseView } from '../queue-schemas.ts'
import { ById, idOf } from './shared.ts'

const tags = ['queue']
const ABOUT_IDS =
  'The id is `queue`, `instrument:<id>`, `agent:<id>` or `activity:<name>`. An agent that is to be taken away is paused until it is `drained`.'

export function addPauseRoutes(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  const parseList = parse.parser(ListQuery, 'query')
  const view = (paused: PauseRecord) => pauseView(paused, coordinator.lead().state)
  app.get(
    '/v1/pauses',
    {
      schema: {
        summary: 'What is paused now',
        tags,
        querystring: ListQuery,
        response: { 200: listOf('pauses', PauseView), ...problemResponses(422) },
      },
    },
    async request => {
      const all = [...coordinator.lead().state.pauses.values()].filter(({ state }) => state === 'paused')
      return answered(
        'pauses',
        pageOfList(all, ({ id }) => id, parseList(request.query)),
        view,
      )
    },
  )
  const parseBody = parse.parser(PauseBody, 'body')
  app.put(
    '/v1/pauses/:id',
    {
      schema: {
        summary: 'Let nothing new begin there; what is under way goes on',
        description: ABOUT_IDS,
        tags,
        params: ById,
        body: PauseBody,
        response: { 200: PauseView, ...problemResponses(400, 404, 413, 415, 422) },
      },
    },
    async request => {
      const asked = pauseRequest(idOf(request), parseBody(request.body), clock.wall())
      return view(await coordinator.operations.pause(asked))
    },
  )
  const parseQuery = parse.parser(parse.ReasonBody, 'query')
  app.delete(
    '/v1/pauses/:id',
    {
      schema: {
        summary: 'Let work begin there again',
        description: ABOUT_IDS,
        tags,
        params: ById,
        querystring: parse.ReasonBody,
        response: { 200: PauseView, ...problemResponses(404, 409, 422) },
      },
    },
    async request => {
      const { by, reason } = parseQuery(request.query)
      return view(await coordinator.operations.resume(idOf(request), by, reason))
    },
  )
}
