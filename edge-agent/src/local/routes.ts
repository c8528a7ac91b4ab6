import { READINESS_ORDERS, type ReadinessOrderWord } from '@muster/protocol'
import { MusterError } from '@muster/runtime'
import { Type } from '@sinclair/typebox'
import type { Agent } from '../agent.ts'
import { deskRoutes } from './desk-routes.ts'
import { asking, changing, type LocalRoute } from './route.ts'

/** All that can be asked of a running agent and told to it from its own machine. */
export function localRoutes(agent: Agent): readonly LocalRoute[] {
  return [
    asking('/v1/status', () => agent.status()),
    changing('/v1/instruments/{id}/readiness', READINESS_FIELDS, async ({ id = '' }, wish) => {
      await keeperOf(agent, id).say(wish)
      return agent.status().instruments.find(instrument => instrument.id === id)
    }),
    ...deskRoutes(() => agent.desks()),
  ]
}

const READINESS_FIELDS = {
  readiness: Type.Unsafe<ReadinessOrderWord>({ type: 'string', enum: [...READINESS_ORDERS] }),
  reason: Type.Optional(Type.String({ maxLength: 1_000 })),
}

function keeperOf(agent: Agent, id: string) {
  const keeper = agent.readiness.get(id)
  if (keeper) return keeper
  const known = [...agent.readiness.keys()].join(', ')
  throw new MusterError('not-found', 'input', `this agent has no instrument ${id}; it has ${known}`)
}
