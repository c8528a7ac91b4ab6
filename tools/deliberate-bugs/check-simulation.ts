import type { DeliberateBug } from './bugs.ts'
import { inParallel } from './parallel.ts'
import { withBug } from './put-in.ts'
import { type Lived, type LivedOutcome, liveSeeds, nameOf } from './run-simulation.ts'
import type { Check, Verdict } from './verdict.ts'

/** Seeds that are tried where the one that is known does not notice any more. */
const FURTHER = { start: 100, site: 6 } as const

/** Virtual hours of trouble at a site that a search looks at. */
const HOURS_SEARCHED = 48

/** Whether the seed of each bug holds without it and breaks with it. Bugs that have the same seed share the sound run. */
export async function checkSimulation(
  bugs: readonly DeliberateBug[],
  copies: readonly string[],
): Promise<Check> {
  const sound = new Map<string, LivedOutcome>()
  const known = bugs.flatMap(({ simulation }) => simulation ?? [])
  const worlds = new Map(known.map(lived => [nameOf(lived), lived]))
  await inParallel([...worlds], copies, async ([name, lived], copy) => {
    sound.set(name, await liveSeeds(copy, lived))
  })
  return async (bug, copy) => {
    const { simulation } = bug
    if (!simulation) return { isCaught: false, isOpen: true, says: 'no seed is known yet that notices' }
    const name = nameOf(simulation)
    const without = sound.get(name)
    if (without?.kind !== 'held') return { isCaught: false, says: `without the bug ${name} ${told(without)}` }
    const outcome = await withBug(copy, bug, () => liveSeeds(copy, simulation))
    const isHeld = !('misfit' in outcome) && outcome.kind === 'held'
    return isHeld ? searchFurther(bug, simulation, copy) : verdict(outcome, simulation, name)
  }
}

/** Whatever changes in the product gives every seed another meaning: where the one that is known holds, others are tried. */
async function searchFurther(bug: DeliberateBug, simulation: Lived, copy: string): Promise<Verdict> {
  const { kind } = simulation
  const first = { ...simulation, seed: 1 }
  const outcome = await withBug(copy, bug, () => liveSeeds(copy, first, FURTHER[kind]))
  if ('misfit' in outcome || outcome.kind !== 'broke')
    return verdict(outcome, first, `${nameOf(simulation)}, and each of the first ${FURTHER[kind]}`)
  const found = { ...simulation, seed: outcome.seed }
  const without = await liveSeeds(copy, found)
  if (without.kind !== 'held')
    return { isCaught: false, says: `without the bug ${nameOf(found)} ${told(without)}` }
  return verdict(outcome, found, nameOf(found))
}

/** The first of so many seeds that notices a bug, of the start simulation or else of the site. */
export function searchSeeds(seeds: number): Check {
  const first: readonly Lived[] = [
    { kind: 'start', seed: 1 },
    { kind: 'site', seed: 1, hours: HOURS_SEARCHED },
  ]
  return async (bug, copy) => {
    for (const lived of first) {
      const outcome = await withBug(copy, bug, () => liveSeeds(copy, lived, seeds))
      if ('misfit' in outcome) return { isCaught: false, says: outcome.misfit }
      if (outcome.kind === 'held') continue
      const found = outcome.kind === 'broke' ? { ...lived, seed: outcome.seed } : lived
      return verdict(outcome, found, nameOf(found))
    }
    return { isCaught: false, says: `no simulation noticed in ${seeds} seeds` }
  }
}

function verdict(outcome: LivedOutcome | { readonly misfit: string }, lived: Lived, name: string): Verdict {
  if ('misfit' in outcome) return { isCaught: false, says: outcome.misfit }
  if (outcome.kind === 'broke' && outcome.seed === lived.seed)
    return { isCaught: true, says: `${name} broke: ${outcome.what.slice(0, 160)}` }
  return { isCaught: false, says: `with the bug ${name} ${told(outcome)}` }
}

function told(outcome: LivedOutcome | undefined): string {
  if (outcome === undefined || outcome.kind === 'held') return 'held'
  return outcome.kind === 'broke' ? `broke: ${outcome.what}` : `crashed: ${outcome.message}`
}
