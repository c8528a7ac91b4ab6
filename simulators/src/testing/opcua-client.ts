import {
  AttributeIds,
  type CallMethodResult,
  type ClientSession,
  type ClientSubscription,
  coerceNodeId,
  DataType,
  type ExtensionObject,
  makeBrowsePath,
  MessageSecurityMode,
  type NodeId,
  OPCUACertificateManager,
  OPCUAClient,
  SecurityPolicy,
  TimestampsToReturn,
  VariantArrayType,
  type VariantOptions,
} from 'node-opcua'
import { ISA95_NAMESPACE, SIMULATOR_NAMESPACE } from '../opcua/names.ts'

/** The parts of a structure of OPC 10031-4 that tests look at. */
export interface JobEntry {
  readonly jobOrder: {
    readonly jobOrderID: string
    readonly workMasterID: readonly { readonly ID: string }[]
  }
  readonly state: readonly StateEntry[]
}
export interface StateEntry {
  readonly browsePath: { readonly elements: readonly unknown[] | null }
  readonly stateText: { readonly text: string }
  readonly stateNumber: number
}
export interface ResponseEntry {
  readonly jobOrderID: string
  readonly startTime?: Date
  readonly endTime?: Date
  readonly jobState: readonly StateEntry[]
  readonly jobResponseData: readonly { readonly ID: string; readonly value: { readonly value: unknown } }[]
}

/** A client that finds its way as a driver does: namespaces by URI, nodes by path. It never comes back by itself. */
export interface Isa95Client extends AsyncDisposable {
  /** Calls a method of JobOrderControl with an id. */
  command(name: string, id: string): Promise<CallMethodResult>
  storeAndStart(
    id: string,
    activity: string,
    parameters: Record<string, VariantOptions>,
  ): Promise<CallMethodResult>
  store(id: string, activity: string, parameters: Record<string, VariantOptions>): Promise<CallMethodResult>
  response(id: string): Promise<{ status: unknown; response: ResponseEntry | null }>
  jobs(): Promise<readonly JobEntry[]>
  /** Reads a variable by its path from Objects; `S:` and `J:` stand for the two namespaces. */
  read(path: string): Promise<unknown>
  readNode(nodeId: string): Promise<unknown>
  /** The first value of a variable that the condition holds for, as it is notified. */
  until<T>(path: string, condition: (value: T) => boolean): Promise<T>
}

/** @param pki the folder of the client's certificate; making one takes a while */
export async function connectIsa95(endpoint: string, pki: string): Promise<Isa95Client> {
  await using parts = new AsyncDisposableStack()
  const clientCertificateManager = new OPCUACertificateManager({ rootFolder: pki })
  const client = OPCUAClient.create({
    clientCertificateManager,
    applicationUri: 'urn:muster:test',
    securityMode: MessageSecurityMode.None,
    securityPolicy: SecurityPolicy.None,
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 0, initialDelay: 10 },
  })
  await client.connect(endpoint)
  parts.defer(() => client.disconnect())
  const session = await client.createSession()
  const owned = parts.move()
  return { ...over(session), [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

function over(session: ClientSession): Omit<Isa95Client, typeof Symbol.asyncDispose> {
  const resolve = async (path: string): Promise<NodeId> => {
    const namespaces = await session.readNamespaceArray()
    const qualified = path
      .replaceAll('S:', `${namespaces.indexOf(SIMULATOR_NAMESPACE)}:`)
      .replaceAll('J:', `${namespaces.indexOf(ISA95_NAMESPACE)}:`)
    const result = await session.translateBrowsePath(makeBrowsePath('ObjectsFolder', qualified))
    const target = result.targets?.[0]?.targetId
    if (!target) throw new Error(`there is no ${path}`)
    return target
  }
  const call = async (object: string, method: string, inputArguments: VariantOptions[]) =>
    session.call({
      objectId: await resolve(object),
      methodId: await resolve(`${object}/J:${method}`),
      inputArguments,
    })
  const comment = { dataType: DataType.LocalizedText, arrayType: VariantArrayType.Array, value: [] }
  const order = async (
    method: string,
    id: string,
    activity: string,
    parameters: Record<string, VariantOptions>,
  ) => {
    const value = await constructOrder(session, id, activity, parameters)
    return call('/S:JobOrderControl', method, [{ dataType: DataType.ExtensionObject, value }, comment])
  }
  const read = async (nodeId: NodeId | string): Promise<unknown> => {
    const value = await session.read({ nodeId, attributeId: AttributeIds.Value })
    return value.value.value as unknown
  }
  return {
    command: (name, id) =>
      call('/S:JobOrderControl', name, [{ dataType: DataType.String, value: id }, comment]),
    storeAndStart: (id, activity, parameters) => order('StoreAndStart', id, activity, parameters),
    store: (id, activity, parameters) => order('Store', id, activity, parameters),
    async response(id) {
      const inputs = [{ dataType: DataType.String, value: id }]
      const result = await call('/S:JobOrderResults', 'RequestJobResponseByJobOrderID', inputs)
      const [response, status] = result.outputArguments ?? []
      return { status: status?.value as unknown, response: (response?.value ?? null) as ResponseEntry | null }
    },
    jobs: async () => (await read(await resolve('/S:JobOrderControl/J:JobOrderList'))) as JobEntry[],
    read: async path => read(await resolve(path)),
    readNode: nodeId => read(nodeId),
    until: async (path, condition) => firstNotified(session, await resolve(path), condition),
  }
}

async function constructOrder(
  session: ClientSession,
  jobOrderID: string,
  activity: string,
  parameters: Record<string, VariantOptions>,
): Promise<ExtensionObject> {
  const namespace = (await session.readNamespaceArray()).indexOf(ISA95_NAMESPACE)
  return session.constructExtensionObject(coerceNodeId(`ns=${namespace};i=3008`), {
    jobOrderID,
    workMasterID: [{ ID: activity }],
    jobOrderParameters: Object.entries(parameters).map(([ID, value]) => ({ ID, value })),
  })
}

async function firstNotified<T>(
  session: ClientSession,
  nodeId: NodeId,
  condition: (value: T) => boolean,
): Promise<T> {
  const subscription: ClientSubscription = await session.createSubscription2({
    requestedPublishingInterval: 20,
    requestedLifetimeCount: 1_000,
    requestedMaxKeepAliveCount: 20,
    maxNotificationsPerPublish: 100,
    publishingEnabled: true,
    priority: 0,
  })
  const item = await subscription.monitor(
    { nodeId, attributeId: AttributeIds.Value },
    { samplingInterval: 20, queueSize: 100, discardOldest: true },
    TimestampsToReturn.Neither,
  )
  const value = await new Promise<T>(resolve => {
    item.on('changed', data => {
      const seen = data.value.value as T
      if (condition(seen)) resolve(seen)
    })
  })
  await subscription.terminate()
  return value
}
