import { type Clock, InvariantError, type JsonSchema, type Logger, messageOf } from '@muster/runtime'
import {
  type CallMethodResultOptions,
  DataType,
  type ExtensionObject,
  type ISessionContext,
  type StatusCode,
  StatusCodes,
  type UAObject,
  type Variant,
} from 'node-opcua'
import { delayAnswer, deliveryOfStart } from '../../faults/answer.ts'
import type { FaultBook } from '../../faults/fault-book.ts'
import type { InstrumentModel } from '../../instruments/model.ts'
import type { ParameterValue } from '../../instruments/plan.ts'
import { RefusedError } from '../../instruments/refusal.ts'
import { childOf, methodOf, objectIn } from './nodes.ts'
import type { LadsResults, ProgramRun } from './results.ts'
import type { FunctionalUnitState } from './state.ts'

export interface LadsCommandOptions {
  readonly model: InstrumentModel
  readonly results: LadsResults | undefined
  readonly state: FunctionalUnitState
  readonly faults: FaultBook
  readonly clock: Clock
  readonly logger: Logger
  /** Cuts all connections before another byte leaves. */
  cut(): void
}

type Method = (inputs: readonly Variant[]) => CallMethodResultOptions | Promise<CallMethodResultOptions>

/** Binds the methods of FunctionalUnitStateMachineType that are there (OPC 30500-1, 7.1.5 and 7.1.7). */
export function bindCommands(machine: UAObject, options: LadsCommandOptions): void {
  const { model, state } = options
  const bind = (object: UAObject, name: string, method: Method) =>
    // node-opcua takes a function of two arguments for one that returns a promise.
    methodOf(object, name)?.bindMethod(async (inputs: Variant[], _context: ISessionContext) => {
      try {
        const result = await method(inputs)
        await delayAnswer(options.faults, options.clock)
        return result
      } catch (error) {
        if (error instanceof RefusedError) return { statusCode: codeOf(error) }
        options.logger.error('a command broke', { error: messageOf(error) })
        throw error
      }
    })
  const command =
    (work: () => void): Method =>
    () => {
      work()
      return { statusCode: StatusCodes.Good }
    }
  bind(machine, 'StartProgram', inputs => startProgram(inputs, options))
  bind(
    machine,
    'Stop',
    command(() => model.stop('client')),
  )
  bind(
    machine,
    'Abort',
    command(() => model.abort('client')),
  )
  bind(
    machine,
    'Clear',
    command(() => clear(state)),
  )
  if (!childOf(machine, 'RunningStateMachine')) return
  const running = objectIn(machine, 'RunningStateMachine')
  bind(
    running,
    'Suspend',
    command(() => model.pause()),
  )
  bind(
    running,
    'Unsuspend',
    command(() => model.resume()),
  )
}

function clear(state: FunctionalUnitState): void {
  if (state.current !== 'Aborted') throw new RefusedError('wrong-state', 'there is nothing to clear')
  state.clear()
}

/** A SupervisoryTaskId that is known already is started again: the specification says nothing against it. */
async function startProgram(
  inputs: readonly Variant[],
  options: LadsCommandOptions,
): Promise<CallMethodResultOptions> {
  const { model, results, state, faults } = options
  const program = readProgram(inputs)
  const { activity, parameters } = jobOf(program, model)
  if (state.current !== 'Stopped') throw new RefusedError('busy', `the unit is ${state.current}`)
  const run = await model.start({ jobOrderId: program.taskId || null, activity, parameters })
  const runId = results?.add(run, program) ?? `run-${run.start}`
  const delivery = deliveryOfStart(faults)
  if (delivery === 'cut') options.cut()
  if (delivery === 'withhold') await new Promise<never>(() => {})
  return {
    statusCode: StatusCodes.Good,
    outputArguments: [{ dataType: DataType.String, value: runId }],
  }
}

function readProgram(inputs: readonly Variant[]): ProgramRun {
  const text = (index: number) => (inputs[index]?.value as string | null | undefined) ?? ''
  const list = (index: number) => (inputs[index]?.value ?? []) as ExtensionObject[]
  return { template: text(0), properties: list(1), jobId: text(2), taskId: text(3), samples: list(4) }
}

/** Properties are texts: what they mean is in the schema of the activity. */
function jobOf(
  { template, properties }: ProgramRun,
  model: InstrumentModel,
): { activity: string; parameters: Readonly<Record<string, ParameterValue>> } {
  const activity = model.definition.activities.find(({ name }) => name === template)
  if (!activity) throw new RefusedError('unknown-activity', `there is no program template ${template}`)
  const schemas = activity.schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined
  const parameters = Object.fromEntries(
    (properties as unknown as readonly { key: string; value: string }[]).map(({ key, value }) => [
      key,
      valueOf(value, schemas?.[key]?.['type']),
    ]),
  )
  return { activity: activity.name, parameters }
}

function valueOf(text: string, type: unknown): ParameterValue {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  const isNumber = (type === 'number' || type === 'integer') && text.trim() !== ''
  return isNumber && Number.isFinite(Number(text)) ? Number(text) : text
}

function codeOf({ reason }: RefusedError): StatusCode {
  switch (reason) {
    case 'wrong-parameters':
      return StatusCodes.BadOutOfRange
    case 'unknown-activity':
      return StatusCodes.BadInvalidArgument
    case 'refused-by-instrument':
      return StatusCodes.BadRequestNotAllowed
    case 'busy':
    case 'wrong-state':
      return StatusCodes.BadInvalidState
    default:
      throw new InvariantError(`a functional unit does not refuse as ${reason}`)
  }
}
