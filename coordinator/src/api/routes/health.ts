import { messageOf } from '@muster/runtime'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import type { Lead } from '../../lead.ts'
import { currentLead } from '../current-lead.ts'
import { problemResponses, sendProblem } from '../problems.ts'
import * as schemas from '../schemas.ts'
import { channelView } from '../supervision-views.ts'

type ComponentState = schemas.Components[keyof schemas.Components]

const OK: ComponentState = { ok: true }
const wrong = (message: string): ComponentState => ({ ok: false, message })

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
        summary: 'It leads, and reaches its store and its broker; channels that are down are named',
        tags: ['health'],
        response: { 200: schemas.Readiness, ...problemResponses() },
      },
    },
    async (_, reply) => {
      const components = await componentsOf(coordinator)
      const failed = NEEDED.find(({ name }) => !components[name].ok)
      if (!failed) return { status: 'ready', components }
      const { message = '' } = components[failed.name]
      return sendProblem(reply, 503, failed.code, message, [], components)
    },
  )
}

/** Without these nothing can be started; the first that is not ok gives the code. */
const NEEDED = [
  { name: 'store', code: 'store-unavailable' },
  { name: 'lead', code: 'not-leading' },
  { name: 'broker', code: 'broker-unreachable' },
] as const

async function componentsOf(coordinator: Coordinator): Promise<schemas.Components> {
  const store = await storeOf(coordinator)
  const held = currentLead(coordinator)
  if (!held) {
    const unknown = wrong('not known while there is no lead')
    return { store, lead: wrong('the coordinator is taking the lead'), broker: unknown, channels: unknown }
  }
  const broker = held.gateway.connected ? OK : wrong('the broker does not answer')
  return { store, lead: OK, broker, channels: channelsOf(held) }
}

async function storeOf({ store }: Coordinator): Promise<ComponentState> {
  try {
    await store.identity()
    return OK
  } catch (error) {
    return wrong(`the store can not be read: ${messageOf(error)}`)
  }
}

function channelsOf({ notifier, state }: Lead): ComponentState {
  const down = notifier.channelNames.filter(name => channelView(name, state).isDown)
  return down.length === 0 ? OK : wrong(`down: ${down.join(', ')}`)
}
