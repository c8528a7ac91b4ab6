import { messageOf, millis, MusterError, withTimeout } from '@muster/runtime'
import {
  AttributeIds,
  BrowsePath,
  type CallMethodRequestOptions,
  type CallMethodResult,
  CallRequest,
  type CallResponse,
  type ClientSession,
  DataTypeExtractStrategy,
  coerceNodeId,
  type DataValue,
  MessageSecurityMode,
  type NodeId,
  OPCUAClient,
  ReferenceTypeIds,
  resolveNodeId,
  SecurityPolicy,
  type StatusCode,
  type VariantOptions,
  WriteRequest,
  type WriteResponse,
} from 'node-opcua-client'
import type { LinkSession } from '../kept-link.ts'
import { browseChildren, type ChildNode } from './browse.ts'
import { parsePath } from './browse-path.ts'
import { connectFault } from './connect-fault.ts'
import type { ConnectionOptions } from './connection-options.ts'
import { identityOf } from './identity.ts'
import { openPki, type Pki } from './pki.ts'
import { chooseEndpoint, mustBeTrusted } from './server-trust.ts'

/** `Server/ServerStatus/StartTime`: another value means that the server has booted. */
const START_TIME = 'i=2257'
const OBJECTS = 'i=85'
/** How long the server keeps a session of which it hears nothing. */
const SESSION_TIMEOUT_MS = 20_000
/** How long a server may take to let a session go; it does so by itself later. */
const GOODBYE = millis(500)

/**
 * What ClientSession has beneath `call`. `call` itself sends a request a second time where the server did not know the
 * session any more, and keeps requests back while a connection is being repaired.
 */
const SEND_ONCE = '_performMessageTransaction'
type SendsOnce = Readonly<
  Record<
    typeof SEND_ONCE,
    (
      request: CallRequest | WriteRequest,
      callback: (error: Error | null, response?: CallResponse | WriteResponse) => void,
    ) => void
  >
>

/** A session on one TCP connection. When that is lost the session is over: nothing is repaired, kept back or sent again. */
export class OpcUaConnection implements LinkSession {
  readonly closed: Promise<string>
  /** When the server says it was started; the instrument may have forgotten what was before. */
  readonly bootMark: string
  readonly #client: OPCUAClient
  readonly #pki: Pki
  readonly #session: ClientSession
  readonly #namespaces: ReadonlyMap<string, number>
  readonly #uris: readonly string[]
  readonly #options: ConnectionOptions
  readonly #end = Promise.withResolvers<string>()
  readonly #released = Promise.withResolvers<void>()
  #isOpen = true

  private constructor({ client, pki, session }: Opened, options: ConnectionOptions, facts: Facts) {
    this.#client = client
    this.#pki = pki
    this.#session = session
    this.#options = options
    this.#namespaces = facts.namespaces
    this.#uris = facts.uris
    this.bootMark = facts.bootMark
    this.closed = this.#end.promise
    const lost = (reason: string) => () => this.#close(reason)
    client.on('close', lost('the connection was lost'))
    client.on('connection_lost', lost('the connection was lost'))
    session.on('session_closed', lost('the server closed the session'))
  }

