/**
 * Replaces what stands between `<!-- generated:name -->` and `<!-- /generated -->`. Markers stand on lines of their own;
 * in a code block they are text like any other.
 *
 * @throws Error where a section has no end or begins inside another; `page` names the place in it.
 */
export function replaceSections(text: string, page: string, make: (name: string) => string): string {
  const out: string[] = []
  let open: string | undefined
  let inCode = false
  for (const [index, line] of text.split('\n').entries()) {
    const where = `${page}:${index + 1}`
    if (line.startsWith('```') && open === undefined) inCode = !inCode
    const name = inCode ? undefined : /^<!-- generated:(?<name>[a-z0-9-]+) -->$/.exec(line)?.groups?.['name']
    if (name !== undefined) {
      if (open !== undefined) throw new Error(`${where}: section "${name}" begins inside "${open}"`)
      open = name
      // The blank lines keep a renderer from taking the section for part of the comment.
      out.push(line, '', make(name).trimEnd(), '')
    } else if (!inCode && line === '<!-- /generated -->') {
      if (open === undefined) throw new Error(`${where}: this ends no generated section`)
      open = undefined
      out.push(line)
    } else if (open === undefined) {
      out.push(line)
    }
  }
  if (open !== undefined) throw new Error(`${page}: section "${open}" has no <!-- /generated -->`)
  return out.join('\n')
}
