import { join } from 'node:path'
import {
  type CallMethodResult,
  coerceNodeId,
  DataType,
  DataTypeExtractStrategy,
  makeBrowsePath,
  MessageSecurityMode,
  OPCUACertificateManager,
  OPCUAClient,
  SecurityPolicy,
  VariantArrayType,
} from 'node-opcua'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PLATE_READER, simulating, temporaryFolder } from '../../testing/simulators.ts'
import { DI_NAMESPACE, LADS_NAMESPACE } from './nodes.ts'

const UNIT = '/D:DeviceSet/S:PlateReader/L:FunctionalUnitSet/S:Reader'
const MACHINE = `${UNIT}/L:FunctionalUnitState`
const RESULTS = `${UNIT}/L:ProgramManager/L:ResultSet`

type Properties = Readonly<Record<string, string>>

/** A client that finds its way by paths, as the driver does. */
async function connect(endpoint: string, pki: string) {
  await using parts = new AsyncDisposableStack()
  const client = OPCUAClient.create({
    clientCertificateManager: new OPCUACertificateManager({ rootFolder: pki }),
    applicationUri: 'urn:muster:test',
    securityMode: MessageSecurityMode.None,
    securityPolicy: SecurityPolicy.None,
    endpointMustExist: false,
    connectionStrategy: { maxRetry: 0, initialDelay: 10 },
    dataTypeExtractStrategy: DataTypeExtractStrategy.Lazy,
  })
  await client.connect(endpoint)
  parts.defer(() => client.disconnect())
  const session = await client.createSession()
  const uris = await session.readNamespaceArray()
  const prefixes = { S: 'urn:muster:simulator', D: DI_NAMESPACE, L: LADS_NAMESPACE }
  const find = async (path: string) => {
    const numbered = path.replace(
      /\/([SDL]):/g,
      (_, prefix: keyof typeof prefixes) => `/${uris.indexOf(prefixes[prefix])}:`,
    )
    const found = await session.translateBrowsePath(makeBrowsePath('ObjectsFolder', numbered))
    return found.targets?.[0]?.targetId
  }
  const read = async (path: string): Promise<unknown> => {
    const nodeId = await find(path)
    return nodeId ? (await session.read({ nodeId })).value.value : undefined
  }
  const call = async (name: string, inputArguments: object[] = []): Promise<CallMethodResult> => {
    const [objectId, methodId] = [await find(MACHINE), await find(`${MACHINE}/L:${name}`)]
    if (!objectId || !methodId) throw new Error(`there is no ${name}`)
    return session.call({ objectId, methodId, inputArguments })
  }
  const list = async (type: number, entries: readonly object[]) => {
    const dataType = coerceNodeId(`ns=${uris.indexOf(LADS_NAMESPACE)};i=${type}`)
    const value = await Promise.all(
      entries.map(entry => session.constructExtensionObject(dataType, { ...entry })),
    )
    return { dataType: DataType.ExtensionObject, arrayType: VariantArrayType.Array, value }
  }
  const text = (value: string) => ({ dataType: DataType.String, value })
  const owned = parts.move()
  return {
    read,
    call,
    state: async () => ((await read(`${MACHINE}/CurrentState`)) as { text: string }).text,
    async start(template: string, properties: Properties, taskId = 'task-1') {
      const pairs = Object.entries(properties).map(([key, value]) => ({ key, value }))
      const samples = [{ containerId: 'P-1', sampleId: 'S-1', position: 'A1', customData: '' }]
      return call('StartProgram', [
        text(template),
        await list(3003, pairs),
        text('job-1'),
        text(taskId),
        await list(3002, samples),
      ])
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

describe('a plate reader over OPC UA LADS', () => {
  // One server for all tests: it takes a second to begin.
  const scope = new AsyncDisposableStack()
  let reader: Awaited<ReturnType<typeof simulating>>
  let client: Awaited<ReturnType<typeof connect>>
  beforeAll(async () => {
    const pki = scope.use(await temporaryFolder()).path
    const protocol = { ...PLATE_READER.protocol, pki: join(pki, 'reader'), maxResults: 2 }
    reader = scope.use(await simulating({ ...PLATE_READER, protocol, timeScale: 100 }))
    client = scope.use(await connect(reader.simulator.endpoint, join(pki, 'client')))
  })
  afterAll(() => scope.disposeAsync())
  const codes = async (...calls: Promise<CallMethodResult>[]) =>
    (await Promise.all(calls)).map(({ statusCode }) => statusCode.name)

  test('refuses what it can not do, and starts nothing by it', async () => {
    expect(
      await codes(
        client.start('luminescence', {}),
        client.start('read', { wells: '0' }),
        client.start('read', { wells: 'many' }),
        client.start('read', { colour: 'red' }),
        client.call('Stop'),
        client.call('Clear'),
      ),
    ).toEqual([
      'BadInvalidArgument',
      'BadOutOfRange',
      'BadOutOfRange',
      'BadOutOfRange',
      'BadInvalidState',
      'BadInvalidState',
    ])
    expect(reader.simulator.starts()).toEqual([])
    expect(await client.state()).toBe('Stopped')
  })

  test('writes into the result what it was given, and starts a known SupervisoryTaskId again', async () => {
    const begun = await client.start('read', { wells: '1500', shake: 'false' })
    expect([begun.statusCode.name, begun.outputArguments?.[0]?.value]).toEqual(['Good', 'run-1'])
    expect(await client.state()).toBe('Running')
    expect(await codes(client.start('read', {}))).toEqual(['BadInvalidState'])
    const result = `${RESULTS}/S:run-1`
    expect(await client.read(`${result}/L:SupervisoryJobId`)).toBe('job-1')
    expect(await client.read(`${result}/L:SupervisoryTaskId`)).toBe('task-1')
    expect(await client.read(`${result}/L:Samples`)).toMatchObject([{ sampleId: 'S-1', position: 'A1' }])
    expect(await client.read(`${result}/L:Properties`)).toMatchObject([{ key: 'wells', value: '1500' }, {}])
    expect(await codes(client.call('Stop'))).toEqual(['Good'])
    expect(await client.read(`${result}/L:VariableSet/S:StoppedBy`)).toBe('client')
    expect(await client.read(`${result}/L:Stopped`)).toBeInstanceOf(Date)
    expect(await codes(client.start('read', { wells: '1500' }))).toEqual(['Good'])
    expect(reader.simulator.starts()).toMatchObject([
      { jobOrderId: 'task-1', parameters: { wells: 1_500, shake: false } },
      { jobOrderId: 'task-1' },
    ])
  })

  test('stays Aborted until it is cleared, and removes its oldest result', async () => {
    expect(await codes(client.call('Abort'))).toEqual(['Good'])
    expect(await client.state()).toBe('Aborted')
    expect(await codes(client.start('read', {}))).toEqual(['BadInvalidState'])
    expect(await codes(client.call('Clear'))).toEqual(['Good'])
    expect(await client.state()).toBe('Stopped')
    expect(await codes(client.start('read', {}))).toEqual(['Good'])
    expect(await client.read(`${RESULTS}/S:run-1/L:SupervisoryTaskId`)).toBeUndefined()
    expect(await client.read(`${RESULTS}/S:run-2/L:VariableSet/S:Outcome`)).toBe('aborted')
    expect(await client.read(`${RESULTS}/S:run-3/L:SupervisoryTaskId`)).toBe('task-1')
  })
})
