import { MusterError } from '@muster/runtime'
import {
  type CallMethodRequestOptions,
  type CallMethodResult,
  coerceNodeId,
  DataType,
  type DataValue,
  type NodeId,
  VariantArrayType,
  type VariantOptions,
} from 'node-opcua-client'
import type { LinkSession } from '../shared/kept-link.ts'
import type { OpcUaConnection } from '../shared/opcua/connection.ts'
import { ADDITIVE_NAMESPACE, type Material, readLayer, readMaterials } from './additive.ts'
import {
  isDone,
  type ListedOrder,
  readJobOrders,
  readResponse,
  readReturnStatus,
  type ResponseField,
} from './job-order.ts'
import type { SentParameter } from './parameters.ts'
import type { Isa95Settings } from './settings.ts'

/** Methods of ISA95JobOrderReceiverObjectType (OPC 10031-4, 6.2.1); which of them a server has is its own affair. */
const METHODS = [
  'StoreAndStart',
  'Store',
  'Start',
  'Stop',
  'Abort',
  'Cancel',
  'Pause',
  'Resume',
  'Clear',
] as const
type Method = (typeof METHODS)[number]
/** ISA95JobOrderDataType in the namespace of the specification. */
const JOB_ORDER_TYPE = 3008

/** What the instrument said to a command. */
export interface Answer {
  readonly done: boolean
  /** For people. */
  readonly text: string
}

export interface OrderToStart {
  readonly id: string
  readonly workMaster: string
  readonly parameters: readonly SentParameter[]
}

/** What is read of the instrument in one look. */
export interface Look {
  readonly orders: readonly ListedOrder[]
  readonly percent: number | undefined
  readonly phase: string | undefined
  readonly values: Readonly<Record<string, number>>
  readonly busyWith: string | undefined
}

/** What came of an order. */
interface JobResponse {
  readonly fields: readonly ResponseField[]
  readonly materials: readonly Material[]
}

interface Nodes {
  readonly receiver: NodeId
  readonly list: NodeId
  readonly provider: NodeId
  readonly request: NodeId
  readonly methods: ReadonlyMap<Method, NodeId>
  /** Where the settings have a path. */
  readonly beside: ReadonlyMap<string, NodeId>
}

/** ISA-95 Job Control (OPC 10031-4 v2.00) on one connection. */
export class JobControl implements LinkSession {
  readonly #connection: OpcUaConnection
  readonly #settings: Isa95Settings
  readonly #nodes: Nodes

  private constructor(connection: OpcUaConnection, settings: Isa95Settings, nodes: Nodes) {
    this.#connection = connection
    this.#settings = settings
    this.#nodes = nodes
  }

  /** @throws MusterError where the server lacks a node that is needed; it names all of them. */
  static async on(connection: OpcUaConnection, settings: Isa95Settings): Promise<JobControl> {
    const control = new JobControl(connection, settings, await findNodes(connection, settings))
    // The first structure takes about a second, as the server's types are read for it: not when a start waits for it.
    await control.#jobOrder({ id: 'none', workMaster: 'none', parameters: [] })
    return control
  }

  get isOpen(): boolean {
    return this.#connection.isOpen
  }

  get closed(): Promise<string> {
    return this.#connection.closed
  }

  get bootMark(): string {
    return this.#connection.bootMark
  }

  get released(): Promise<void> {
    return this.#connection.released
  }

  close(): void {
    this.#connection.close()
  }

  check(): Promise<void> {
    return this.#connection.check()
  }

  /** Whether the order can be started by one message, or has to be stored first. */
  get hasStoreAndStart(): boolean {
    return this.#nodes.methods.has('StoreAndStart')
  }

  /** Sends a start, once. With StoreAndStart the order goes with it; else it was stored before. */
  async startOnce(order: OrderToStart): Promise<Answer> {
    const method = this.hasStoreAndStart ? 'StoreAndStart' : 'Start'
    const argument = this.hasStoreAndStart ? await this.#jobOrder(order) : idOf(order.id)
    return this.#answer(await this.#connection.callOnce(this.#request(method, argument)))
  }

  async store(order: OrderToStart): Promise<Answer> {
    return this.#answer(await this.#connection.call(this.#request('Store', await this.#jobOrder(order))))
  }

  /** @throws MusterError where the server has no such method. */
  async command(method: Exclude<Method, 'StoreAndStart' | 'Store' | 'Start'>, id: string): Promise<Answer> {
    return this.#answer(await this.#connection.call(this.#request(method, idOf(id))))
  }

  has(method: Method): boolean {
    return this.#nodes.methods.has(method)
  }

  async orders(): Promise<readonly ListedOrder[]> {
    const [list] = await this.#connection.read([this.#nodes.list])
    return ordersIn(list)
  }

