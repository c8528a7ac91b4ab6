/** What the views of records are made of. */

export const time = (at: number): string => new Date(at).toISOString()
export const times = <K extends string>(
  from: { readonly [P in K]?: number | undefined },
  keys: readonly K[],
): { [P in K]?: string } =>
  Object.fromEntries(keys.flatMap(key => (from[key] === undefined ? [] : [[key, time(from[key])]]))) as {
    [P in K]?: string
  }
export const given = <T extends object, K extends keyof T>(
  from: T,
  keys: readonly K[],
): { [P in K]?: Exclude<T[P], undefined> } =>
  Object.fromEntries(keys.flatMap(key => (from[key] === undefined ? [] : [[key, from[key]]]))) as {
    [P in K]?: Exclude<T[P], undefined>
  }
export const json = (text: string): unknown => JSON.parse(text)
