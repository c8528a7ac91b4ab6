import { DataType, type Namespace, type UAObject, type UAVariable, Variant } from 'node-opcua'
import type { InstrumentModel } from '../instruments/model.ts'

/** The quickest at which a value that moves with time is looked at, in milliseconds. */
const QUICKEST_SAMPLING = 100

/** The variables beside the job control: what a person would read off the instrument's panel. */
export interface InstrumentFolder {
  /** Brings up to date what changes only with a run's state. */
  refresh(): void
  showRefusal(message: string): void
}

export function addInstrumentFolder(namespace: Namespace, model: InstrumentModel): InstrumentFolder {
  const { definition } = model
  const folder = namespace.addFolder(namespace.addressSpace.rootFolder.objects, { browseName: 'Instrument' })
  const constant = (name: string, value: string) => held(namespace, folder, name, value)
  constant('Name', definition.name)
  constant('Kind', definition.kind)
  constant('SerialNumber', definition.serial)

  const sampled = (name: string, dataType: DataType, read: () => string | number) => {
    namespace.addVariable({
      componentOf: folder,
      browseName: name,
      dataType,
      minimumSamplingInterval: QUICKEST_SAMPLING,
      value: { get: () => new Variant({ dataType, value: read() }) },
    })
  }
  sampled('Phase', DataType.String, () => model.progress?.phase ?? '')
  sampled('PhaseIndex', DataType.UInt32, () => model.progress?.phaseIndex ?? 0)
  sampled('PhaseCount', DataType.UInt32, () => model.progress?.phaseCount ?? 0)
  sampled('Progress', DataType.Double, () => model.progress?.percent ?? 0)
  const reading = (name: string) => () => model.readings[name] ?? 0
  sampled('Temperature', DataType.Double, reading('temperature'))
  if ('layer' in definition.idleReadings) {
    sampled('Layer', DataType.UInt32, reading('layer'))
    sampled('LayerCount', DataType.UInt32, reading('layerCount'))
  }

  const state = held(namespace, folder, 'State', 'idle')
  const current = held(namespace, folder, 'CurrentJobOrderID', '')
  const lastRefusal = held(namespace, folder, 'LastRefusal', '')
  return {
    refresh() {
      show(state, stateOf(model))
      show(current, model.busy ? (model.run?.jobOrderId ?? '') : '')
    },
    showRefusal: message => show(lastRefusal, message),
  }
}

function held(namespace: Namespace, folder: UAObject, browseName: string, value: string): UAVariable {
  return namespace.addVariable({
    componentOf: folder,
    browseName,
    dataType: DataType.String,
    value: { dataType: DataType.String, value },
  })
}

function show(variable: UAVariable, value: string): void {
  variable.setValueFromSource({ dataType: DataType.String, value })
}

function stateOf({ run }: InstrumentModel): 'idle' | 'running' | 'paused' {
  const state = run?.state.name
  return state === 'running' || state === 'paused' ? state : 'idle'
}
