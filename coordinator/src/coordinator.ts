import type { MqttConnectOptions, MqttPort } from '@muster/protocol'
import {
  type Clock,
  type Logger,
  messageOf,
  MusterError,
  type Random,
  type Running,
  running,
} from '@muster/runtime'
import { type Lead, lead } from './lead.ts'
import type { Operations } from './operations.ts'
import { Observers } from './observers.ts'
import type { Store } from './store/store.ts'

export interface CoordinatorPorts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly mqtt: MqttPort
  readonly store: Store
}

export interface CoordinatorOptions {
  readonly site: string
  readonly connect: Omit<MqttConnectOptions, 'will'>
  readonly heartbeatMs: number
  /** It can't go on by itself: the process should end, and be started again. */
  readonly onFatal: (error: Error) => void
}

export interface Coordinator extends Running {
  /** The lead that is held now. @throws MusterError `not-leading` between two. */
  lead(): Lead
  readonly operations: Operations
  readonly observers: Observers
  readonly store: Store
}

/**
 * One coordinator over its ports: it takes the lead, and takes it again with a higher epoch where it hears of
 * one that its store does not know (a store put back from a backup). A lead that the store itself ends is
 * another coordinator's: then this one is done.
 */
export async function createCoordinator(
  options: CoordinatorOptions,
  ports: CoordinatorPorts,
): Promise<Coordinator> {
  const observers = new Observers()
  let current: Lead | undefined
  let stopped = false

  const begin = async (heardEpoch: number): Promise<void> => {
    let isOver = false
    const held = await lead({
      ...options,
      ...ports,
      heardEpoch,
      onCommitted: change => observers.committed(change),
      onLive: agentId => observers.live(agentId),
      over: why => {
        if (isOver || stopped) return
        isOver = true
        if ('error' in why) return options.onFatal(why.error)
        ports.logger.warn('a higher epoch was heard of: taking the lead anew', why)
        const before = current
        current = undefined
        again(before, why.heardEpoch)
      },
    })
    if (stopped) return void (await held.stop())
    current = held
    observers.restarted()
  }

  const again = (before: Lead | undefined, heardEpoch: number): void => {
    const change = async () => {
      await before?.stop()
      if (!stopped) await begin(heardEpoch)
    }
    change().catch((error: unknown) =>
      options.onFatal(error instanceof Error ? error : new Error(messageOf(error))),
    )
  }

  await begin(0)
  const leading = (): Lead => {
    if (current) return current
    throw new MusterError('not-leading', 'unavailable', 'the coordinator is taking the lead; try again')
  }
  const stop = async () => {
    stopped = true
    await current?.stop()
    await ports.store.close()
  }
  return {
    lead: leading,
    operations: {
      submit: (submission, how) => leading().operations.submit(submission, how),
      cancel: (jobId, by, reason) => leading().operations.cancel(jobId, by, reason),
      answer: (promptId, request) => leading().operations.answer(promptId, request),
    },
    observers,
    store: ports.store,
    ...running(stop),
  }
}
