import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../schemas.ts'
import * as views from '../views.ts'
import { ById, idOf, notFound } from './shared.ts'

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
      const attempts = await store.attemptsOfTask(task.id)
      return { ...views.taskView(task, state), attemptList: attempts.map(views.attemptView) }
    },
  )
}
