import { MusterError } from '@muster/runtime'
import {
  type CallMethodResult,
  coerceNodeId,
  DataType,
  type DataValue,
  type ExtensionObject,
  type NodeId,
  VariantArrayType,
  type VariantOptions,
} from 'node-opcua-client'
import type { LinkSession } from '../shared/kept-link.ts'
import type { OpcUaConnection } from '../shared/opcua/connection.ts'
import type { ProgramArguments } from './arguments.ts'
import { findNodes, type LadsNodes } from './nodes.ts'
import { goodValue, isPaused, numberOf, progressOf, stateOf, textOf, type UnitLook } from './readings.ts'
import { ResultSet } from './result-set.ts'
import type { LadsSettings } from './settings.ts'

/** KeyValueType and SampleInfoType in the namespace of the specification. */
const KEY_VALUE_TYPE = 3003
const SAMPLE_INFO_TYPE = 3002
/** The arguments of StartProgram, in order, for people. */
const ARGUMENTS = ['ProgramTemplateId', 'Properties', 'SupervisoryJobId', 'SupervisoryTaskId', 'Samples']
/** The most program templates that are looked through. */
const MOST_TEMPLATES = 1_000

/** What the instrument said to a command. */
export interface Answer {
  readonly done: boolean
  /** It was certainly not carried out. */
  readonly isRefusal: boolean
  /** For people. */
  readonly text: string
}

export interface ProgramToStart extends ProgramArguments {
  readonly template: string
  readonly jobId: string
  readonly taskId: string
}

export interface PreparedStart {
  /** To be called once. Rejects where it is not known what came of it. */
  sendOnce(): Promise<Answer>
}

type Command = 'stop' | 'abort' | 'suspend' | 'unsuspend' | 'hold' | 'unhold'

/** A functional unit of a LADS device (OPC 30500-1) on one connection. */
export class FunctionalUnit implements LinkSession {
  readonly #connection: OpcUaConnection
  readonly #nodes: LadsNodes
  /** undefined where the settings say that there are none. */
  readonly results: ResultSet | undefined

  private constructor(connection: OpcUaConnection, settings: LadsSettings, nodes: LadsNodes) {
    this.#connection = connection
    this.#nodes = nodes
    const set = nodes.optional.get('results')
    const isKept = settings.results !== 'none'
    this.results = isKept && set ? new ResultSet(connection, set, settings.maxResults) : undefined
  }

