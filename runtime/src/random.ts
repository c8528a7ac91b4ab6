import { randomBytes, randomUUID } from 'node:crypto'

/** Randomness as a port. */
export interface Random {
  /** A number in [0, 1). For jitter and choices, not for secrets. */
  float(): number
  /** A fresh identifier of 128 bits, in the form of a UUID. */
  id(): string
  /** Bytes fit for a secret. */
  bytes(count: number): Uint8Array
}

export const systemRandom: Random = {
  float: () => Math.random(),
  id: () => randomUUID(),
  bytes: count => randomBytes(count),
}

/** Randomness that repeats: the same seed gives the same sequence (mulberry32). Never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  const hex = (): string => next().toString(16).padStart(8, '0')
  return {
    float: () => next() / 2 ** 32,
    id() {
      const h = hex() + hex() + hex() + hex()
      return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`
    },
    bytes: count => Uint8Array.from({ length: count }, () => next() & 0xff),
  }
}
