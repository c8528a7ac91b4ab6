import type { Clock } from '@muster/runtime'
import {
  type AddressSpace,
  type CallMethodResultOptions,
  DataType,
  type ISessionContext,
  type Namespace,
  type StatusCode,
  StatusCodes,
  type UAObject,
  Variant,
  VariantArrayType,
} from 'node-opcua'
import type { NodesProtocol } from '../config/schema.ts'
import { delayAnswer, deliveryOfStart } from '../faults/answer.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import type { InstrumentModel } from '../instruments/model.ts'
import { RefusedError } from '../instruments/refusal.ts'
import type { Run } from '../instruments/run.ts'
import { SIMULATOR_NAMESPACE } from './names.ts'

interface ControllerOptions {
  readonly protocol: NodesProtocol
  readonly model: InstrumentModel
  readonly faults: FaultBook
  readonly clock: Clock
  /** Cuts all connections. */
  cut(): void
}

const STATE = { idle: 0, running: 1, done: 2, failed: 3, stoppedRemotely: 4, stoppedAtPanel: 5 } as const

/** A furnace controller without a job model: variables to set, a start, a stop, variables to read. See the README. */
export function addController(space: AddressSpace, options: ControllerOptions): void {
  const namespace = space.registerNamespace(SIMULATOR_NAMESPACE)
  const folder = namespace.addObject({
    organizedBy: space.rootFolder.objects,
    browseName: 'Controller',
  })
  const controller = new Controller(options)
  const { model } = options
  const shown: Shown = (name, dataType, read) => addShown(namespace, folder, name, dataType, read)
  const programme = addHeld(namespace, folder, 'Programme')
  const handedId = addHeld(namespace, folder, 'NextRunId')
  shown('State', DataType.Int32, () => stateOf(model.run))
  shown('Percent', DataType.Double, () => model.progress?.percent ?? 0)
  shown('Phase', DataType.String, () => model.progress?.phase ?? '')
  shown('Temperature', DataType.Float, () => model.readings['temperature'] ?? 0)
  shown('PeakTemperature', DataType.Double, () => Number(model.run?.results['peakTemperature'] ?? 0))
  shown('SegmentsCompleted', DataType.UInt32, () => Number(model.run?.results['segmentsCompleted'] ?? 0))
  shown('StartCount', DataType.UInt32, () => model.run?.start ?? 0)
  shown('Error', DataType.String, () => (model.run?.state.name === 'failed' ? model.run.state.error : ''))
  shown('SerialNumber', DataType.String, () => model.definition.serial)
  if (options.protocol.keptIds > 0) shown('RunIds', DataType.String, () => controller.ids)

  addButton(namespace, folder, 'StartButton', () => controller.start(programme(), handedId()))
  addButton(namespace, folder, 'StopButton', () => controller.stop())
  addMethod(namespace, folder, 'Start', ['Programme', 'RunId'], ([name, id]) =>
    controller.start(String(name?.value), String(id?.value ?? '')),
  )
  addMethod(namespace, folder, 'Stop', [], () => controller.stop())
}

/** What the buttons and methods do. */
class Controller {
  readonly #options: ControllerOptions
  /** Newest first. */
  ids: string[] = []

  constructor(options: ControllerOptions) {
    this.#options = options
  }

  async start(programme: string, id: string): Promise<StatusCode> {
    const { model, protocol, faults, clock } = this.#options
    const keepsIds = protocol.keptIds > 0
    if (keepsIds && (id === '' || this.ids.includes(id))) return StatusCodes.BadInvalidArgument
    const jobOrderId = keepsIds ? id : null
    const status = await attempted(() =>
      model.start({ jobOrderId, activity: 'fire', parameters: { programme } }),
    )
    if (status !== StatusCodes.Good) return status
    if (keepsIds) this.ids = [id, ...this.ids].slice(0, protocol.keptIds)
    await delayAnswer(faults, clock)
    const delivery = deliveryOfStart(faults)
    if (delivery === 'cut') this.#options.cut()
    if (delivery === 'withhold') await new Promise(() => {})
    return status
  }

  async stop(): Promise<StatusCode> {
    const status = await attempted(() => this.#options.model.abort('client'))
    await delayAnswer(this.#options.faults, this.#options.clock)
    return status
  }
}

async function attempted(work: () => unknown): Promise<StatusCode> {
  try {
    await work()
    return StatusCodes.Good
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    if (error.reason === 'wrong-parameters') return StatusCodes.BadInvalidArgument
    return error.reason === 'refused-by-instrument'
      ? StatusCodes.BadRequestNotAllowed
      : StatusCodes.BadInvalidState
  }
}

function stateOf(run: Run | undefined): number {
  switch (run?.state.name) {
    case undefined:
      return STATE.idle
    case 'running':
    case 'paused':
      return STATE.running
    case 'completed':
      return STATE.done
    case 'failed':
      return STATE.failed
    default:
      return run?.state.by === 'panel' ? STATE.stoppedAtPanel : STATE.stoppedRemotely
  }
}

type Shown = (name: string, dataType: DataType, read: () => number | string | string[]) => void

function addShown(
  namespace: Namespace,
  folder: UAObject,
  browseName: string,
  dataType: DataType,
  read: () => number | string | string[],
): void {
  const isList = Array.isArray(read())
  namespace.addVariable({
    componentOf: folder,
    browseName,
    dataType,
    nodeId: `s=Controller.${browseName}`,
    ...(isList ? { valueRank: 1 } : {}),
    minimumSamplingInterval: 100,
    value: {
      get: () =>
        new Variant({
          dataType,
          arrayType: isList ? VariantArrayType.Array : VariantArrayType.Scalar,
          value: read(),
        }),
    },
  })
}

/** A text that clients write. @returns what it holds */
function addHeld(namespace: Namespace, folder: UAObject, browseName: string): () => string {
  const variable = namespace.addVariable({
    componentOf: folder,
    browseName,
    dataType: DataType.String,
    nodeId: `s=Controller.${browseName}`,
    value: { dataType: DataType.String, value: '' },
  })
  return () => String(variable.readValue().value.value ?? '')
}

/** A truth value that does something when true is written, and falls back by itself. */
function addButton(
  namespace: Namespace,
  folder: UAObject,
  browseName: string,
  press: () => Promise<StatusCode>,
): void {
  namespace.addVariable({
    componentOf: folder,
    browseName,
    dataType: DataType.Boolean,
    nodeId: `s=Controller.${browseName}`,
    minimumSamplingInterval: 100,
    value: {
      get: () => new Variant({ dataType: DataType.Boolean, value: false }),
      set: (value: Variant, callback: (error: Error | null, status: StatusCode) => void) => {
        if (value.value !== true) return callback(null, StatusCodes.Good)
        press().then(
          status => callback(null, status),
          () => callback(null, StatusCodes.BadInternalError),
        )
      },
    },
  })
}

function addMethod(
  namespace: Namespace,
  folder: UAObject,
  browseName: string,
  inputs: readonly string[],
  call: (inputs: readonly Variant[]) => Promise<StatusCode>,
): void {
  const method = namespace.addMethod(folder, {
    browseName,
    nodeId: `s=Controller.${browseName}`,
    inputArguments: inputs.map(name => ({ name, dataType: DataType.String })),
    outputArguments: [],
  })
  // node-opcua takes a function of two arguments for one that returns a promise.
  method.bindMethod(
    async (given: Variant[], _context: ISessionContext): Promise<CallMethodResultOptions> => ({
      statusCode: await call(given),
    }),
  )
}
