import type { Clock } from '@muster/runtime'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { ScheduleBody } from '../../triggers/definitions.ts'
import { scheduleOf } from '../../triggers/keep.ts'
import { answered, listOf, ListQuery, pageOfList } from '../lists.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import { ScheduleChange, scheduleView, ScheduleView } from '../trigger-schemas.ts'
import { ByName, nameOf, User, userOf } from './shared.ts'

const tags = ['schedules']

export function addScheduleRoutes(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  addReads(app, coordinator, clock)
  addDefinitions(app, coordinator, clock)
  addDeeds(app, coordinator, clock)
}

function addReads(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  const parseList = parse.parser(ListQuery, 'query')
  app.get(
    '/v1/schedules',
    {
      schema: {
        summary: 'Schedules that begin jobs, in order of names',
        tags,
        querystring: ListQuery,
        response: { 200: listOf('schedules', ScheduleView), ...problemResponses(422) },
      },
    },
    async request => {
      const all = [...coordinator.lead().state.schedules.values()].filter(({ state }) => state !== 'deleted')
      const page = pageOfList(all, ({ id }) => id, parseList(request.query))
      return answered('schedules', page, row => scheduleView(row, clock.wall()))
    },
  )
  app.get(
    '/v1/schedules/:name',
    {
      schema: {
        summary: 'A schedule, with the times that come next',
        tags,
        params: ByName,
        response: { 200: ScheduleView, ...problemResponses(404) },
      },
    },
    async request => scheduleView(scheduleOf(coordinator.lead().state, nameOf(request)), clock.wall()),
  )
}

function addDefinitions(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  app.post(
    '/v1/schedules',
    {
      schema: {
        summary: 'Begin jobs of a workflow at the times of a cron expression, from now on',
        description:
          'A nominal time begins one job at most, whatever crashes and however the clock is set. See docs/triggers.md for daylight saving.',
        tags,
        headers: User,
        body: ScheduleBody,
        response: { 201: ScheduleView, ...problemResponses(400, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const row = await coordinator.operations.addSchedule(request.body, userOf(request))
      return reply
        .status(201)
        .header('location', `/v1/schedules/${row.id}`)
        .send(scheduleView(row, clock.wall()))
    },
  )
  app.put(
    '/v1/schedules/:name',
    {
      schema: {
        summary: 'Change all that a schedule says; times that were dealt with stay so',
        tags,
        headers: User,
        params: ByName,
        body: ScheduleChange,
        response: { 200: ScheduleView, ...problemResponses(400, 404, 413, 415, 422) },
      },
    },
    async request => {
      const row = await coordinator.operations.changeSchedule(nameOf(request), request.body, userOf(request))
      return scheduleView(row, clock.wall())
    },
  )
}

function addDeeds(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  const parseBody = parse.parser(parse.ReasonBody, 'body')
  const schema = (summary: string) => ({
    summary,
    tags,
    params: ByName,
    body: parse.ReasonBody,
    response: { 200: ScheduleView, ...problemResponses(400, 404, 413, 415, 422) },
  })
  app.post(
    '/v1/schedules/:name/pause',
    { schema: schema('Begin nothing by it any more; jobs that it began go on') },
    async request => {
      const deed = parseBody(request.body)
      return scheduleView(await coordinator.operations.pauseSchedule(nameOf(request), deed), clock.wall())
    },
  )
  app.post(
    '/v1/schedules/:name/resume',
    { schema: schema('Undo that; what passed meanwhile is not made good') },
    async request => {
      const deed = parseBody(request.body)
      return scheduleView(await coordinator.operations.resumeSchedule(nameOf(request), deed), clock.wall())
    },
  )
  const parseQuery = parse.parser(parse.ReasonBody, 'query')
  app.delete(
    '/v1/schedules/:name',
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
      const { id } = await coordinator.operations.deleteSchedule(nameOf(request), parseQuery(request.query))
      return { name: id }
    },
  )
}
