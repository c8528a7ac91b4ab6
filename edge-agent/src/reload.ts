/** What decides about a reload. */
interface Configured {
  readonly agentId: string
  readonly site: string
  readonly folder: string
  readonly instruments: readonly { readonly id: string }[]
  /** Where the files go that runs leave behind. */
  readonly resultFiles?: object
}

/** What came of reading the configuration again. */
export interface ReloadOutcome {
  /** Why nothing of it was taken; empty where all of it was. */
  readonly refused: readonly string[]
  /** Instruments whose driver is set up anew as soon as what they run has ended. */
  readonly later: readonly string[]
}

/** What came of it, and when by the wall clock. */
export interface LastReload extends ReloadOutcome {
  readonly atWallMs: number
}

/** What only another process can have, as the configuration names it. */
const FIXED = { agentId: 'id', site: 'site', folder: 'data' } as const

/**
 * Why a running agent can't go over from one configuration to another, all reasons at once.
 * @param runs the attempt that an instrument is held by
 */
export function refusalsOfReload(
  now: Configured,
  next: Configured,
  runs: (instrumentId: string) => string | undefined,
): string[] {
  const fixed = Object.entries(FIXED).flatMap(([key, name]) => {
    const [from, to] = [now[key as keyof typeof FIXED], next[key as keyof typeof FIXED]]
    return from === to ? [] : [`${name}: can't become "${to}" without a restart; it is "${from}"`]
  })
  if (JSON.stringify(now.resultFiles) !== JSON.stringify(next.resultFiles))
    fixed.push("coordinator, resultFiles: can't change without a restart")
  const stays = new Set(next.instruments.map(({ id }) => id))
  const gone = now.instruments.flatMap(({ id }) => {
    const attempt = stays.has(id) ? undefined : runs(id)
    return attempt === undefined
      ? []
      : [`instruments: ${id} can't be removed while ${attempt} is there; remove it when that has ended`]
  })
  return [...fixed, ...gone]
}
