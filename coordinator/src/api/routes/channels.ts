import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import { strict } from '../schema-parts.ts'
import * as schemas from '../supervision-schemas.ts'
import * as views from '../supervision-views.ts'
import { listOf } from '../lists.ts'

const ByName = Type.Object({ name: Type.String({ maxLength: 200 }) }, strict)
const nameOf = (request: FastifyRequest): string => (request.params as { readonly name: string }).name

export function addChannelRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  app.get(
    '/v1/channels',
    {
      schema: {
        summary: 'Ways to people, in the order in which one stands in for another',
        tags: ['channels'],
        response: { 200: listOf('channels', schemas.ChannelView), ...problemResponses() },
      },
    },
    async () => {
      const { notifier, state } = coordinator.lead()
      return { channels: notifier.channelNames.map(name => views.channelView(name, state)) }
    },
  )
  const parseTest = parse.parser(parse.ChannelTestBody, 'body')
  app.post(
    '/v1/channels/:name/test',
    {
      schema: {
        summary: 'Send one message that says it is a test; answered once the other side has taken it',
        tags: ['channels'],
        params: ByName,
        body: parse.ChannelTestBody,
        response: { 200: schemas.ChannelView, ...problemResponses(400, 404, 413, 415, 422, 502) },
      },
    },
    async request => {
      const { by, to = [] } = parseTest(request.body)
      const name = nameOf(request)
      await coordinator.operations.testChannel(name, to, by)
      return views.channelView(name, coordinator.lead().state)
    },
  )
}
