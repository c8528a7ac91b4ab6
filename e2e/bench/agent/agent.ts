import { benchCrashedAgent } from './crash.ts'
import { benchDrain } from './drain.ts'
import { benchChild, benchIdle } from './idle.ts'
import { benchLeak } from './leak.ts'

export const AGENT_PARTS = ['idle', 'child', 'leak', 'crash', 'drain'] as const
type Part = (typeof AGENT_PARTS)[number]

export interface AgentBenchOptions {
  /** One only. */
  readonly part: Part | undefined
  /** The agent's program, relative to the repository. */
  readonly program: string
  readonly messages: number
  readonly reports: number
}

const MEASURED_SECONDS = 30
const DELAY_MS = 20

/** What an agent costs, and how soon it is back. */
export async function benchAgent({ part, program, messages, reports }: AgentBenchOptions): Promise<string[]> {
  const parts: { readonly [P in Part]: () => Promise<string[]> } = {
    idle: () => benchIdle({ program, seconds: MEASURED_SECONDS }),
    child: () => benchChild(MEASURED_SECONDS),
    leak: () => benchLeak(messages),
    crash: () => benchCrashedAgent(),
    drain: () => benchDrain({ reports, delayMs: DELAY_MS }),
  }
  const lines: string[] = []
  for (const name of part === undefined ? AGENT_PARTS : [part]) lines.push(...(await parts[name]()), '')
  return lines
}
