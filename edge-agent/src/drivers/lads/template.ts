const PLACEHOLDER = /\{([^{}]+)\}/g

/** The names in `{braces}`, in order. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)].map(match => match[1] ?? '')
}

/** @returns undefined where a named value was not given. @throws what `textOf` throws. */
export function fill(
  template: string,
  values: Readonly<Record<string, unknown>>,
  textOf: (name: string, value: unknown) => string,
): string | undefined {
  if (placeholdersOf(template).some(name => values[name] === undefined)) return undefined
  return template.replace(PLACEHOLDER, (_, name: string) => textOf(name, values[name]))
}
