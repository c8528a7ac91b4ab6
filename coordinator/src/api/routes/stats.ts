import type { FastifyInstance } from 'fastify'
import { fairnessNow } from '../../scheduler/fairness.ts'
import type { Coordinator } from '../../coordinator.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../schemas.ts'

export function addStatsRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  app.get(
    '/v1/stats',
    {
      schema: { summary: 'Counts', tags: ['stats'], response: { 200: schemas.Stats, ...problemResponses() } },
    },
    async () => {
      const { state, gateway, term } = coordinator.lead()
      const counts = await coordinator.store.counts()
      const online = [...state.live.values()].filter(
        live => live.online && live.contactLostSince === undefined,
      ).length
      return {
        jobs: counts.jobs,
        queued: state.board.size,
        openAttempts: [...state.openAttemptsByAgent.values()].reduce((sum, open) => sum + open.size, 0),
        openPrompts: state.prompts.size,
        agents: { known: state.agents.size, online },
        messages: gateway.counts,
        events: counts.events,
        epoch: term.epoch,
        fairness: fairnessNow(state),
      }
    },
  )
}
