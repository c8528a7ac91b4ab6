import type { Clock, Logger, Tracer } from '@muster/runtime'
import type { State } from '../model/state.ts'
import type { Transactor } from '../model/transactor.ts'
import type { Store } from '../store/store.ts'
import type { Notifier } from '../work/notifier.ts'
import type { Supervision } from '../work/supervision.ts'

/** What operations stand on: the parts of one lead. */
export interface OperationPorts {
  readonly state: State
  readonly store: Store
  readonly transactor: Transactor
  readonly clock: Clock
  readonly tracer: Tracer
  readonly logger: Logger
  readonly supervision: Supervision
  readonly notifier: Notifier
}
