import type { Clock } from '@muster/runtime'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { createMeasures } from '../../measures/index.ts'
import { currentLead } from '../current-lead.ts'
import { problemResponses } from '../problems.ts'

/** Counts from now on, until the server is closed. */
export function addMetricsRoute(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  const { store, observers, registry } = coordinator
  const measures = createMeasures({ clock, lead: () => currentLead(coordinator), store, registry })
  const unwatch = observers.watch(measures)
  app.addHook('onClose', async () => unwatch())
  app.get(
    '/metrics',
    {
      schema: {
        summary: 'What Prometheus reads',
        tags: ['health'],
        response: {
          200: { description: 'The metrics', content: { 'text/plain': { schema: Type.String() } } },
          ...problemResponses(),
        },
      },
    },
    async (_, reply) => reply.header('content-type', measures.contentType).send(await measures.text()),
  )
}
