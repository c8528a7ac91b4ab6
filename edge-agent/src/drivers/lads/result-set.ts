import { messageOf, MusterError } from '@muster/runtime'
import type { NodeId } from 'node-opcua-client'
import type { OpcUaConnection } from '../shared/opcua/connection.ts'
import type { ResultField, ResultFile } from './ends.ts'
import { goodValue, type ResultTimes, textOf, timeOf } from './readings.ts'

/** How many nodes are asked about in one request: servers have limits, and must have them. */
const AT_ONCE = 50
/** The most that is read of one result. */
const MOST_FIELDS = 2_000

/** A result, and the nodes that say how it stands; the server must have them, and may not. */
interface KnownResult {
  readonly node: NodeId
  readonly started: NodeId | undefined
  readonly stopped: NodeId | undefined
  readonly runId: NodeId | undefined
}

/** The results of a functional unit on one connection, found by SupervisoryTaskId: nothing else leads from a run to its result. */
export class ResultSet {
  readonly #connection: OpcUaConnection
  readonly #set: NodeId
  readonly #most: number
  /** The SupervisoryTaskId of results that have one, by node: it never changes. */
  readonly #taskIds = new Map<string, string>()
  readonly #known = new Map<string, KnownResult>()

  /** @param most results that are looked through */
  constructor(connection: OpcUaConnection, set: NodeId, most: number) {
    this.#connection = connection
    this.#set = set
    this.#most = most
  }