  /** @throws MusterError where the server lacks a node that is needed; it names all of them. */
  static async on(connection: OpcUaConnection, settings: LadsSettings): Promise<FunctionalUnit> {
    const unit = new FunctionalUnit(connection, settings, await findNodes(connection, settings))
    // The first structure takes a while, as the server's types are read for it: not when a start waits for it.
    await unit.#arguments({ properties: [{ key: '', value: '' }], samples: [NO_SAMPLE] })
    return unit
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

  has(command: Command): boolean {
    return this.#nodes.optional.has(command)
  }

  /** Makes the arguments of a start, so that nothing but the sending is left. */
  async prepare(program: ProgramToStart): Promise<PreparedStart> {
    const [properties, samples] = await this.#arguments(program)
    const text = (value: string): VariantOptions => ({ dataType: DataType.String, value })
    const request = {
      objectId: this.#nodes.machine,
      methodId: this.#nodes.startProgram,
      inputArguments: [
        text(program.template),
        properties,
        text(program.jobId),
        text(program.taskId),
        samples,
      ],
    }
    return { sendOnce: async () => answerOf('StartProgram', await this.#connection.callOnce(request)) }
  }

  /** @throws MusterError where the server has no such method. */
  async command(command: Command): Promise<Answer> {
    const { optional, machine } = this.#nodes
    const methodId = optional.get(command)
    const objectId = command === 'stop' || command === 'abort' ? machine : optional.get('running')
    if (!methodId || !objectId)
      throw new MusterError('no-method', 'instrument', `the functional unit has no ${nameOf(command)}`)
    return answerOf(nameOf(command), await this.#connection.call({ objectId, methodId, inputArguments: [] }))
  }

  /** What the functional unit says of itself, read at one time. */
  async look(): Promise<UnitLook> {
    const { state, optional, values } = this.#nodes
    const names = [...optional.keys()].filter(name => READ.has(name))
    const nodes = names.flatMap(name => optional.get(name) ?? [])
    const read = await this.#connection.read([state, ...nodes, ...values.values()])
    const [stateText, ...rest] = read
    const of = (name: string): DataValue | undefined => rest[names.findIndex(known => known === name)]
    const namespace = this.#connection.namespace('L')
    const shown = [...values.keys()].flatMap((name, index) => {
      const value = numberOf(rest[names.length + index])
      return value === undefined ? [] : [[name, value] as const]
    })
    const progress = progressOf({
      runtime: numberOf(of('runtime')),
      estimatedRuntime: numberOf(of('estimatedRuntime')),
      step: numberOf(of('step')),
      steps: numberOf(of('steps')),
    })
    return {
      state: stateOf(of('stateId'), stateText, namespace),
      said: textOf(stateText) ?? stateText?.statusCode.name ?? 'nothing',
      paused: isPaused(of('runningStateId'), of('runningState'), namespace),
      runId: textOf(of('runId')),
      lockedBy: goodValue(of('locked')) === true ? (textOf(of('lockedBy')) ?? 'somebody') : undefined,
      ...progress,
      phase: textOf(of('stepName')),
      values: Object.fromEntries(shown),
    }
  }

  /** What the device says of itself. */
  async identity(): Promise<{ readonly serial?: string; readonly model?: string }> {
    const { serial, model } = this.#nodes
    const readable = Object.entries({ serial, model }).flatMap(([name, node]) =>
      node ? [{ name, node }] : [],
    )
    if (readable.length === 0) return {}
    const values = await this.#connection.read(readable.map(({ node }) => node))
    return Object.fromEntries(
      readable.flatMap(({ name }, index) => {
        const text = textOf(values[index])
        return text === undefined ? [] : [[name, text]]
      }),
    )
  }

  /** The ids and names of the program templates; undefined where the server does not say which there are. */
  async templates(): Promise<readonly string[] | undefined> {
    const set = this.#nodes.optional.get('templates')
    if (!set) return undefined
    const children = await this.#connection.children(set, MOST_TEMPLATES, 'cut')
    const templates = children.filter(({ isVariable }) => !isVariable)
    const paths = templates.flatMap(({ node: from }) =>
      ['DeviceTemplateId', 'SupervisoryTemplateId'].map(name => ({ from, path: `/L:${name}` })),
    )
    const ids = (await this.#connection.resolveFrom(paths)).flatMap(node => node ?? [])
    const values = ids.length === 0 ? [] : await this.#connection.read(ids)
    return [
      ...new Set([...values.flatMap(value => textOf(value) ?? []), ...templates.map(({ name }) => name)]),
    ]
  }

  async #arguments({ properties, samples }: ProgramArguments): Promise<[VariantOptions, VariantOptions]> {
    return [await this.#list(KEY_VALUE_TYPE, properties), await this.#list(SAMPLE_INFO_TYPE, samples)]
  }

  async #list(type: number, entries: readonly object[]): Promise<VariantOptions> {
    const dataType: NodeId = coerceNodeId(`ns=${this.#connection.namespace('L')};i=${type}`)
    const value: ExtensionObject[] = []
    for (const entry of entries)
      value.push(await this.#connection.session.constructExtensionObject(dataType, { ...entry }))
    return { dataType: DataType.ExtensionObject, arrayType: VariantArrayType.Array, value }
  }
}

const NO_SAMPLE = { containerId: '', sampleId: '', position: '', customData: '' }

/** Variables among the optional nodes. */
const READ: ReadonlySet<string> = new Set([
  'stateId',
  'runningState',
  'runningStateId',
  'runtime',
  'estimatedRuntime',
  'stepName',
  'step',
  'steps',
  'runId',
  'locked',
  'lockedBy',
])

function nameOf(command: Command): string {
  return command.slice(0, 1).toUpperCase() + command.slice(1)
}

/** What a server says when it does not know itself what it did. */
const UNCLEAR = /^(?!Bad)|Timeout|InternalError|UnexpectedError|CommunicationError|Shutdown|ServerHalted/

function answerOf(method: string, { statusCode, inputArgumentResults }: CallMethodResult): Answer {
  const wrong = (inputArgumentResults ?? []).flatMap((code, index) =>
    code.isGood() ? [] : [`${ARGUMENTS[index] ?? index}: ${code.name}`],
  )
  const detail = wrong.length > 0 ? ` (${wrong.join(', ')})` : ''
  const text = `the functional unit answered ${method} with ${statusCode.name}${detail}`
  return { done: statusCode.isGood(), isRefusal: !UNCLEAR.test(statusCode.name), text }
}
