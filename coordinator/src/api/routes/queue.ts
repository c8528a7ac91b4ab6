import { priorityNumber } from '@muster/protocol'
import type { Clock } from '@muster/runtime'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import { QueuePages } from '../queue-pages.ts'
import * as queue from '../queue-schemas.ts'
import * as schemas from '../schemas.ts'
import * as views from '../views.ts'
import { ById, idOf, startsOf } from './shared.ts'

/** What waits, and where people put it. */
export function addQueueRoutes(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  addQueue(app, coordinator, clock)
  addOrder(app, coordinator)
  addPriority(app, coordinator)
  addDeadline(app, coordinator)
}

function addQueue(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  const parseQuery = parse.parser(queue.QueueQuery, 'query')
  const pages = new QueuePages(clock)
  app.get(
    '/v1/queue',
    {
      schema: {
        summary: 'Tasks that wait for an instrument, in the order in which they stand now',
        tags: ['queue'],
        querystring: queue.QueueQuery,
        response: { 200: queue.QueuePage, ...problemResponses(422) },
      },
    },
    async request => {
      const query = parseQuery(request.query)
      const { cursor, limit } = queue.pageOf(query)
      const { state } = coordinator.lead()
      const startOf = startsOf(coordinator)
      const { activity, instrument, user } = query
      const filter = JSON.stringify([activity, instrument, user])
      const wanted = queue.wantedBy(query, state)
      const { positions, next } = pages.page(state, { filter, wanted }, cursor, limit)
      return {
        waiting: state.board.size,
        tasks: positions.map(position => ({
          ...queue.queuedTaskView(position, state),
          ...startOf(position.entry.task),
        })),
        ...(next ? { nextCursor: queue.cursorOf(next) } : {}),
      }
    },
  )
}

function addOrder(app: FastifyInstance, coordinator: Coordinator): void {
  const parseOrder = parse.parser(queue.OrderBody, 'body')
  app.post(
    '/v1/tasks/:id/order',
    {
      schema: {
        summary: 'Put a waiting task on top of its priority, or right beside another; or take that back',
        description:
          'Refused with `order-refused` and why where the task, or the other one, does not wait in the queue, or where no instrument can do both.',
        tags: ['queue'],
        params: ById,
        body: queue.OrderBody,
        response: { 200: schemas.TaskView, ...problemResponses(400, 404, 409, 413, 415, 422) },
      },
    },
    async request => {
      const task = await coordinator.operations.order(
        idOf(request),
        queue.orderRequest(parseOrder(request.body)),
      )
      const { state } = coordinator.lead()
      return views.taskView(state.tasks.get(task.id) ?? task, state)
    },
  )
}

function addPriority(app: FastifyInstance, coordinator: Coordinator): void {
  const parsePriority = parse.parser(queue.PriorityBody, 'body')
  app.post(
    '/v1/jobs/:id/priority',
    {
      schema: {
        summary: 'Give a job another priority; what runs goes on, and places given by hand are given up',
        tags: ['queue'],
        params: ById,
        body: queue.PriorityBody,
        response: { 200: schemas.JobView, ...problemResponses(400, 404, 409, 413, 415, 422) },
      },
    },
    async request => {
      const { by, reason, priority } = parsePriority(request.body)
      const number = priorityNumber(priority)
      return views.jobView(await coordinator.operations.changePriority(idOf(request), number, by, reason))
    },
  )
}

function addDeadline(app: FastifyInstance, coordinator: Coordinator): void {
  const parseDeadline = parse.parser(queue.DeadlineBody, 'body')
  app.post(
    '/v1/jobs/:id/deadline',
    {
      schema: {
        summary: 'Give a job another deadline, or none; what runs goes on, and places given by hand are kept',
        tags: ['queue'],
        params: ById,
        body: queue.DeadlineBody,
        response: { 200: schemas.JobView, ...problemResponses(400, 404, 409, 413, 415, 422) },
      },
    },
    async request => {
      const { by, reason, deadline } = parseDeadline(request.body)
      const at = deadline === null ? undefined : Date.parse(deadline)
      return views.jobView(await coordinator.operations.changeDeadline(idOf(request), at, by, reason))
    },
  )
}
