import {
  type AddressSpace,
  DataType,
  makeEUInformation,
  nodesets,
  type UAObject,
  type UAVariable,
  Variant,
} from 'node-opcua'
import type { LadsProtocol, OptionalLadsPart } from '../../config/schema.ts'
import type { InstrumentModel } from '../../instruments/model.ts'
import { showProgress } from './active-program.ts'
import { bindCommands, type LadsCommandOptions } from './commands.ts'
import { DI_NAMESPACE, instantiate, objectIn, show, variableIn } from './nodes.ts'
import { LadsResults } from './results.ts'
import { FunctionalUnitState } from './state.ts'

/** What a LADS server loads, in the order in which they stand on each other. */
export const LADS_NODESETS = [
  nodesets.standard,
  nodesets.di,
  nodesets.amb,
  nodesets.ia,
  nodesets.machinery,
  nodesets.lads,
]

/** The optional children of a functional unit that go with each part (OPC 30500-1, tables 16, 36, 56, 65). */
const PARTS: Readonly<Partial<Record<OptionalLadsPart, readonly string[]>>> = {
  stop: ['FunctionalUnitState.Stop'],
  abort: ['FunctionalUnitState.Abort', 'FunctionalUnitState.Clear'],
  pause: [
    'FunctionalUnitState.RunningStateMachine',
    'FunctionalUnitState.RunningStateMachine.Suspend',
    'FunctionalUnitState.RunningStateMachine.Unsuspend',
  ],
  progress: [
    'CurrentPauseTime',
    'CurrentRuntime',
    'CurrentStepName',
    'CurrentStepNumber',
    'EstimatedRuntime',
    'EstimatedStepNumbers',
  ].map(name => `ProgramManager.ActiveProgram.${name}`),
  'run-ids': ['ProgramManager.ActiveProgram.DeviceProgramRunId'],
  functions: ['FunctionSet'],
  'program-manager': ['ProgramManager'],
}

export interface LadsDeviceOptions extends Omit<LadsCommandOptions, 'results' | 'state'> {
  readonly protocol: LadsProtocol
}

/** Puts a plate reader as OPC 30500-1 has it into an address space: a device with one functional unit. */
export function addLadsDevice(space: AddressSpace, options: LadsDeviceOptions): void {
  const { model, protocol } = options
  const has = (part: OptionalLadsPart) => !protocol.leaveOut.includes(part)
  const device = addDevice(space, model)
  const optionals = Object.entries(PARTS).flatMap(([part, children]) =>
    has(part as OptionalLadsPart) ? children : [],
  )
  const unit = instantiate(space, {
    type: 'FunctionalUnitType',
    name: 'Reader',
    in: objectIn(device, 'FunctionalUnitSet'),
    optionals: [
      'FunctionalUnitState.StartProgram',
      ...(has('program-manager') ? optionals : withoutManager(optionals)),
    ],
  })
  if (has('functions')) addTemperature(space, objectIn(unit, 'FunctionSet'), model)
  const results = has('program-manager')
    ? new LadsResults(space, objectIn(unit, 'ProgramManager', 'ResultSet'), protocol)
    : undefined
  if (has('program-manager')) {
    addTemplates(space, objectIn(unit, 'ProgramManager', 'ProgramTemplateSet'), model)
    showProgress(objectIn(unit, 'ProgramManager', 'ActiveProgram'), { ...options, results })
  }
  const state = new FunctionalUnitState(space, objectIn(unit, 'FunctionalUnitState'), model)
  bindCommands(objectIn(unit, 'FunctionalUnitState'), { ...options, results, state })
  const refresh = () => {
    // The state says that a run is over before its result is complete, as servers do.
    state.refresh()
    if (model.run) results?.refresh(model.run)
  }
  model.onChange(refresh)
  refresh()
}

function withoutManager(optionals: readonly string[]): string[] {
  return optionals.filter(name => !name.startsWith('ProgramManager'))
}

function addDevice(space: AddressSpace, { definition }: InstrumentModel): UAObject {
  const set = space.rootFolder.objects.getFolderElementByName(
    'DeviceSet',
    space.getNamespaceIndex(DI_NAMESPACE),
  )
  const device = instantiate(space, {
    type: 'LADSDeviceType',
    name: 'PlateReader',
    in: (set ?? objectIn(space.rootFolder.objects, 'DeviceSet')) as UAObject,
  })
  const identification = objectIn(device, 'Identification')
  show(identification, 'SerialNumber', { dataType: DataType.String, value: definition.serial })
  show(identification, 'Model', { dataType: DataType.LocalizedText, value: { text: definition.kind } })
  show(identification, 'Manufacturer', { dataType: DataType.LocalizedText, value: { text: 'Muster' } })
  return device
}

function addTemplates(space: AddressSpace, set: UAObject, { definition }: InstrumentModel): void {
  for (const { name } of definition.activities) {
    const template = instantiate(space, { type: 'ProgramTemplateType', name, in: set })
    show(template, 'DeviceTemplateId', { dataType: DataType.String, value: name })
    show(template, 'Author', { dataType: DataType.String, value: 'Muster' })
    show(template, 'Version', { dataType: DataType.String, value: '1' })
    show(template, 'Description', { dataType: DataType.LocalizedText, value: { text: name } })
  }
}

function addTemperature(space: AddressSpace, set: UAObject, model: InstrumentModel): void {
  const sensor = instantiate(space, {
    type: 'AnalogScalarSensorFunctionType',
    name: 'Temperature',
    in: set,
  })
  show(sensor, 'IsEnabled', { dataType: DataType.Boolean, value: true })
  for (const name of ['SensorValue', 'RawValue']) {
    const variable: UAVariable = variableIn(sensor, name)
    const read = () => new Variant({ dataType: DataType.Double, value: model.readings['temperature'] ?? 0 })
    variable.bindVariable({ get: read }, true)
    const unit = variable.getChildByName('EngineeringUnits') as UAVariable | null
    unit?.setValueFromSource({
      dataType: DataType.ExtensionObject,
      value: makeEUInformation('CEL', '°C', '°C'),
    })
  }
}
