import { MusterError } from '@muster/runtime'
import {
  coerceNodeId,
  type CallMethodResult,
  type DataValue,
  type NodeId,
  type StatusCode,
} from 'node-opcua-client'
import type { LinkSession } from '../shared/kept-link.ts'
import type { OpcUaConnection } from '../shared/opcua/connection.ts'
import { parseNodeAddress } from '../shared/opcua/node-address.ts'
import type { PlannedAct, PlannedWrite } from './plan.ts'
import type { Reader } from './run.ts'
import { namedNodes, type NodesSettings, type Point } from './settings.ts'
import { readScalar, readTexts } from './value.ts'

/** What was read of the controller at one time. */
export interface Look {
  readonly read: Reader
  /** The attempt ids that it shows, newest first; undefined where it keeps none. */
  readonly ids: readonly string[] | undefined
  readonly bootMark: string
}

/** A server's answer to something it was told to do. */
export interface ActAnswer {
  readonly status: StatusCode
  /** The node that it speaks of, as the settings name it. */
  readonly node: string
}

/** A controller on one connection, with its nodes found. */
export class Controller implements LinkSession {
  readonly #connection: OpcUaConnection
  readonly #settings: NodesSettings
  readonly #nodes: ReadonlyMap<string, NodeId>
  /** As it was when the connection was made. */
  readonly bootMark: string

  private constructor(
    connection: OpcUaConnection,
    settings: NodesSettings,
    nodes: ReadonlyMap<string, NodeId>,
    bootMark: string,
  ) {
    this.#connection = connection
    this.#settings = settings
    this.#nodes = nodes
    this.bootMark = bootMark
  }

  /** @throws MusterError where the server lacks a node; it names all of them and where the settings have them. */
  static async on(connection: OpcUaConnection, settings: NodesSettings): Promise<Controller> {
    const nodes = await findNodes(connection, settings)
    const first = new Controller(connection, settings, nodes, '')
    return new Controller(connection, settings, nodes, (await first.look([])).bootMark)
  }

  get isOpen(): boolean {
    return this.#connection.isOpen
  }

  get closed(): Promise<string> {
    return this.#connection.closed
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

  /** Reads these nodes, and what tells one run and one boot from another, in one request. */
  async look(nodes: readonly string[]): Promise<Look> {
    const { ids, boot } = this.#settings
    const wanted = [...new Set([...nodes, ...(ids ? [ids.node] : []), ...(boot ? [boot.node] : [])])]
    const values =
      wanted.length === 0 ? [] : await this.#connection.read(wanted.map(name => this.#node(name)))
    const found = new Map<string, DataValue | undefined>(wanted.map((name, index) => [name, values[index]]))
    const read: Reader = (point, type) => readScalar(found.get(point.node), point, type)
    return {
      read,
      ids: ids && readTexts(found.get(ids.node), ids.node).filter(id => id !== ''),
      bootMark: boot ? String(read(boot)) : this.#connection.bootMark,
    }
  }

  async identity(): Promise<{ readonly serial?: string; readonly model?: string }> {
    const { serial, model } = this.#settings
    const { read } = await this.look([serial, model].filter(node => node !== undefined))
    const text = (node: string | undefined) => (node === undefined ? '' : String(read({ node })))
    return {
      ...(text(serial) !== '' && { serial: text(serial) }),
      ...(text(model) !== '' && { model: text(model) }),
    }
  }

  /** Writes values in one request, sent once. @returns the first that was not taken */
  async write(writes: readonly PlannedWrite[]): Promise<ActAnswer | undefined> {
    if (writes.length === 0) return undefined
    const statuses = await this.#connection.writeOnce(
      writes.map(({ node, value }) => ({ nodeId: this.#node(node), value })),
    )
    return statuses
      .map((status, index) => ({ status, node: writes[index]?.node ?? '' }))
      .find(({ status }) => status.isBad())
  }

  /** Calls a method or writes a variable, by one request that is sent once, now, or rejects. */
  async act(act: PlannedAct): Promise<ActAnswer> {
    if (act.kind === 'write') {
      const [status] = await this.#connection.writeOnce([{ nodeId: this.#node(act.node), value: act.value }])
      if (status) return { status, node: act.node }
      throw new MusterError('opcua-answer', 'instrument', 'the answer has no result')
    }
    const result: CallMethodResult = await this.#connection.callOnce({
      objectId: this.#node(act.object),
      methodId: this.#node(act.method),
      inputArguments: [...act.inputs],
    })
    return { status: result.statusCode, node: act.method }
  }

  #node(name: string): NodeId {
    const found = this.#nodes.get(name)
    if (found) return found
    throw new MusterError('opcua-nodes', 'bug', `${name} was not looked up`)
  }
}

/** Statuses that say that there is no such node. */
const ABSENT = new Set(['BadNodeIdUnknown', 'BadNodeIdInvalid'])

async function findNodes(
  connection: OpcUaConnection,
  settings: NodesSettings,
): Promise<ReadonlyMap<string, NodeId>> {
  const named = namedNodes(settings)
  const names = [...new Set(named.map(([, name]) => name))]
  const paths = names.filter(name => parseNodeAddress(name)?.kind === 'path')
  const resolved = await connection.resolve(paths)
  const found = new Map<string, NodeId>()
  for (const name of names) {
    const address = parseNodeAddress(name)
    const node =
      address?.kind === 'id'
        ? coerceNodeId(`ns=${connection.namespace(address.prefix)};${address.id}`)
        : resolved[paths.indexOf(name)]
    if (node) found.set(name, node)
  }
  const values = await connection.read([...found.values()])
  for (const [index, name] of [...found.keys()].entries())
    if (ABSENT.has(values[index]?.statusCode.name ?? '')) found.delete(name)
  const missing = named.filter(([, name]) => !found.has(name)).map(([field, name]) => `${name} (${field})`)
  if (missing.length === 0) return found
  throw new MusterError('opcua-nodes', 'configuration', `the server has no ${missing.join(', no ')}`)
}

/** Every node that is read to judge a run of the activity. */
export function nodesOfRun({
  state,
  percent,
  phase,
  message,
  values,
  result,
}: NodesSettings['activities'][number]): string[] {
  const points: readonly (Pick<Point, 'node'> | undefined)[] = [
    state,
    percent,
    phase,
    message,
    ...values,
    ...result,
  ]
  return points.flatMap(point => (point ? [point.node] : []))
}
