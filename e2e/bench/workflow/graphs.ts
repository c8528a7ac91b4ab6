import type { Steps, WorkflowDefinition } from '@muster/protocol'
import { type Random, seededRandom } from '@muster/runtime'

export const SHAPES = ['chain', 'wide', 'random'] as const
export type Shape = (typeof SHAPES)[number]

/** A step of a random graph needs up to so many of the steps before it, and none further back than `REACH`. */
const NEEDS = 3
const REACH = 60

/** A workflow of so many steps: one after another, all at once, or as it comes, the same each time. */
export function graphOf(shape: Shape, size: number): WorkflowDefinition {
  const random = seededRandom(7)
  const steps: Steps = Object.fromEntries(
    Array.from({ length: size }, (_, at) => {
      const after = needsOf(shape, at, random)
      return [`s${at}`, { activity: 'bench', ...(after.length > 0 ? { after } : {}) }]
    }),
  )
  return { muster: 1, name: `bench-${shape}`, steps }
}

function needsOf(shape: Shape, at: number, random: Random): string[] {
  if (shape === 'wide' || at === 0) return []
  if (shape === 'chain') return [`s${at - 1}`]
  const needs = Array.from({ length: Math.floor(random.float() * (NEEDS + 1)) }, () =>
    Math.max(0, at - 1 - Math.floor(random.float() * REACH)),
  )
  return [...new Set(needs)].map(need => `s${need}`)
}
