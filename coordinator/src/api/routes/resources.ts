import type { Clock } from '@muster/runtime'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { answered, listOf, ListQuery, pageOfList } from '../lists.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../resource-schemas.ts'
import * as views from '../resource-views.ts'
import { ById, idOf, notFound } from './shared.ts'

const tags = ['resources']
const BODY_PROBLEMS = [400, 409, 413, 415, 422] as const

export function addResourceRoutes(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  addReads(app, coordinator)
  addDefinition(app, coordinator)
  addLeases(app, coordinator, clock)
}

/** @throws MusterError `not-found`. */
function viewOf(coordinator: Coordinator, id: string) {
  const { state } = coordinator.lead()
  const info = state.resources.info(id)
  if (!info) throw notFound('resource', id)
  return views.resourceView(state, info)
}

function addReads(app: FastifyInstance, coordinator: Coordinator): void {
  const parseList = parse.parser(ListQuery, 'query')
  app.get(
    '/v1/resources',
    {
      schema: {
        summary: 'What tasks hold besides instruments: how much there is, what is free, and who has the rest',
        tags,
        querystring: ListQuery,
        response: { 200: listOf('resources', schemas.ResourceView), ...problemResponses(422) },
      },
    },
    async request => {
      const all = views.resourceViews(coordinator.lead().state)
      return answered(
        'resources',
        pageOfList(all, ({ id }) => id, parseList(request.query)),
        row => row,
      )
    },
  )
  app.get(
    '/v1/resources/:id',
    {
      schema: {
        summary: 'A resource',
        tags,
        params: ById,
        response: { 200: schemas.ResourceView, ...problemResponses(404) },
      },
    },
    async request => viewOf(coordinator, idOf(request)),
  )
}

function addDefinition(app: FastifyInstance, coordinator: Coordinator): void {
  const parseDefinition = parse.parser(schemas.DefinitionBody, 'body')
  app.put(
    '/v1/resources/:id',
    {
      schema: {
        summary: 'Add a resource, or change what it is; its kind and unit only while nobody uses it',
        tags,
        params: ById,
        body: schemas.DefinitionBody,
        response: { 200: schemas.ResourceView, ...problemResponses(...BODY_PROBLEMS) },
      },
    },
    async request => {
      const { by, reason, ...definition } = parseDefinition(request.body)
      await coordinator.operations.defineResource(idOf(request), definition, by, reason)
      return viewOf(coordinator, idOf(request))
    },
  )
  const parseRefill = parse.parser(schemas.RefillBody, 'body')
  app.post(
    '/v1/resources/:id/refill',
    {
      schema: {
        summary: 'More of a consumable was put in',
        tags,
        params: ById,
        body: schemas.RefillBody,
        response: { 200: schemas.ResourceView, ...problemResponses(404, ...BODY_PROBLEMS) },
      },
    },
    async request => {
      const { by, amount, unit, reason } = parseRefill(request.body)
      const filled = { amount, reason, ...(unit === undefined ? {} : { unit }) }
      await coordinator.operations.refill(idOf(request), filled, by)
      return viewOf(coordinator, idOf(request))
    },
  )
}

function addLeases(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  const parseLease = parse.parser(schemas.LeaseBody, 'body')
  app.post(
    '/v1/resources/:id/leases',
    {
      schema: {
        summary: 'Take some out for a while: tasks can not have it',
        tags,
        params: ById,
        body: schemas.LeaseBody,
        response: { 201: schemas.ResourceView, ...problemResponses(404, ...BODY_PROBLEMS) },
      },
    },
    async (request, reply) => {
      const { by, reason, amount, names, for: text } = parseLease(request.body)
      const time = views.lendingTime(text)
      await coordinator.operations.lend(idOf(request), {
        by,
        reason,
        ...(amount === undefined ? {} : { amount }),
        ...(names ? { names } : {}),
        ...(time === undefined ? {} : { until: clock.wall() + time }),
      })
      return reply.status(201).send(viewOf(coordinator, idOf(request)))
    },
  )
  const parseReason = parse.parser(parse.ReasonBody, 'query')
  app.delete(
    '/v1/resources/:id/leases/:lease',
    {
      schema: {
        summary: 'Give it back',
        tags,
        params: schemas.ByLease,
        querystring: parse.ReasonBody,
        response: { 200: schemas.ResourceView, ...problemResponses(404, 422) },
      },
    },
    async request => {
      const { by, reason } = parseReason(request.query)
      await coordinator.operations.giveBack(idOf(request), leaseOf(request), by, reason)
      return viewOf(coordinator, idOf(request))
    },
  )
}

const leaseOf = (request: FastifyRequest): string => (request.params as { readonly lease: string }).lease
