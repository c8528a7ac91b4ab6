import { MusterError } from '@muster/runtime'
import {
  BrowseDirection,
  type BrowseResult,
  type ClientSession,
  coerceNodeId,
  NodeClass,
  type NodeId,
  ReferenceTypeIds,
  resolveNodeId,
} from 'node-opcua-client'

/** A node that lies in another. */
export interface ChildNode {
  readonly node: NodeId
  /** Its browse name, without the namespace. */
  readonly name: string
  /** Else an object. */
  readonly isVariable: boolean
}

/** Node class and browse name, as bits of a browse (OPC 10000-4, 5.9.2.2). */
const BROWSE_NAME_AND_CLASS = 0b1100

/**
 * What lies directly in a node, in the server's order; the first `most` of it with `cut`.
 * @param answered waits for an answer, as long as answers may take
 * @throws MusterError where it can't be told, or is more than `most` with `throw`
 */
export async function browseChildren(
  session: ClientSession,
  node: NodeId,
  { most, beyond }: { readonly most: number; readonly beyond: 'cut' | 'throw' },
  answered: (work: Promise<BrowseResult>) => Promise<BrowseResult>,
): Promise<readonly ChildNode[]> {
  const found: ChildNode[] = []
  let page = await answered(
    session.browse({
      nodeId: node,
      referenceTypeId: resolveNodeId(ReferenceTypeIds.HierarchicalReferences),
      includeSubtypes: true,
      browseDirection: BrowseDirection.Forward,
      nodeClassMask: NodeClass.Object | NodeClass.Variable,
      resultMask: BROWSE_NAME_AND_CLASS,
    }),
  )
  for (;;) {
    if (!page.statusCode.isGood())
      throw new MusterError('opcua-browse', 'instrument', `a node can't be browsed: ${page.statusCode.name}`)
    found.push(...childrenIn(page))
    const continuationPoint = page.continuationPoint ?? Buffer.alloc(0)
    const isLast = continuationPoint.length === 0
    if (isLast && found.length <= most) return found
    if (found.length >= most) {
      if (!isLast) await answered(session.browseNext(continuationPoint, true))
      if (beyond === 'cut') return found.slice(0, most)
      throw new MusterError('opcua-too-much', 'instrument', `there are more than ${most} in one node`)
    }
    page = await answered(session.browseNext(continuationPoint, false))
  }
}

function childrenIn({ references }: BrowseResult): ChildNode[] {
  return (references ?? []).map(({ nodeId, browseName, nodeClass }) => ({
    node: coerceNodeId(nodeId),
    name: browseName.name ?? '',
    isVariable: NodeClass[nodeClass] === 'Variable',
  }))
}
