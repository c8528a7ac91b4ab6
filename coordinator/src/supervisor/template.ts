/** What can stand in a template, in braces. */
export const PLACEHOLDERS = [
  'site',
  'kind',
  'severity',
  'reason',
  'title',
  'text',
  'link',
  'runbook',
  'time',
] as const
export type Placeholder = (typeof PLACEHOLDERS)[number]

const IN_BRACES = /\{([a-z]+)\}/g

/** Names in braces that nothing stands for. */
export function strangePlaceholders(template: string): string[] {
  const known: ReadonlySet<string> = new Set(PLACEHOLDERS)
  return [...template.matchAll(IN_BRACES)].flatMap(([, name = '']) => (known.has(name) ? [] : [name]))
}

/** A template with its placeholders filled in; what is not known becomes nothing. */
export function fillIn(template: string, values: Readonly<Partial<Record<Placeholder, string>>>): string {
  return template.replaceAll(IN_BRACES, (whole, name: Placeholder) =>
    PLACEHOLDERS.includes(name) ? (values[name] ?? '') : whole,
  )
}
