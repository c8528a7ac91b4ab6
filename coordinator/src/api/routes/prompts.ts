import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { answered, listOf, pageOfStored } from '../lists.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../schemas.ts'
import * as views from '../views.ts'
import { ById, idOf, notFound } from './shared.ts'

export function addPromptRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  const { store } = coordinator
  const parseQuery = parse.parser(parse.PromptsQuery, 'query')
  app.get(
    '/v1/prompts',
    {
      schema: {
        summary: 'Questions to operators, newest first',
        tags: ['prompts'],
        querystring: parse.PromptsQuery,
        response: { 200: listOf('prompts', schemas.PromptView), ...problemResponses(422) },
      },
    },
    async request => {
      const { state = 'open', ...page } = parseQuery(request.query)
      return answered('prompts', await pageOfStored(store, 'prompts', state, page), views.promptView)
    },
  )
  app.get(
    '/v1/prompts/:id',
    {
      schema: {
        summary: 'A question',
        tags: ['prompts'],
        params: ById,
        response: { 200: schemas.PromptView, ...problemResponses(404) },
      },
    },
    async request => {
      const prompt = await store.listed('prompts', idOf(request))
      if (!prompt) throw notFound('prompt', idOf(request))
      return views.promptView(prompt)
    },
  )
  const parseAnswer = parse.parser(parse.AnswerBody, 'body')
  app.post(
    '/v1/prompts/:id/answer',
    {
      schema: {
        summary: 'Answer a question, with your name',
        tags: ['prompts'],
        params: ById,
        body: parse.AnswerBody,
        response: { 200: schemas.PromptView, ...problemResponses(400, 404, 409, 413, 415, 422) },
      },
    },
    async request => {
      const { answer, by, comment, fields } = parseAnswer(request.body)
      const prompt = await coordinator.operations.answer(idOf(request), {
        answer,
        by,
        ...(fields ? { fields } : {}),
        ...(comment === undefined ? {} : { comment }),
      })
      return views.promptView(prompt)
    },
  )
}
