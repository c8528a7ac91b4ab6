import type { Agent } from '../agent.ts'
import { asking, type LocalRoute } from './route.ts'

/** All that can be asked of a running agent and told to it from its own machine. */
export function localRoutes(agent: Agent): readonly LocalRoute[] {
  return [asking('/v1/status', () => agent.status())]
}
