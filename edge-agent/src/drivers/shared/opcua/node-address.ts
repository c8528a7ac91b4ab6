import { parsePath, type PathStep } from './browse-path.ts'

/** How settings name a node: by its path from Objects, or by its id in a namespace. */
export type NodeAddress =
  | { readonly kind: 'path'; readonly steps: readonly PathStep[] }
  /** `id` as in OPC 10000-6, 5.3.1.10, without the namespace: `s=Furnace.State` or `i=2001`. */
  | { readonly kind: 'id'; readonly prefix: string; readonly id: string }

const ID = /^([A-Za-z0-9_]+);([sigb]=.+)$/

/** Reads `/F:Furnace/F:State` or `F;s=Furnace.State`. @returns undefined where it is neither. */
export function parseNodeAddress(text: string): NodeAddress | undefined {
  const [, prefix, id] = ID.exec(text) ?? []
  if (prefix !== undefined && id !== undefined) return { kind: 'id', prefix, id }
  const steps = parsePath(text)
  return steps && { kind: 'path', steps }
}

/** The namespaces that an address names, by their prefixes. */
export function prefixesOf(address: NodeAddress): string[] {
  return address.kind === 'id' ? [address.prefix] : address.steps.map(({ prefix }) => prefix)
}
