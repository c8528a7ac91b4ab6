/** Runs work of one key one after another, in the order in which it was asked for. */
export function oneAtATime(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, Promise<unknown>>()
  return async (key, work) => {
    for (let first = underWay.get(key); first; first = underWay.get(key)) await first.catch(() => undefined)
    const mine = work()
    underWay.set(key, mine)
    try {
      return await mine
    } finally {
      if (underWay.get(key) === mine) underWay.delete(key)
    }
  }
}
