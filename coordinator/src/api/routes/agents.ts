import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../schemas.ts'
import * as views from '../views.ts'
import { ById, idOf, listOf, notFound } from './shared.ts'

export function addAgentRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  app.get(
    '/v1/agents',
    {
      schema: {
        summary: 'All agents',
        tags: ['agents'],
        response: { 200: listOf('agents', schemas.AgentView), ...problemResponses() },
      },
    },
    async () => {
      const { state } = coordinator.lead()
      return { agents: [...state.agents.values()].map(agent => views.agentView(agent, state)) }
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
