import type { Passer, Stage } from './points.ts'

/** Where a real process stops in each step of a start: where least is known of what has happened. */
export interface ProcessPoint {
  readonly stage: Stage
  readonly passer: Passer
  /** The first point of such a name … */
  readonly name: RegExp
  /** … after one of such a name. */
  readonly after?: RegExp
  /** For the table. */
  readonly title: string
  /** Whether the agent's journal says `starting`, and nothing further, at this point. */
  readonly isStarting: boolean
}

export const PROCESS_POINTS: readonly ProcessPoint[] = [
  {
    stage: '1 offer',
    passer: 'coordinator',
    name: /^after commit .*plan/,
    title: 'the offer is committed and not sent',
    isStarting: false,
  },
  {
    stage: '2 claim',
    passer: 'agent',
    name: /^before send up\/claim/,
    title: '`claimed` is journaled, the claim not sent',
    isStarting: false,
  },
  {
    stage: '3 grant',
    passer: 'coordinator',
    name: /^after commit .*claim/,
    title: '`granted` is committed, the grant not sent',
    isStarting: false,
  },
  {
    stage: '4 accept',
    passer: 'agent',
    name: /^after driver boot-mark/,
    title: 'the grant has come, `starting` is not written',
    isStarting: false,
  },
  {
    stage: '5 start',
    passer: 'agent',
    name: /^after driver start/,
    title: 'the instrument has started, and nobody has written it down',
    isStarting: true,
  },
  {
    stage: '6 running',
    passer: 'agent',
    after: /^after write journal\.json\.new \[running\]/,
    name: /^after rename journal\.json/,
    title: '`running` is journaled and not reported',
    isStarting: false,
  },
]
