import { InvariantError } from '@muster/runtime'
import { type AddressSpace, DataType, type UAObject } from 'node-opcua'
import type { InstrumentModel } from '../../instruments/model.ts'
import { childOf, LADS_NAMESPACE, objectIn, show, variableIn } from './nodes.ts'

export type UnitState = 'Stopped' | 'Running' | 'Aborted'

/** FunctionalUnitState and its RunningStateMachine, as the instrument is. */
export class FunctionalUnitState {
  readonly #space: AddressSpace
  readonly #machine: UAObject
  readonly #model: InstrumentModel
  /** The run after which the unit was cleared. */
  #clearedAfter: number | undefined

  constructor(space: AddressSpace, machine: UAObject, model: InstrumentModel) {
    this.#space = space
    this.#machine = machine
    this.#model = model
  }

  /** A run that broke off leaves the unit Aborted, until somebody clears it. */
  get current(): UnitState {
    const { run, busy } = this.#model
    if (busy) return 'Running'
    const brokeOff = run?.state.name === 'aborted' || run?.state.name === 'failed'
    return brokeOff && run.start !== this.#clearedAfter ? 'Aborted' : 'Stopped'
  }

  clear(): void {
    this.#clearedAfter = this.#model.run?.start
    this.refresh()
  }

  refresh(): void {
    const { current } = this
    this.#set(this.#machine, 'FunctionalStateMachineType', current)
    if (!childOf(this.#machine, 'RunningStateMachine')) return
    const isPaused = this.#model.run?.state.name === 'paused'
    const inner = current !== 'Running' ? 'Idle' : isPaused ? 'Suspended' : 'Execute'
    this.#set(objectIn(this.#machine, 'RunningStateMachine'), 'RunningStateMachineType', inner)
  }

  #set(machine: UAObject, type: string, state: string): void {
    const stateNode = this.#space
      .findObjectType(type, this.#space.getNamespaceIndex(LADS_NAMESPACE))
      ?.getChildByName(state)
    if (!stateNode) throw new InvariantError(`${type} has no state ${state}`)
    show(machine, 'CurrentState', { dataType: DataType.LocalizedText, value: { text: state } })
    variableIn(variableIn(machine, 'CurrentState'), 'Id').setValueFromSource({
      dataType: DataType.NodeId,
      value: stateNode.nodeId,
    })
  }
}
