import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../schemas.ts'
import * as views from '../views.ts'
import { ById, idOf, listOf, notFound } from './shared.ts'

export function addInstrumentRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  app.get(
    '/v1/instruments',
    {
      schema: {
        summary: 'All instruments',
        tags: ['instruments'],
        response: { 200: listOf('instruments', schemas.InstrumentView), ...problemResponses() },
      },
    },
    async () => {
      const { state } = coordinator.lead()
      return { instruments: [...state.known.values()].map(known => views.instrumentView(known, state)) }
    },
  )
  app.get(
    '/v1/instruments/:id',
    {
      schema: {
        summary: 'An instrument',
        tags: ['instruments'],
        params: ById,
        response: { 200: schemas.InstrumentView, ...problemResponses(404) },
      },
    },
    async request => {
      const { state } = coordinator.lead()
      const known = state.known.get(idOf(request))
      if (!known) throw notFound('instrument', idOf(request))
      return views.instrumentView(known, state)
    },
  )
}
