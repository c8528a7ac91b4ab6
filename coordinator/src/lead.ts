import { type Clock, type Logger, type Random, type Running, running } from '@muster/runtime'
import type { MqttConnectOptions, MqttPort } from '@muster/protocol'
import { Gateway } from './gateway/gateway.ts'
import { State } from './model/state.ts'
import { Transactor } from './model/transactor.ts'
import { createOperations, type Operations } from './operations.ts'
import { plan } from './scheduler/plan.ts'
import type { Change, Store, Term } from './store/store.ts'
import { offerTask } from './work/attempts.ts'
import { Deadlines } from './work/deadlines.ts'
import { noticeRestore, resumeRecovery } from './work/recovery.ts'

export interface LeadOptions {
  readonly store: Store
  readonly mqtt: MqttPort
  readonly connect: Omit<MqttConnectOptions, 'will'>
  readonly site: string
  readonly heartbeatMs: number
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** The highest epoch that was heard of elsewhere. */
  readonly heardEpoch: number
  readonly onCommitted: (change: Change) => void
  readonly onLive: (agentId: string) => void
  /** This lead is over: somebody has a higher epoch, or the store refused. */
  readonly over: (why: { readonly heardEpoch: number } | { readonly error: Error }) => void
}

/** A time of leading: from taking the lead to its end. Everything that decides belongs to one. */
export interface Lead extends Running {
  readonly term: Term
  readonly storeId: string
  readonly state: State
  readonly operations: Operations
  readonly gateway: Gateway
  readonly transactor: Transactor
}

export async function lead(options: LeadOptions): Promise<Lead> {
  const { store, clock, random, logger } = options
  const identity = await store.identity()
  const term = await store.takeLead(random.id(), options.heardEpoch)
  const state = State.from(await store.loadOpenWork())
  resumeRecovery(state)
  const log = logger.child({ epoch: term.epoch })
  log.info('leads', { store: identity.storeId, jobs: state.jobs.size, attempts: state.attempts.size })

  const transactor: Transactor = new Transactor(
    {
      state,
      store,
      term,
      clock,
      random,
      logger: log,
      beforeCommit: () => dispatch(state, transactor),
      committed: (change, messages) => {
        deadlines.committed(change)
        for (const message of messages) gateway.send(message)
        options.onCommitted(change)
      },
      failed: error => options.over({ error }),
    },
    (await store.identity()).writes,
  )
  const gateway: Gateway = new Gateway({
    ...options,
    state,
    term,
    transactor,
    logger: log,
    storeId: identity.storeId,
    outranked: heardEpoch => options.over({ heardEpoch }),
    liveChanged: options.onLive,
  })
  const deadlines = new Deadlines(clock, state, transactor)
  if (identity.restored) {
    transactor.decideAndGoOn('restored', 'rule:store-restored', draft =>
      noticeRestore(draft, 'the store is older than what was written to it before'),
    )
  }
  const started = gateway.start()
  const stop = async () => {
    deadlines.stop()
    await started.stop()
    transactor.stop(new Error('the coordinator stops'))
  }
  return {
    term,
    storeId: identity.storeId,
    state,
    operations: createOperations(state, store, transactor, clock),
    gateway,
    transactor,
    ...running(stop),
  }
}

/** Plans on the state as it is, and commits each assignment as a decision of its own. */
function dispatch(state: State, transactor: Transactor): void {
  if (state.queue.size === 0) return
  for (const assignment of plan(state)) {
    transactor.decideAndGoOn('plan', 'rule:scheduler', draft => offerTask(draft, assignment))
  }
}