  /** @returns undefined where no result has this SupervisoryTaskId. @throws MusterError where there are too many. */
  async find(taskId: string): Promise<NodeId | undefined> {
    const nodes = await this.#nodes()
    return nodes.find(node => this.#taskIds.get(node.toString()) === taskId)
  }

  /**
   * Whether a program run is certainly another one than this: one whose result is there. That another result is not
   * complete says nothing, as one that was cut off by a power failure may stay so.
   */
  async isOfAnother(runId: string | undefined, taskId: string): Promise<boolean> {
    if (runId === undefined) return false
    const others = (await this.#nodes()).filter(node => this.#taskIds.get(node.toString()) !== taskId)
    const runIds = await inParts(others, part =>
      this.#read(part.map(from => ({ from, path: '/L:DeviceProgramRunId' }))),
    )
    return runIds.some(value => textOf(value) === runId)
  }

  /** How a result stands; undefined where there is none, or no more. */
  async times(taskId: string): Promise<ResultTimes | undefined> {
    const known = this.#known.get(taskId) ?? (await this.#look(taskId))
    if (!known) return undefined
    const [times] = await this.#times([known])
    if (times?.gone !== true) return times
    this.#known.delete(taskId)
    this.#taskIds.delete(known.node.toString())
    return undefined
  }

  /** All variables of a result's VariableSet, also those in objects of it, by their names. */
  async fields(taskId: string): Promise<readonly ResultField[]> {
    const node = await this.find(taskId)
    const [set] = node ? await this.#connection.resolveFrom([{ from: node, path: '/L:VariableSet' }]) : []
    if (!set) return []
    const children = await this.#connection.children(set, MOST_FIELDS, 'cut')
    const variables = children.filter(({ isVariable }) => isVariable)
    for (const group of children.filter(({ isVariable }) => !isVariable)) {
      if (variables.length >= MOST_FIELDS) break
      const inner = await this.#connection.children(group.node, MOST_FIELDS - variables.length, 'cut')
      for (const child of inner)
        if (child.isVariable) variables.push({ ...child, name: `${group.name}/${child.name}` })
    }
    return inParts(variables, part => this.#readFields(part))
  }

  async files(taskId: string): Promise<readonly ResultFile[]> {
    const node = await this.find(taskId)
    const [set] = node ? await this.#connection.resolveFrom([{ from: node, path: '/L:FileSet' }]) : []
    if (!set) return []
    const files = (await this.#connection.children(set, MOST_FIELDS, 'cut')).filter(
      child => !child.isVariable,
    )
    return inParts(files, async part => {
      const values = await this.#read(
        part.flatMap(({ node: from }) =>
          ['Name', 'MimeType', 'URL'].map(name => ({ from, path: `/L:${name}` })),
        ),
      )
      return part.map(({ name }, index) => {
        const [own, mimeType, url] = values.slice(index * 3, index * 3 + 3).map(textOf)
        return {
          name: own ?? name,
          ...(mimeType === undefined ? {} : { mimeType }),
          ...(url === undefined ? {} : { url }),
        }
      })
    })
  }

  /** The id of the program template that a run was started with. */
  async template(taskId: string): Promise<string | undefined> {
    const from = await this.find(taskId)
    if (!from) return undefined
    const [id] = await this.#read([{ from, path: '/L:ProgramTemplate/L:DeviceTemplateId' }])
    return textOf(id)
  }

  async #readFields(
    part: readonly { readonly node: NodeId; readonly name: string }[],
  ): Promise<ResultField[]> {
    const values = await this.#connection.read(part.map(({ node }) => node))
    const units = await this.#read(part.map(({ node: from }) => ({ from, path: '/0:EngineeringUnits' })))
    return part.map(({ name }, index) => {
      const unit = unitOf(goodValue(units[index]))
      return { name, value: goodValue(values[index]), ...(unit === undefined ? {} : { unit }) }
    })
  }

  /** The results that are there now; what SupervisoryTaskId each has is known afterwards. */
  async #nodes(): Promise<readonly NodeId[]> {
    const children = await this.#connection
      .children(this.#set, this.#most, 'throw')
      .catch((error: unknown) => {
        const hint = `the ResultSet can't be looked through (setting \`maxResults\`): ${messageOf(error)}`
        throw new MusterError('opcua-results', 'instrument', hint, { cause: error })
      })
    const nodes = children.filter(({ isVariable }) => !isVariable).map(({ node }) => node)
    const unread = nodes.filter(node => !this.#taskIds.has(node.toString()))
    await inParts(unread, async part => {
      const ids = await this.#read(part.map(from => ({ from, path: '/L:SupervisoryTaskId' })))
      for (const [index, node] of part.entries()) {
        const id = textOf(ids[index])
        // One that is being made may get its id later.
        if (id !== undefined) this.#taskIds.set(node.toString(), id)
      }
      return []
    })
    return nodes
  }

  async #look(taskId: string): Promise<KnownResult | undefined> {
    const node = await this.find(taskId)
    const [known] = node ? await this.#resolve([node]) : []
    if (known) this.#known.set(taskId, known)
    return known
  }

  #resolve(nodes: readonly NodeId[]): Promise<KnownResult[]> {
    return inParts(nodes, async part => {
      const found = await this.#connection.resolveFrom(
        part.flatMap(from =>
          ['Started', 'Stopped', 'DeviceProgramRunId'].map(name => ({ from, path: `/L:${name}` })),
        ),
      )
      return part.map((node, index) => {
        const [started, stopped, runId] = found.slice(index * 3, index * 3 + 3)
        return { node, started, stopped, runId }
      })
    })
  }

  #times(results: readonly KnownResult[]): Promise<(ResultTimes & { readonly gone: boolean })[]> {
    return inParts(results, async part => {
      const nodes = part.flatMap(({ started, stopped, runId }) => [started, stopped, runId])
      const values = await this.#readThose(nodes)
      return part.map((_, index) => {
        const [started, stopped, runId] = values.slice(index * 3, index * 3 + 3)
        const gone = [started, stopped].every(value => value?.statusCode.name.startsWith('BadNodeId') ?? true)
        return { started: timeOf(started), stopped: timeOf(stopped), runId: textOf(runId), gone }
      })
    })
  }

  async #read(starts: readonly { readonly from: NodeId; readonly path: string }[]) {
    return this.#readThose(await this.#connection.resolveFrom(starts))
  }

  /** The values of nodes that are there, in their places. */
  async #readThose(nodes: readonly (NodeId | undefined)[]) {
    const there = nodes.flatMap(node => (node ? [node] : []))
    const values = there.length === 0 ? [] : await this.#connection.read(there)
    let next = 0
    return nodes.map(node => (node ? values[next++] : undefined))
  }
}

async function inParts<T, R>(items: readonly T[], work: (part: readonly T[]) => Promise<R[]>): Promise<R[]> {
  const results: R[] = []
  for (let from = 0; from < items.length; from += AT_ONCE)
    results.push(...(await work(items.slice(from, from + AT_ONCE))))
  return results
}

function unitOf(units: unknown): string | undefined {
  if (typeof units !== 'object' || units === null || !('displayName' in units)) return undefined
  const { displayName } = units
  if (typeof displayName !== 'object' || displayName === null || !('text' in displayName)) return undefined
  return typeof displayName.text === 'string' && displayName.text !== '' ? displayName.text : undefined
}
