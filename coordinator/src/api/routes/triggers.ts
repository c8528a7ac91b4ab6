import { Type } from '@sinclair/typebox'
import { InvalidInputError } from '@muster/runtime'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { TriggerBody } from '../../triggers/definitions.ts'
import { triggerOf } from '../../triggers/keep.ts'
import { answered, listOf, ListQuery, pageOfList } from '../lists.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import { DeliveryView, TriggerChange, triggerView, TriggerView } from '../trigger-schemas.ts'
import { ByName, nameOf, User, userOf } from './shared.ts'

const tags = ['triggers']

/** What is below it is let in by its signature alone. */
export const HOOKS = '/v1/hooks/'

/** The longest body of a call to a webhook, bytes. */
const LONGEST_DELIVERY = 256 * 1024

export function addTriggerRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  addReads(app, coordinator)
  addDefinitions(app, coordinator)
  addDeeds(app, coordinator)
}

function addReads(app: FastifyInstance, coordinator: Coordinator): void {
  const parseList = parse.parser(ListQuery, 'query')
  app.get(
    '/v1/triggers',
    {
      schema: {
        summary: 'Triggers that begin jobs, in order of names',
        tags,
        querystring: ListQuery,
        response: { 200: listOf('triggers', TriggerView), ...problemResponses(422) },
      },
    },
    async request => {
      const { state } = coordinator.lead()
      const all = [...state.triggers.values()].filter(trigger => trigger.state !== 'deleted')
      const page = pageOfList(all, ({ id }) => id, parseList(request.query))
      return answered('triggers', page, row => triggerView(row, state))
    },
  )
  app.get(
    '/v1/triggers/:name',
    {
      schema: {
        summary: 'A trigger, with what came last',
        tags,
        params: ByName,
        response: { 200: TriggerView, ...problemResponses(404) },
      },
    },
    async request => {
      const { state } = coordinator.lead()
      return triggerView(triggerOf(state, nameOf(request)), state)
    },
  )
}

function addDefinitions(app: FastifyInstance, coordinator: Coordinator): void {
  app.post(
    '/v1/triggers',
    {
      schema: {
        summary: 'Begin a job of a workflow for each message, call or file',
        tags,
        headers: User,
        body: TriggerBody,
        response: { 201: TriggerView, ...problemResponses(400, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const row = await coordinator.operations.addTrigger(request.body, userOf(request))
      const { state } = coordinator.lead()
      return reply.status(201).header('location', `/v1/triggers/${row.id}`).send(triggerView(row, state))
    },
  )
  app.put(
    '/v1/triggers/:name',
    {
      schema: {
        summary: 'Change all that a trigger says',
        tags,
        headers: User,
        params: ByName,
        body: TriggerChange,
        response: { 200: TriggerView, ...problemResponses(400, 404, 413, 415, 422) },
      },
    },
    async request => {
      const row = await coordinator.operations.changeTrigger(nameOf(request), request.body, userOf(request))
      return triggerView(row, coordinator.lead().state)
    },
  )
}

function addDeeds(app: FastifyInstance, coordinator: Coordinator): void {
  const parseBody = parse.parser(parse.ReasonBody, 'body')
  const schema = (summary: string) => ({
    summary,
    tags,
    params: ByName,
    body: parse.ReasonBody,
    response: { 200: TriggerView, ...problemResponses(400, 404, 413, 415, 422) },
  })
  app.post(
    '/v1/triggers/:name/pause',
    { schema: schema('Begin nothing by it: calls are refused, messages dropped, files wait') },
    async request => {
      const row = await coordinator.operations.pauseTrigger(nameOf(request), parseBody(request.body))
      return triggerView(row, coordinator.lead().state)
    },
  )
  app.post('/v1/triggers/:name/resume', { schema: schema('Undo that') }, async request => {
    const row = await coordinator.operations.resumeTrigger(nameOf(request), parseBody(request.body))
    return triggerView(row, coordinator.lead().state)
  })
  const parseQuery = parse.parser(parse.ReasonBody, 'query')
  app.delete(
    '/v1/triggers/:name',
    {
      schema: {
        summary: 'Delete it; jobs that it began go on',
        tags,
        params: ByName,
        querystring: parse.ReasonBody,
        response: { 200: Type.Object({ name: Type.String() }), ...problemResponses(404, 422) },
      },
    },
    async request => {
      const { id } = await coordinator.operations.deleteTrigger(nameOf(request), parseQuery(request.query))
      return { name: id }
    },
  )
}

/** In a scope of its own: a signature is of the bytes as they came, and so nothing parses them before. */
export function addHookRoute(app: FastifyInstance, coordinator: Coordinator): void {
  void app.register(async hooks => {
    hooks.removeAllContentTypeParsers()
    hooks.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
    hooks.post(
      `${HOOKS}:name`,
      {
        bodyLimit: LONGEST_DELIVERY,
        schema: {
          summary: 'Deliver JSON to a trigger',
          description:
            'Signed as the Standard Webhooks specification has it: webhook-signature is v1, and the Base64 of HMAC-SHA256 over id, timestamp and body, joined by dots. The timestamp (seconds) may be off by 5 minutes. No token is needed. The same id again gives the same job.',
          tags,
          params: ByName,
          headers: Type.Object({
            'webhook-id': Type.String({ description: 'Of this delivery; 1 to 200 characters.' }),
            'webhook-timestamp': Type.String(),
            'webhook-signature': Type.String(),
          }),
          body: Type.Unknown(),
          response: { 200: DeliveryView, 201: DeliveryView, ...problemResponses(409, 413, 422, 429) },
        },
      },
      async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const accepted = await coordinator.lead().deliveries.hook(nameOf(request), request.headers, body)
        if (accepted.outcome === 'refused')
          throw new InvalidInputError('what was delivered is not right', accepted.faults)
        return reply.status(accepted.outcome === 'begun' ? 201 : 200).send(accepted)
      },
    )
  })
}
