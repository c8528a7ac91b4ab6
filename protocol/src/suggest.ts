/** `; did you mean "mass"?` where one of the known names is close to what was written, else nothing. */
export function suggest(written: string, known: readonly string[]): string {
  // Of very many, that would take longer than it is worth.
  if (known.length > 500) return ''
  let best: string | undefined
  let least = Math.max(1, Math.floor(written.length / 3)) + 1
  for (const name of known) {
    if (Math.abs(name.length - written.length) >= least) continue
    const distance = distanceBetween(written.toLowerCase(), name.toLowerCase(), least)
    if (distance < least) [best, least] = [name, distance]
  }
  return best === undefined || best === written ? '' : ` (did you mean "${best}"?)`
}

/** How many letters have to be put in, left out, exchanged or swapped with the next (optimal string alignment). */
function distanceBetween(left: string, right: string, most: number): number {
  let before: number[] = []
  let row = Array.from({ length: right.length + 1 }, (_, at) => at)
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1
      let cost = Math.min((row[j] ?? most) + 1, (next[j - 1] ?? most) + 1, (row[j - 1] ?? most) + same)
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? most) + 1)
      next.push(cost)
    }
    if (Math.min(...next) >= most && Math.min(...row) >= most) return most
    before = row
    row = next
  }
  return row[right.length] ?? most
}
