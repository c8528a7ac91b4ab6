/** Volumes of the dyes, µL. */
export interface Recipe {
  readonly cyan: number
  readonly magenta: number
  readonly yellow: number
}

/** As the camera gives it, 0 to 255 each. */
export interface Colour {
  readonly red: number
  readonly green: number
  readonly blue: number
}

/** What a well is filled up to with water, µL. */
const VOLUME = 200

/** How much of red, green and blue a dye takes away, as absorbance of the undiluted dye in a well. */
const ABSORBANCE: Readonly<Record<keyof Recipe, Colour>> = {
  cyan: { red: 2.6, green: 0.5, blue: 0.2 },
  magenta: { red: 0.3, green: 2.4, blue: 0.6 },
  yellow: { red: 0.05, green: 0.3, blue: 2.2 },
}

/** The colour of light that has gone through a mixture (Beer and Lambert). */
export function colourOf(recipe: Recipe): Colour {
  const channel = (name: keyof Colour): number => {
    const absorbance = (dye: keyof Recipe) => (ABSORBANCE[dye][name] * recipe[dye]) / VOLUME
    return 255 * 10 ** -(absorbance('cyan') + absorbance('magenta') + absorbance('yellow'))
  }
  return { red: channel('red'), green: channel('green'), blue: channel('blue') }
}

/** The plates as they are: whatever any run has put into a well is in it, and stays in it. */
export class Bench {
  readonly #wells = new Map<string, Recipe>()
  readonly #noise: (well: string) => number

  /** @param noise what the camera adds to each channel of a well, the same each time that it looks */
  constructor(noise: (well: string) => number) {
    this.#noise = noise
  }

  /** Puts in a part (0 to 1) of a recipe, on top of what is there. */
  dispense(well: string, recipe: Recipe, part: number): void {
    const { cyan, magenta, yellow } = this.#wells.get(well) ?? { cyan: 0, magenta: 0, yellow: 0 }
    this.#wells.set(well, {
      cyan: cyan + part * recipe.cyan,
      magenta: magenta + part * recipe.magenta,
      yellow: yellow + part * recipe.yellow,
    })
  }

  /** What the camera sees. */
  look(well: string): Colour {
    const { red, green, blue } = colourOf(this.#wells.get(well) ?? { cyan: 0, magenta: 0, yellow: 0 })
    const noise = this.#noise(well)
    const seen = (value: number) => Math.round((value + noise) * 100) / 100
    return { red: seen(red), green: seen(green), blue: seen(blue) }
  }
}
