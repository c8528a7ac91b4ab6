import { type Clock, type Logger, messageOf } from '@muster/runtime'
import { Registry } from 'prom-client'
import type { JobRecord } from '../model/records.ts'
import type { Observer } from '../observers.ts'
import { MiddlewareChain, type MiddlewareEntry } from './chain.ts'
import { logging } from './logging.ts'
import { metrics } from './metrics.ts'
import { workEvents } from './seen.ts'
import { validation } from './validation.ts'

export const BUILT_IN = ['logging', 'validation', 'metrics'] as const
/** A middleware that comes with the coordinator. */
export type BuiltIn = (typeof BUILT_IN)[number]

export interface MiddlewareParts {
  readonly chain: MiddlewareChain
  /** What `metrics` counts in; nothing where that was left out. */
  readonly registry: Registry
  /** Tells of what is committed. */
  readonly observer: Observer
}

/**
 * Puts the middleware of a process together.
 * @param list in order; what comes with the coordinator where left out. `validation` that is not named stands last, since workflows rely on it
 * @param jobOf of the lead that is held now
 */
export function setUpMiddleware(
  list: readonly (MiddlewareEntry | BuiltIn)[] = BUILT_IN,
  ports: { readonly clock: Clock; readonly logger: Logger },
  jobOf: (id: string) => JobRecord | undefined,
): MiddlewareParts {
  const { middleware: counting, registry } = metrics()
  const builtIn = { logging: logging(ports.logger), validation, metrics: counting }
  const whole = list.includes('validation') ? list : [...list, 'validation' as const]
  const entries = whole.map(
    (one): MiddlewareEntry =>
      typeof one === 'string' ? { name: one, middleware: builtIn[one], isBuiltIn: true } : one,
  )
  const chain = new MiddlewareChain(entries, ports)
  const observer: Observer = {
    committed(change) {
      if (!chain.looks) return
      try {
        for (const event of workEvents(change, jobOf)) chain.seen(event)
      } catch (error) {
        ports.logger.error('middleware can not be told of what was committed', { error: messageOf(error) })
      }
    },
    live() {},
    restarted() {},
  }
  return { chain, registry: list.includes('metrics') ? registry : new Registry(), observer }
}
