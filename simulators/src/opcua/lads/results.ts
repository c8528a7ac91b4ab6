import {
  type AddressSpace,
  DataType,
  type ExtensionObject,
  makeEUInformation,
  type Namespace,
  type UAObject,
  VariantArrayType,
} from 'node-opcua'
import type { LadsProtocol } from '../../config/schema.ts'
import type { InstrumentModel } from '../../instruments/model.ts'
import type { ParameterValue } from '../../instruments/plan.ts'
import { isOver, type Run } from '../../instruments/run.ts'
import { SIMULATOR_NAMESPACE } from '../names.ts'
import { instantiate, objectIn, show } from './nodes.ts'

/** What StartProgram was told beside the parameters. */
export interface ProgramRun {
  readonly template: string
  readonly jobId: string
  readonly taskId: string
  /** As they came. */
  readonly properties: readonly ExtensionObject[]
  readonly samples: readonly ExtensionObject[]
}

interface KeptResult {
  readonly node: UAObject
  readonly runId: string
  readonly start: number
  complete: boolean
}

const UNITS: Readonly<Record<string, string>> = { meanAbsorbance: 'AU' }
const RESULT_FILE = 'absorbance.csv'

/** The ResultSet of a functional unit: a result for each run that StartProgram has begun, the oldest removed at last. */
export class LadsResults {
  readonly #space: AddressSpace
  readonly #namespace: Namespace
  readonly #set: UAObject
  readonly #protocol: LadsProtocol
  readonly #kept: KeptResult[] = []

  constructor(space: AddressSpace, set: UAObject, protocol: LadsProtocol) {
    this.#space = space
    this.#namespace = space.registerNamespace(SIMULATOR_NAMESPACE)
    this.#set = set
    this.#protocol = protocol
  }

  /** @returns the DeviceProgramRunId. */
  add(run: Run, program: ProgramRun): string {
    const runId = `run-${run.start}`
    const node = instantiate(this.#space, {
      type: 'ResultType',
      name: runId,
      in: this.#set,
      optionals: [
        ...(this.#has('run-ids') ? ['DeviceProgramRunId'] : []),
        ...(this.#has('times') ? ['TotalRuntime', 'TotalPauseTime'] : []),
      ],
    })
    const text = (name: string, value: string) => show(node, name, { dataType: DataType.String, value })
    const list = (name: string, value: readonly ExtensionObject[]) =>
      show(node, name, {
        dataType: DataType.ExtensionObject,
        arrayType: VariantArrayType.Array,
        value: [...value],
      })
    text('SupervisoryJobId', program.jobId)
    text('SupervisoryTaskId', program.taskId)
    text('DeviceProgramRunId', runId)
    list('Properties', program.properties)
    list('Samples', program.samples)
    show(node, 'Started', { dataType: DataType.DateTime, value: new Date(run.startedAt) })
    show(node, 'Stopped', { dataType: DataType.DateTime, value: null })
    show(objectIn(node, 'ProgramTemplate'), 'DeviceTemplateId', {
      dataType: DataType.String,
      value: program.template,
    })
    this.#kept.push({ node, runId, start: run.start, complete: false })
    this.#removeOldest()
    return runId
  }

  /** The run that is on the instrument. */
  activeRunId({ busy, run }: InstrumentModel): string | undefined {
    return busy ? this.#kept.find(({ start }) => start === run?.start)?.runId : undefined
  }

  /** Completes the result of a run that is over. */
  refresh(run: Run): void {
    const kept = this.#kept.find(({ start }) => start === run.start)
    if (!kept || kept.complete || !isOver(run.state) || !('at' in run.state)) return
    kept.complete = true
    if (this.#has('variables')) this.#addVariables(objectIn(kept.node, 'VariableSet'), run)
    if (this.#has('files') && run.state.name === 'completed') this.#addFile(kept.node, kept.runId)
    if (this.#protocol.nonsense) return
    const total = run.state.at - run.startedAt
    show(kept.node, 'TotalRuntime', { dataType: DataType.Double, value: total })
    show(kept.node, 'Stopped', { dataType: DataType.DateTime, value: new Date(run.state.at) })
  }

  #has(part: LadsProtocol['leaveOut'][number]): boolean {
    return !this.#protocol.leaveOut.includes(part)
  }

  #removeOldest(): void {
    while (this.#kept.length > this.#protocol.maxResults) {
      const oldest = this.#kept.shift()
      if (oldest) this.#namespace.deleteNode(oldest.node)
    }
  }

  #addVariables(set: UAObject, { state, results }: Run): void {
    const said = { Outcome: state.name, ...('by' in state && { StoppedBy: state.by }) }
    const error = state.name === 'failed' ? { Error: state.error } : {}
    for (const [name, value] of Object.entries({ ...said, ...error, ...results }))
      this.#addVariable(set, name, value)
  }

  #addVariable(set: UAObject, browseName: string, value: ParameterValue): void {
    const dataType = { string: DataType.String, boolean: DataType.Boolean, number: DataType.Double }[
      typeof value as 'string' | 'boolean' | 'number'
    ]
    const unit = UNITS[browseName]
    const common = { componentOf: set, browseName, dataType, value: { dataType, value } }
    if (unit === undefined) return void this.#namespace.addVariable(common)
    this.#namespace.addAnalogDataItem({
      ...common,
      engineeringUnits: makeEUInformation(unit, unit, unit),
      engineeringUnitsRange: { low: 0, high: 4 },
    })
  }

  #addFile(result: UAObject, runId: string): void {
    const file = instantiate(this.#space, {
      type: 'ResultFileType',
      name: RESULT_FILE,
      in: objectIn(result, 'FileSet'),
      optionals: ['URL'],
    })
    show(file, 'Name', { dataType: DataType.String, value: RESULT_FILE })
    show(file, 'MimeType', { dataType: DataType.String, value: 'text/csv' })
    show(file, 'URL', { dataType: DataType.String, value: `file:///results/${runId}/${RESULT_FILE}` })
  }
}
