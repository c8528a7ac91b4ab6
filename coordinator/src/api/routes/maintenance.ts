import type { Clock } from '@muster/runtime'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { plannedMaintenance } from '../../scheduler/calendars/maintenance.ts'
import {
  MaintenanceBody,
  maintenanceRequest,
  maintenanceView,
  MaintenanceView,
} from '../maintenance-schemas.ts'
import { answered, listOf, ListQuery, pageOfList } from '../lists.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import { ById, idOf } from './shared.ts'

const tags = ['maintenance']

export function addMaintenanceRoutes(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  const parseList = parse.parser(ListQuery, 'query')
  app.get(
    '/v1/maintenance',
    {
      schema: {
        summary:
          'When instruments are kept free for maintenance, as far as that is not over: the earliest first',
        tags,
        querystring: ListQuery,
        response: { 200: listOf('maintenance', MaintenanceView), ...problemResponses(422) },
      },
    },
    async request => {
      const planned = plannedMaintenance(coordinator.lead().state, clock.wall())
      const all = planned.map(maintenanceView)
      const keyOf = ({ from, id }: (typeof all)[number]): string => `${from} ${id}`
      return answered('maintenance', pageOfList(all, keyOf, parseList(request.query)), row => row)
    },
  )
  const parseBody = parse.parser(MaintenanceBody, 'body')
  app.post(
    '/v1/maintenance',
    {
      schema: {
        summary: 'Keep an instrument free: nothing is begun that would run into it; what runs goes on',
        tags,
        body: MaintenanceBody,
        response: { 201: MaintenanceView, ...problemResponses(400, 404, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const added = await coordinator.operations.addMaintenance(maintenanceRequest(parseBody(request.body)))
      return reply.status(201).send(maintenanceView(added))
    },
  )
  const parseQuery = parse.parser(parse.ReasonBody, 'query')
  app.delete(
    '/v1/maintenance/:id',
    {
      schema: {
        summary: 'Cancel it, or end it where it has begun',
        tags,
        params: ById,
        querystring: parse.ReasonBody,
        response: { 200: MaintenanceView, ...problemResponses(404, 409, 422) },
      },
    },
    async request => {
      const { by, reason } = parseQuery(request.query)
      return maintenanceView(await coordinator.operations.cancelMaintenance(idOf(request), by, reason))
    },
  )
}
