import type { Sample } from './meter.ts'

/** A sample of 0 for each word, so that what there is none of says so. */
export function zeros<L extends string>(label: L, words: readonly string[]): Sample<L>[] {
  return words.map(word => [{ [label]: word } as Record<L, string>, 0])
}

/** One sample for each set of labels, with the sum of the values given for it. */
export function sums<L extends string>(samples: Iterable<Sample<L>>): Sample<L>[] {
  return joined(samples, (a, b) => a + b)
}

/** One sample for each set of labels, with the highest of the values given for it. */
export function highest<L extends string>(samples: Iterable<Sample<L>>): Sample<L>[] {
  return joined(samples, Math.max)
}

function joined<L extends string>(
  samples: Iterable<Sample<L>>,
  join: (a: number, b: number) => number,
): Sample<L>[] {
  const found = new Map<string, Sample<L>>()
  for (const sample of samples) {
    const [labels, value] = sample
    const key = Object.values<string>(labels).join('\0')
    const before = found.get(key)
    found.set(key, before ? [labels, join(before[1], value)] : sample)
  }
  return [...found.values()]
}
