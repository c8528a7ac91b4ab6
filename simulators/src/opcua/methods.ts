import { type Clock, InvariantError, type Logger, messageOf } from '@muster/runtime'
import type { CallMethodResultOptions, ISessionContext, UAObject, Variant, VariantOptions } from 'node-opcua'
import type { Isa95Protocol } from '../config/schema.ts'
import { delayAnswer, deliveryOfStart } from '../faults/answer.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import type { JobOrders } from '../instruments/job-orders.ts'
import { RefusedError } from '../instruments/refusal.ts'
import { hasResponse, type Isa95Encoder } from './encoding.ts'
import { readId, readJobOrder } from './parameters.ts'
import { methodResult } from './return-status.ts'

/** What a method stands on. */
export interface MethodContext {
  readonly orders: JobOrders
  readonly encoder: Isa95Encoder
  readonly dialect: Isa95Protocol['dialect']
  readonly faults: FaultBook
  readonly clock: Clock
  readonly logger: Logger
  /** Cuts all connections before another byte leaves. */
  cut(): void
  /** Told why something was refused. */
  onRefusal(message: string): void
}

type Command = (argument: unknown, context: MethodContext) => void | Promise<void>

/** The methods of ISA95JobOrderReceiverObjectType; their first argument is an order or an id (clauses 6.2.1.3 ff.). */
const COMMANDS: Readonly<Record<string, Command>> = {
  Store: (argument, { orders }) => orders.store(readJobOrder(argument)),
  StoreAndStart: (argument, { orders }) => orders.storeAndStart(readJobOrder(argument)),
  Update: (argument, { orders }) => orders.update(readJobOrder(argument)),
  Start: (argument, { orders }) => orders.start(readId(argument)),
  RevokeStart: (argument, { orders }) => orders.revokeStart(readId(argument)),
  Stop: (argument, { orders }) => orders.stop(readId(argument)),
  Abort: (argument, { orders }) => orders.abort(readId(argument)),
  Pause: (argument, { orders }) => orders.pause(readId(argument)),
  Resume: (argument, { orders }) => orders.resume(readId(argument)),
  Cancel: (argument, { orders }) => orders.cancel(readId(argument)),
  Clear: (argument, { orders }) => orders.clear(readId(argument)),
}

const STARTS = new Set(['StoreAndStart', 'Start'])

/** The methods that a server so configured has. */
export function commandNames({ storeAndStart }: Isa95Protocol): string[] {
  return Object.keys(COMMANDS).filter(name => storeAndStart || name !== 'StoreAndStart')
}

/** Binds the methods of the job order receiver. */
export function bindCommands(receiver: UAObject, names: readonly string[], context: MethodContext): void {
  for (const name of names) {
    const command = COMMANDS[name]
    if (!command) throw new InvariantError(`${name} is no command`)
    bind(receiver, name, async inputs => {
      const result = await attempt(context, () => command(inputs[0]?.value, context))
      await delayAnswer(context.faults, context.clock)
      const delivery =
        STARTS.has(name) && result.refusal === undefined ? deliveryOfStart(context.faults) : 'send'
      if (delivery === 'cut') context.cut()
      if (delivery === 'withhold') await never()
      return methodResult(context.dialect, result.refusal)
    })
  }
}

/** Binds the methods of the job response provider (clause 6.2.7). */
export function bindQueries(provider: UAObject, context: MethodContext): void {
  const { orders, encoder, dialect } = context
  bind(provider, 'RequestJobResponseByJobOrderID', async inputs => {
    const order = orders.find(String(inputs[0]?.value))
    if (!order || !hasResponse(order))
      return methodResult(dialect, 'unknown-id', [encoder.jobResponse(undefined)])
    return methodResult(dialect, undefined, [encoder.jobResponse(order)])
  })
  bind(provider, 'RequestJobResponseByJobOrderState', async inputs => {
    const wanted = wantedStates(inputs[0]?.value)
    const responses: VariantOptions = encoder.jobResponseList(
      orders.list().filter(order => wanted.has(order.state)),
    )
    return methodResult(dialect, undefined, [responses])
  })
}

function bind(
  object: UAObject,
  name: string,
  method: (inputs: Variant[]) => Promise<CallMethodResultOptions>,
): void {
  const node = object.getMethodByName(name)
  if (!node) throw new InvariantError(`the nodeset has no method ${name}`)
  // node-opcua takes a function of two arguments for one that returns a promise.
  node.bindMethod(async (inputs: Variant[], _context: ISessionContext) => method(inputs))
}

async function attempt(
  context: MethodContext,
  command: () => void | Promise<void>,
): Promise<{ refusal: RefusedError['reason'] | undefined }> {
  try {
    await command()
    return { refusal: undefined }
  } catch (error) {
    if (!(error instanceof RefusedError)) {
      context.logger.error('a command broke', { error: messageOf(error) })
      throw error
    }
    context.onRefusal(error.message)
    return { refusal: error.reason }
  }
}

/** The names in StateText of an array of ISA95StateDataType. */
function wantedStates(value: unknown): ReadonlySet<string> {
  const states = Array.isArray(value) ? (value as { stateText?: { text?: string | null } }[]) : []
  return new Set(states.map(state => state.stateText?.text ?? ''))
}

function never(): Promise<never> {
  return new Promise(() => {})
}