  /**
   * @throws MusterError where no server answers, one that is not trusted or does not trust us, or one that lacks a
   * namespace; its message says what to do.
   */
  static async open(options: ConnectionOptions): Promise<OpcUaConnection> {
    const pki = await openPki(options)
    let client: OPCUAClient | undefined
    try {
      client = createClient(options, pki, await trustedCertificate(options, pki))
      await client.connect(options.endpoint)
      const session = await client.createSession(await identityOf(options.user))
      mustSendOnce(session)
      const uris = await session.readNamespaceArray()
      const namespaces = prefixesOf(uris, options.namespaces)
      const started = await session.read({ nodeId: START_TIME, attributeId: AttributeIds.Value })
      const bootMark = bootMarkOf(started)
      return new OpcUaConnection({ client, pki, session }, options, { namespaces, uris, bootMark })
    } catch (error) {
      await client?.disconnect().catch(() => undefined)
      await pki.close()
      throw connectFault(error, options, pki.ownCertificate)
    }
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** The session itself, for what only it can do with the server's types. */
  get session(): ClientSession {
    return this.#session
  }

  /** Whether the server has this namespace, by its URI. */
  serves(uri: string): boolean {
    return this.#uris.includes(uri)
  }

  /** The index of a namespace, by its prefix. */
  namespace(prefix: string): number {
    const index = this.#namespaces.get(prefix)
    if (index === undefined)
      throw new MusterError('opcua-namespace', 'configuration', `no namespace ${prefix}`)
    return index
  }

  /** Finds nodes by their paths from Objects; undefined for those that are not there. */
  resolve(paths: readonly string[]): Promise<(NodeId | undefined)[]> {
    return this.resolveFrom(paths.map(path => ({ from: resolveNodeId(OBJECTS), path })))
  }

  /** Finds nodes by their paths, each from a node of its own. */
  async resolveFrom(
    starts: readonly { readonly from: NodeId; readonly path: string }[],
  ): Promise<(NodeId | undefined)[]> {
    if (starts.length === 0) return []
    const wanted = starts.map(({ from, path }) => this.#browsePath(from, path))
    const results = await this.#answered(this.#session.translateBrowsePath(wanted))
    return results.map(result => {
      const target = result.targets?.[0]
      // What is only partly resolved lies on another server.
      return target && target.remainingPathIndex === 0xffffffff ? coerceNodeId(target.targetId) : undefined
    })
  }

  /** See `browseChildren`. */
  children(node: NodeId, most: number, beyond: 'cut' | 'throw'): Promise<readonly ChildNode[]> {
    return browseChildren(this.#session, node, { most, beyond }, work => this.#answered(work))
  }

  read(nodes: readonly NodeId[]): Promise<DataValue[]> {
    const values = nodes.map(nodeId => ({ nodeId, attributeId: AttributeIds.Value }))
    return this.#answered(this.#session.read(values))
  }

  /** For methods that start nothing. */
  call(request: CallMethodRequestOptions): Promise<CallMethodResult> {
    return this.#answered(this.#session.call(request))
  }

  /** Sends the request once, now, on the connection that is open, or rejects. It is never sent again, whatever comes of it. */
  async callOnce(request: CallMethodRequestOptions): Promise<CallMethodResult> {
    const { startLimit } = this.#options
    const message = new CallRequest({ requestHeader: { timeoutHint: startLimit }, methodsToCall: [request] })
    const response = (await this.#sendOnce(message)) as CallResponse
    const result = response.results?.[0]
    if (!result) throw new MusterError('opcua-answer', 'instrument', 'the answer has no result')
    return result
  }

  /** Writes the values of nodes by one request, which is sent as `callOnce` sends. @returns what came of each */
  async writeOnce(values: readonly { nodeId: NodeId; value: VariantOptions }[]): Promise<StatusCode[]> {
    const { startLimit } = this.#options
    const message = new WriteRequest({
      requestHeader: { timeoutHint: startLimit },
      nodesToWrite: values.map(({ nodeId, value }) => ({
        nodeId,
        attributeId: AttributeIds.Value,
        value: { value },
      })),
    })
    const { results } = (await this.#sendOnce(message)) as WriteResponse
    if (results?.length === values.length) return results
    throw new MusterError('opcua-answer', 'instrument', 'the answer has no results')
  }

  /** Asks for a sign of life; without one the connection is over. */
  async check(): Promise<void> {
    try {
      const [value] = await this.read([coerceNodeId(START_TIME)])
      if (value && bootMarkOf(value) !== this.bootMark) this.#close('the server has booted')
    } catch (error) {
      this.#close(messageOf(error))
    }
  }

  close(): void {
    this.#close('the driver was closed')
  }

  /** Resolves when the session was given back, as far as that can be done. */
  get released(): Promise<void> {
    return this.#released.promise
  }

  /** What comes in time. A connection on which no answer came is over: nobody knows what still lies in it. */
  #answered<T>(work: Promise<T>, limit = this.#options.responseLimit): Promise<T> {
    return withTimeout(this.#options.clock, limit, work, () => {
      const message = `the instrument gave no answer within ${limit} ms`
      this.#close(message)
      return new MusterError('opcua-no-answer', 'unavailable', message)
    })
  }

  async #sendOnce(message: CallRequest | WriteRequest): Promise<CallResponse | WriteResponse> {
    // While it is being let go of the library would still send.
    if (!this.#isOpen)
      throw new MusterError('opcua-closed', 'unavailable', 'the connection was closed before it was sent')
    const sender = this.#session as unknown as SendsOnce
    const answer = new Promise<CallResponse | WriteResponse>((resolve, reject) => {
      sender[SEND_ONCE](message, (error, response) => {
        if (error || !response) reject(error ?? new Error('no answer'))
        else resolve(response)
      })
    })
    return this.#answered(answer, this.#options.startLimit)
  }

  #close(reason: string): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#end.resolve(reason)
    withTimeout(this.#options.clock, GOODBYE, this.#client.disconnect(), () => new Error('no goodbye'))
      .catch(() => undefined)
      .then(() => this.#pki.close())
      .catch(() => undefined)
      .finally(() => this.#released.resolve())
  }

  #browsePath(startingNode: NodeId, path: string): BrowsePath {
    const steps = parsePath(path) ?? []
    return new BrowsePath({
      startingNode,
      relativePath: {
        elements: steps.map(({ prefix, name }) => ({
          referenceTypeId: resolveNodeId(ReferenceTypeIds.HierarchicalReferences),
          isInverse: false,
          includeSubtypes: true,
          targetName: { namespaceIndex: this.namespace(prefix), name },
        })),
      },
    })
  }
}

interface Facts {
  readonly namespaces: ReadonlyMap<string, number>
  readonly uris: readonly string[]
  readonly bootMark: string
}

interface Opened {
  readonly client: OPCUAClient
  readonly pki: Pki
  readonly session: ClientSession
}

/** The server's certificate, which a person has accepted; undefined where there is to be no security. */
async function trustedCertificate(options: ConnectionOptions, pki: Pki): Promise<Buffer | undefined> {
  const { security, endpoint, clock } = options
  if (security.mode === 'None') return undefined
  const client = createClient({ ...options, security: { ...security, mode: 'None' } }, pki, undefined)
  try {
    await client.connect(endpoint)
    const chosen = chooseEndpoint(await client.getEndpoints(), security)
    await mustBeTrusted(chosen.serverCertificate, pki, clock)
    return chosen.serverCertificate
  } finally {
    await client.disconnect()
  }
}

function createClient(
  { applicationUri, security, responseLimit, connectLimit }: ConnectionOptions,
  { manager }: Pki,
  serverCertificate: Buffer | undefined,
): OPCUAClient {
  const isOpen = security.mode === 'None'
  return OPCUAClient.create({
    applicationName: 'Muster edge agent',
    applicationUri,
    clientCertificateManager: manager,
    securityMode: MessageSecurityMode[security.mode],
    securityPolicy: isOpen ? SecurityPolicy.None : SecurityPolicy[security.policy],
    ...(serverCertificate && { serverCertificate }),
    // Behind an address translation the server names itself otherwise than we know it.
    endpointMustExist: false,
    // Without a retry it repairs nothing by itself.
    connectionStrategy: { maxRetry: 0, initialDelay: 10 },
    transportTimeout: connectLimit,
    defaultTransactionTimeout: responseLimit,
    requestedSessionTimeout: SESSION_TIMEOUT_MS,
    keepSessionAlive: false,
    // Reads the few types that are met, when they are met, and not all that the server has.
    dataTypeExtractStrategy: DataTypeExtractStrategy.Lazy,
  })
}

/** @throws MusterError where the library was changed beneath us. */
function mustSendOnce(session: object): void {
  if (typeof (session as Partial<SendsOnce>)[SEND_ONCE] === 'function') return
  const message = 'this version of node-opcua-client has no way to send a request once'
  throw new MusterError('opcua-library', 'bug', message)
}

function prefixesOf(
  uris: readonly string[],
  declared: Readonly<Record<string, string>>,
): ReadonlyMap<string, number> {
  const wanted = Object.entries(declared)
  const missing = wanted.filter(([, uri]) => !uris.includes(uri)).map(([, uri]) => uri)
  if (missing.length > 0) {
    const message = `the server has no namespace ${missing.join(', ')}; it has ${uris.join(', ')}`
    throw new MusterError('opcua-namespace', 'configuration', message)
  }
  return new Map(wanted.map(([prefix, uri]) => [prefix, uris.indexOf(uri)]))
}

function bootMarkOf(value: DataValue): string {
  const started: unknown = value.value.value
  if (value.statusCode.isGood() && started instanceof Date) return started.toISOString()
  throw new MusterError('opcua-answer', 'instrument', 'the server does not say when it was started')
}
