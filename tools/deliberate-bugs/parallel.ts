/** Does something with each item, at most one at a time in each copy of the sources. */
export async function inParallel<T>(
  items: readonly T[],
  copies: readonly string[],
  action: (item: T, copy: string) => Promise<void>,
): Promise<void> {
  const left = items.values()
  const work = async (copy: string) => {
    // The iterator is shared: each item is taken once.
    for (const item of left) await action(item, copy)
  }
  await Promise.all(copies.map(work))
}
