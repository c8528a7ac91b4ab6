import { InvariantError } from '@muster/runtime'
import type { AddressSpace, UAMethod, UAObject, UAVariable, VariantOptions } from 'node-opcua'
import { SIMULATOR_NAMESPACE } from '../names.ts'

/** The namespace of OPC 30500-1. */
export const LADS_NAMESPACE = 'http://opcfoundation.org/UA/LADS/'
/** The namespace of OPC 10000-100, devices. */
export const DI_NAMESPACE = 'http://opcfoundation.org/UA/DI/'

/** A child by its name, whatever its namespace; undefined where it was left out. */
export function childOf(parent: UAObject | UAVariable, name: string): UAObject | UAVariable | undefined {
  return (parent.getChildByName(name) as UAObject | UAVariable | null) ?? undefined
}

export function objectIn(parent: UAObject, ...path: readonly string[]): UAObject {
  let node = parent
  for (const name of path) node = mustBe(node.getChildByName(name) as UAObject | null, name)
  return node
}

export function variableIn(parent: UAObject | UAVariable, name: string): UAVariable {
  return mustBe(parent.getChildByName(name) as UAVariable | null, name)
}

/** @returns undefined where the method was left out. */
export function methodOf(parent: UAObject, name: string): UAMethod | undefined {
  return parent.getMethodByName(name) ?? undefined
}

/** Sets a variable, if it is there. */
export function show(parent: UAObject, name: string, value: VariantOptions): void {
  const variable = childOf(parent, name) as UAVariable | undefined
  variable?.setValueFromSource(value)
}

export interface InstanceOptions {
  readonly type: string
  readonly name: string
  readonly in: UAObject
  readonly optionals?: readonly string[]
}

/** An instance of a type of LADS, in the simulator's own namespace. */
export function instantiate(space: AddressSpace, options: InstanceOptions): UAObject {
  const type = space.findObjectType(options.type, space.getNamespaceIndex(LADS_NAMESPACE))
  const namespace = space.registerNamespace(SIMULATOR_NAMESPACE)
  return mustBe(type, options.type).instantiate({
    browseName: { name: options.name, namespaceIndex: namespace.index },
    namespace,
    componentOf: options.in,
    optionals: [...(options.optionals ?? [])],
  })
}

function mustBe<T>(node: T | null | undefined, name: string): T {
  if (node === null || node === undefined) throw new InvariantError(`the nodeset has no ${name}`)
  return node
}
