import { MusterError } from '@muster/runtime'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { answered, listOf, pageOfStored } from '../lists.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../supervision-schemas.ts'
import * as views from '../supervision-views.ts'
import { ById, idOf, notFound } from './shared.ts'

export function addDeadLetterRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  addDeadLetterList(app, coordinator)
  addReplay(app, coordinator)
  addDismissal(app, coordinator)
}

function addDeadLetterList(app: FastifyInstance, coordinator: Coordinator): void {
  const parseQuery = parse.parser(parse.DeadLettersQuery, 'query')
  app.get(
    '/v1/dead-letters',
    {
      schema: {
        summary:
          'Tasks that failed and that nothing tries again by itself, newest first; the open ones unless told',
        tags: ['dead letters'],
        querystring: parse.DeadLettersQuery,
        response: { 200: listOf('deadLetters', schemas.DeadLetterView), ...problemResponses(422) },
      },
    },
    async request => {
      const { state = 'open', ...page } = parseQuery(request.query)
      const letters = await pageOfStored(coordinator.store, 'deadLetters', state, page)
      return answered('deadLetters', letters, views.deadLetterView)
    },
  )
}

/** What both answer besides the letter. */
const REFUSALS = problemResponses(400, 404, 409, 413, 415, 422)

function addReplay(app: FastifyInstance, coordinator: Coordinator): void {
  const { store } = coordinator
  const parseReplay = parse.parser(parse.ReplayBody, 'body')
  app.post(
    '/v1/dead-letters/:id/replay',
    {
      schema: {
        summary: 'Try the task again, as `retry` does; its job runs again',
        tags: ['dead letters'],
        params: ById,
        body: parse.ReplayBody,
        response: { 200: schemas.DeadLetterView, ...REFUSALS },
      },
    },
    async request => {
      const id = idOf(request)
      const { by, reason, startAgain } = parseReplay(request.body)
      const letter = await store.listed('deadLetters', id)
      if (!letter) throw notFound('dead letter', id)
      if (letter.state !== 'open')
        throw new MusterError('letter-closed', 'conflict', `this dead letter is ${letter.state} already`)
      await coordinator.operations.recover(id, {
        action: 'retry',
        by,
        reason,
        ...(startAgain === undefined ? {} : { startAgain }),
      })
      return views.deadLetterView((await store.listed('deadLetters', id)) ?? letter)
    },
  )
}

function addDismissal(app: FastifyInstance, coordinator: Coordinator): void {
  const parseDismissal = parse.parser(parse.ReasonBody, 'body')
  app.post(
    '/v1/dead-letters/:id/dismiss',
    {
      schema: {
        summary: 'Take it off the list; the task stays failed',
        tags: ['dead letters'],
        params: ById,
        body: parse.ReasonBody,
        response: { 200: schemas.DeadLetterView, ...REFUSALS },
      },
    },
    async request => {
      const { by, reason } = parseDismissal(request.body)
      return views.deadLetterView(await coordinator.operations.dismiss(idOf(request), by, reason))
    },
  )
}
