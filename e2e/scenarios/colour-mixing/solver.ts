import type { Recipe } from './bench.ts'

/** What came of one round: as the solver is told. */
export interface Seen {
  readonly recipe: Recipe
  readonly distance: number
}

const DYES = ['cyan', 'magenta', 'yellow'] as const
/** µL: a well takes no more of one dye, and a pipette no less. */
const MOST = 60
const SMALLEST = 0.25
const FIRST: Recipe = { cyan: 30, magenta: 30, yellow: 30 }

/** Where a search along one dye after the other stands. */
interface Search {
  readonly base: Seen
  /** µL */
  readonly step: number
  readonly dye: number
  readonly sign: 1 | -1
  /** Directions that were tried from the base without success. */
  readonly failed: number
}

/**
 * The recipe to try next: a search along one dye after the other, which halves its steps where none helps. What was tried already is
 * not tried again. The same rounds give the same.
 */
export function nextRecipe(seen: readonly Seen[]): Recipe {
  const [first, ...rest] = seen
  if (!first) return FIRST
  let search: Search = { base: first, step: 16, dye: 0, sign: 1, failed: 0 }
  const known = new Map([[keyOf(first.recipe), first]])
  for (const one of rest) {
    search = learn(search, one)
    known.set(keyOf(one.recipe), one)
    search = pastKnown(search, known)
  }
  return recipeOf(search)
}

function pastKnown(from: Search, known: ReadonlyMap<string, Seen>): Search {
  let search = from
  for (;;) {
    const one = known.get(keyOf(recipeOf(search)))
    if (!one || search.step < SMALLEST) return search
    search = learn(search, one)
  }
}

const keyOf = ({ cyan, magenta, yellow }: Recipe): string => [cyan, magenta, yellow].join(' ')

function learn(search: Search, one: Seen): Search {
  if (one.distance < search.base.distance) return { ...search, base: one, failed: 0 }
  const failed = search.failed + 1
  if (failed === 2 * DYES.length) return { ...search, step: search.step / 2, dye: 0, sign: 1, failed: 0 }
  const sign = search.sign === 1 ? -1 : 1
  return { ...search, sign, dye: sign === 1 ? (search.dye + 1) % DYES.length : search.dye, failed }
}

function recipeOf({ base: { recipe }, step, dye, sign }: Search): Recipe {
  const name = DYES[dye] ?? 'cyan'
  return { ...recipe, [name]: Math.min(MOST, Math.max(0, recipe[name] + sign * step)) }
}
