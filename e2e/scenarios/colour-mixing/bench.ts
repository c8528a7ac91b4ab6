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
function colourOf(recipe: Recipe): Colour {
  const channel = (name: keyof Colour): number => {
    const absorbance = (dye: keyof Recipe) => (ABSORBANCE[dye][name] * recipe[dye]) / VOLUME
    return 255 * 10 ** -(absorbance('cyan') + absorbance('magenta') + absorbance('yellow'))
  }
  return { red: channel('red'), green: channel('green'), blue: channel('blue') }
}

/** The plates as they are: whatever any run has put into a well is in it, and stays in it. */
export class Bench {
  readonly #wells = new Map<string, Recipe>()

  /** Puts a recipe in, on top of what is there. */
  dispense(well: string, recipe: Recipe): void {
    const { cyan, magenta, yellow } = this.#in(well)
    this.#wells.set(well, {
      cyan: cyan + recipe.cyan,
      magenta: magenta + recipe.magenta,
      yellow: yellow + recipe.yellow,
    })
  }

  look(well: string): Colour {
    return colourOf(this.#in(well))
  }

  #in(well: string): Recipe {
    return this.#wells.get(well) ?? { cyan: 0, magenta: 0, yellow: 0 }
  }
}
