/**
 * Whether a topic filter of MQTT 3.1.1 (clause 4.7) matches a topic: `+` stands for one level, `#` for all that
 * follow and for the level above; neither, at the front, reaches topics that begin with `$`.
 */
export function matchesFilter(filter: string, topic: string): boolean {
  const want = filter.split('/')
  const have = topic.split('/')
  if (topic.startsWith('$') && (want[0] === '+' || want[0] === '#')) return false
  for (const [i, level] of want.entries()) {
    if (level === '#') return have.length >= i
    if (i >= have.length || (level !== '+' && level !== have[i])) return false
  }
  return want.length === have.length
}
