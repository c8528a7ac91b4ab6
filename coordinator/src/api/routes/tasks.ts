import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import type { TaskRecord } from '../../model/records.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../schemas.ts'
import * as views from '../views.ts'
import { ById, idOf, notFound, startsOf } from './shared.ts'

/** A task as it is answered: as it is now, with its attempts. */
async function detailOf(coordinator: Coordinator, task: TaskRecord) {
  const attempts = await coordinator.store.attemptsOfTask(task.id)
  const { state } = coordinator.lead()
  return {
    ...views.taskView(state.tasks.get(task.id) ?? task, state),
    ...startsOf(coordinator)(state.tasks.get(task.id) ?? task),
    attemptList: attempts.map(views.attemptView),
  }
}

export function addTaskRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  const { store } = coordinator
  app.get(
    '/v1/tasks/:id',
    {
      schema: {
        summary: 'A task with its attempts',
        tags: ['tasks'],
        params: ById,
        response: { 200: schemas.TaskDetail, ...problemResponses(404) },
      },
    },
    async request => {
      const { state } = coordinator.lead()
      const task = state.tasks.get(idOf(request)) ?? (await store.task(idOf(request)))
      if (!task) throw notFound('task', idOf(request))
      return detailOf(coordinator, task)
    },
  )
  addRecovery(app, coordinator)
  addCheckpoint(app, coordinator)
}

function addCheckpoint(app: FastifyInstance, coordinator: Coordinator): void {
  const parseBy = parse.parser(parse.PersonBody, 'body')
  app.post(
    '/v1/tasks/:id/checkpoint',
    {
      schema: {
        summary: 'Ask the run of a task how far it has come: another attempt can go on from there',
        description:
          'The answer is in `attemptList`, as `checkpoint`, once it is there. Refused with `checkpoint-refused` and why where nothing of it runs, or its instrument keeps no checkpoints.',
        tags: ['tasks'],
        params: ById,
        body: parse.PersonBody,
        response: { 202: schemas.TaskDetail, ...problemResponses(400, 404, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const { by } = parseBy(request.body)
      return reply
        .status(202)
        .send(await detailOf(coordinator, await coordinator.operations.checkpoint(idOf(request), by)))
    },
  )
}

function addRecovery(app: FastifyInstance, coordinator: Coordinator): void {
  const parseRecovery = parse.parser(parse.RecoverBody, 'body')
  app.post(
    '/v1/tasks/:id/recover',
    {
      schema: {
        summary:
          'Put a task right by hand; refused with `recovery-refused` and why where a promise would break',
        description: [
          '`retry` begins another attempt. `fixed` does so too, and resets the breakers that kept it away. `cancel` ends it.',
          '`done` takes it as succeeded, with `evidence`. `skip` goes on without it. `move` gives it to another `instrument`.',
          'What may have been started is started once more only where its activity is `safe`, or with `startAgain`.',
        ].join(' '),
        tags: ['tasks'],
        params: ById,
        body: parse.RecoverBody,
        response: { 200: schemas.TaskDetail, ...problemResponses(400, 404, 409, 413, 415, 422) },
      },
    },
    async request => {
      const { instrument, evidence, startAgain, ...rest } = parseRecovery(request.body)
      const task = await coordinator.operations.recover(idOf(request), {
        ...rest,
        ...(instrument === undefined ? {} : { instrument }),
        ...(evidence === undefined ? {} : { evidence }),
        ...(startAgain === undefined ? {} : { startAgain }),
      })
      return detailOf(coordinator, task)
    },
  )
}