  /** The list of orders and what is shown beside it, read at one time. */
  async look(): Promise<Look> {
    const { beside, list } = this.#nodes
    const names = [...beside.keys()]
    const [orders, ...shown] = await this.#connection.read([list, ...beside.values()])
    const valueOf = (name: string): unknown => good(shown[names.indexOf(name)])
    const values = this.#settings.progress.values.flatMap(({ name }) => {
      const value = valueOf(`value ${name}`)
      return typeof value === 'number' ? [[name, value] as const] : []
    })
    const percent = valueOf('percent')
    const phase = valueOf('phase')
    const busy = valueOf('busy')
    const isBusy = this.#settings.busy && new RegExp(this.#settings.busy.pattern).test(String(busy))
    return {
      orders: ordersIn(orders),
      percent: typeof percent === 'number' ? percent : undefined,
      phase: typeof phase === 'string' && phase !== '' ? phase : undefined,
      values: Object.fromEntries(values),
      busyWith: isBusy ? String(busy) : undefined,
    }
  }

  /** What the instrument says of itself. */
  async identity(): Promise<{ readonly serial?: string; readonly model?: string }> {
    const { beside } = this.#nodes
    const readable = (['serial', 'model'] as const).flatMap(name => {
      const node = beside.get(name)
      return node ? [{ name, node }] : []
    })
    if (readable.length === 0) return {}
    const values = await this.#connection.read(readable.map(({ node }) => node))
    return Object.fromEntries(
      readable.flatMap(({ name }, index) => {
        const value = good(values[index])
        return typeof value === 'string' && value !== '' ? [[name, value]] : []
      }),
    )
  }

  /** Whether the server may tell the layers of a run (OPC 40540). */
  get tellsLayers(): boolean {
    return this.#connection.serves(ADDITIVE_NAMESPACE)
  }

  /** How many layers of a run are done; undefined where the server does not say. */
  async layer(id: string): Promise<number | undefined> {
    return readLayer(await this.#responseOf(id))
  }

  /** The response of an order; undefined where there is none (RequestJobResponseByJobOrderID). */
  async response(id: string): Promise<JobResponse | undefined> {
    const value = await this.#responseOf(id)
    const fields = readResponse(value)
    return fields && { fields, materials: readMaterials(value) }
  }

  async #responseOf(id: string): Promise<unknown> {
    const { provider, request } = this.#nodes
    const result = await this.#connection.call({
      objectId: provider,
      methodId: request,
      inputArguments: [idOf(id)],
    })
    if (!this.#answer(result, 1).done) return undefined
    return result.outputArguments?.[0]?.value as unknown
  }

  async #jobOrder({ id, workMaster, parameters }: OrderToStart): Promise<VariantOptions> {
    const type = coerceNodeId(`ns=${this.#connection.namespace('J')};i=${JOB_ORDER_TYPE}`)
    const value = await this.#connection.session.constructExtensionObject(type, {
      jobOrderID: id,
      workMasterID: [{ ID: workMaster }],
      jobOrderParameters: parameters,
    })
    return { dataType: DataType.ExtensionObject, value }
  }

  #request(method: Method, argument: VariantOptions): CallMethodRequestOptions {
    const methodId = this.#nodes.methods.get(method)
    if (!methodId) throw new MusterError('no-method', 'instrument', `the server has no method ${method}`)
    const comment = { dataType: DataType.LocalizedText, arrayType: VariantArrayType.Array, value: [] }
    return { objectId: this.#nodes.receiver, methodId, inputArguments: [argument, comment] }
  }

  #answer(result: CallMethodResult, at = 0): Answer {
    const status = readReturnStatus(result.outputArguments?.[at]?.value)
    const code = result.statusCode.name
    const said = status === undefined ? code : `ReturnStatus ${status} (${code})`
    return { done: isDone(status, this.#settings.dialect), text: `the instrument answered ${said}` }
  }
}

const idOf = (id: string): VariantOptions => ({ dataType: DataType.String, value: id })

/** @throws MusterError where the list can't be read: then nothing is known of any order. */
function ordersIn(value: DataValue | undefined): readonly ListedOrder[] {
  const orders = value?.statusCode.isGood() ? readJobOrders(value.value.value) : undefined
  if (orders) return orders
  throw new MusterError('opcua-answer', 'instrument', "the instrument's list of job orders can't be read")
}

function good(value: DataValue | undefined): unknown {
  return value?.statusCode.isGood() ? (value.value.value as unknown) : undefined
}

async function findNodes(connection: OpcUaConnection, settings: Isa95Settings): Promise<Nodes> {
  const { jobOrderControl, jobResponses } = settings
  const needed = [
    jobOrderControl,
    `${jobOrderControl}/J:JobOrderList`,
    jobResponses,
    `${jobResponses}/J:RequestJobResponseByJobOrderID`,
  ]
  const shown = pathsBeside(settings)
  const optional = METHODS.map(name => `${jobOrderControl}/J:${name}`)
  const found = await connection.resolve([...needed, ...shown.map(([, path]) => path), ...optional])
  const [receiver, list, provider, request] = found
  const missing = [...needed, ...shown.map(([, path]) => path)].filter((_, index) => !found[index])
  if (!receiver || !list || !provider || !request || missing.length > 0)
    throw new MusterError('opcua-nodes', 'configuration', `the server has no ${missing.join(', no ')}`)
  const methods = named(METHODS, found.slice(needed.length + shown.length))
  if (!methods.has('StoreAndStart') && !(methods.has('Store') && methods.has('Start')))
    throw new MusterError(
      'opcua-nodes',
      'instrument',
      'the server has neither StoreAndStart nor Store and Start',
    )
  const beside = named(
    shown.map(([name]) => name),
    found.slice(needed.length, needed.length + shown.length),
  )
  return { receiver, list, provider, request, methods, beside }
}

function named<N extends string>(
  names: readonly N[],
  nodes: readonly (NodeId | undefined)[],
): Map<N, NodeId> {
  return new Map(
    names.flatMap((name, index) => {
      const node = nodes[index]
      return node ? [[name, node] as const] : []
    }),
  )
}

function pathsBeside({
  progress,
  busy,
  serial,
  model,
}: Isa95Settings): readonly (readonly [string, string])[] {
  const paths: readonly (readonly [string, string | undefined])[] = [
    ['percent', progress.percent],
    ['phase', progress.phase],
    ['busy', busy?.path],
    ['serial', serial],
    ['model', model],
    ...progress.values.map(({ name, path }) => [`value ${name}`, path] as const),
  ]
  return paths.flatMap(([name, path]) => (path === undefined ? [] : [[name, path] as const]))
}
