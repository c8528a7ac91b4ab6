import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { answered, listOf, ListQuery, pageOfList } from '../lists.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../schemas.ts'
import * as views from '../views.ts'
import { ById, idOf, notFound } from './shared.ts'

export function addAgentRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  const parseList = parse.parser(ListQuery, 'query')
  app.get(
    '/v1/agents',
    {
      schema: {
        summary: 'All agents, by id',
        tags: ['agents'],
        querystring: ListQuery,
        response: { 200: listOf('agents', schemas.AgentView), ...problemResponses(422) },
      },
    },
    async request => {
      const { state } = coordinator.lead()
      const page = pageOfList(state.agents.values(), ({ id }) => id, parseList(request.query))
      return answered('agents', page, agent => views.agentView(agent, state))
    },
  )
  app.get(
    '/v1/agents/:id',
    {
      schema: {
        summary: 'An agent',
        tags: ['agents'],
        params: ById,
        response: { 200: schemas.AgentView, ...problemResponses(404) },
      },
    },
    async request => {
      const { state } = coordinator.lead()
      const agent = state.agents.get(idOf(request))
      if (!agent) throw notFound('agent', idOf(request))
      return views.agentView(agent, state)
    },
  )
}
