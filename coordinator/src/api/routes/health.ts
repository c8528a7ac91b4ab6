import { MusterError } from '@muster/runtime'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../schemas.ts'

export function addHealthRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  app.get(
    '/healthz',
    { schema: { summary: 'The process runs', tags: ['health'], response: { 200: schemas.Health } } },
    async () => ({ status: 'ok' }),
  )
  app.get(
    '/readyz',
    {
      schema: {
        summary: 'It leads, and reaches its broker',
        tags: ['health'],
        response: { 200: schemas.Health, ...problemResponses() },
      },
    },
    async () => {
      if (coordinator.lead().gateway.connected) return { status: 'ready' }
      throw new MusterError('broker-unreachable', 'unavailable', 'the broker does not answer')
    },
  )
}
