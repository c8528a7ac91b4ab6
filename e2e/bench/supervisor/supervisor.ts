import { messageOf } from '@muster/runtime'
import { benchDetection } from './detection.ts'
import { benchLoad } from './load.ts'
import { benchOutage } from './outage.ts'
import { benchRestart } from './restart.ts'

export interface SupervisorOptions {
  /** All of them where left out. */
  readonly part: SupervisorPart | undefined
  readonly samples: number
  readonly attempts: number
  readonly silentAfterSeconds: number
  /** Each part's own number where left out. */
  readonly agents: number | undefined
}

const PARTS = {
  detection: benchDetection,
  restart: ({ attempts, agents = 1_000 }: SupervisorOptions) => benchRestart({ attempts, agents }),
  load: ({ agents = 5_000 }: SupervisorOptions) => benchLoad({ agents }),
  outage: ({ silentAfterSeconds, agents = 1_000 }: SupervisorOptions) =>
    benchOutage({ silentAfterSeconds, agents }),
} as const satisfies Readonly<Record<string, (options: SupervisorOptions) => Promise<string[]>>>

export type SupervisorPart = keyof typeof PARTS
export const SUPERVISOR_PARTS = Object.keys(PARTS) as readonly SupervisorPart[]

/** How soon the supervisor sees, what it costs, and what an outage makes of it. A part that fails says so, and the next goes on. */
export async function benchSupervisor(options: SupervisorOptions): Promise<string[]> {
  const parts = options.part === undefined ? SUPERVISOR_PARTS : [options.part]
  const lines: string[] = []
  for (const part of parts) {
    process.stderr.write(`${part} …\n`)
    const run = PARTS[part](options)
    lines.push(...(await run.catch((error: unknown) => [`${part}: **failed**: ${messageOf(error)}`])), '')
  }
  return lines
}
