/** Amounts are counted in millionths, as whole numbers: what is taken and given back a thousand times is exact then. */
const PARTS = 1_000_000

/** The least and the most that can be asked for, in the unit of a resource. */
export const LEAST_AMOUNT = 1 / PARTS
export const MOST_AMOUNT = 1_000_000_000

export const toParts = (amount: number): number => Math.round(amount * PARTS)

export const fromParts = (parts: number): number => parts / PARTS

/** The sum, exact to a millionth. */
export const plus = (a: number, b: number): number => fromParts(toParts(a) + toParts(b))

/** For people: `8 crucibles`, `500 g of powder`. */
export const quantity = (amount: number, unit: string, resource: string): string =>
  unit === PIECES ? `${amount} ${resource}` : `${amount} ${unit} of ${resource}`

/** The unit of what is counted. */
export const PIECES = 'pieces'
