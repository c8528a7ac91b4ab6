import { PRIORITY_NAMES, type PriorityName } from '@muster/protocol'
import { type Duration, type Fault, InvariantError, parseDuration } from '@muster/runtime'
import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox'
import type { RankRules } from './ranking.ts'
import type { ShareRules } from './shares.ts'

/** The names of strategies.ts: what settings are made of knows no state. */
export const STRATEGY_NAMES = ['least-busy', 'round-robin', 'random', 'pack', 'fastest'] as const
const [DEFAULT_STRATEGY] = STRATEGY_NAMES

/** In which order tasks go, and how many may wait: parts of the configuration under `scheduler`. */

const group = <P extends TProperties>(properties: P, description: string): TObject<P> =>
  Type.Object(properties, { additionalProperties: false, default: {}, description })
const duration = (text: string, description: string) =>
  Type.String({ format: 'duration-text', default: text, description })

export const QUEUE_SETTINGS = {
  shares: group(
    {
      by: Type.String({
        minLength: 1,
        maxLength: 63,
        default: 'user',
        description:
          'A label of jobs: those with the same value share. Without it, the name of who submitted.',
      }),
      weights: Type.Record(
        Type.String({ minLength: 1, maxLength: 200 }),
        Type.Number({ exclusiveMinimum: 0, maximum: 1_000 }),
        {
          default: {},
          description: 'By value of that label: 2 gets twice as much as 1, which is what others have.',
        },
      ),
      halfLife: duration(
        '24 h',
        'After so long without anything waiting, half of what one was ahead is forgotten.',
      ),
      longestLag: duration(
        '24 h',
        'Who could not be served for long goes first for so much instrument time at the most.',
      ),
    },
    'How instruments are shared between users, or experiments.',
  ),
  ageing: duration(
    '30 min',
    'What waits rises by one priority each time that nothing of it was started for so long; 0 s for never.',
  ),
  margin: duration('15 min', 'Kept free before a deadline.'),
  allowances: group(
    {
      critical: duration('0 s', 'Priority 100.'),
      high: duration('4 h', 'Priority 75 to 99.'),
      normal: duration('24 h', 'Priority 50 to 74.'),
      low: duration('72 h', 'Priority 25 to 49.'),
      background: duration('7 d', 'Priority 0 to 24.'),
    },
    'How long after its submission a task without a deadline counts as due, beside those of its priority that have one.',
  ),
  strategy: Type.String({
    default: DEFAULT_STRATEGY,
    description:
      'How one of several instruments is chosen: least-busy, round-robin, random, pack or fastest.',
  }),
  limits: group(
    {
      queued: Type.Integer({
        minimum: 1,
        default: 100_000,
        description: 'Tasks that have not ended; a job that would make them more is refused with 429.',
      }),
      perUser: Type.Optional(
        Type.Integer({ minimum: 1, description: 'The same for each who submits; no limit where left out.' }),
      ),
    },
    'How much is accepted. What was accepted is never dropped.',
  ),
}
const All = Type.Object(QUEUE_SETTINGS)
export type QueueSettings = Static<typeof All>

/** What one field alone does not show. @param strategies names of those that there are */
export function queueFaults(settings: QueueSettings, strategies: readonly string[]): Fault[] {
  const faults: Fault[] = []
  if (!strategies.includes(settings.strategy))
    faults.push({
      field: 'strategy',
      message: `"${settings.strategy}" is no strategy: there are ${strategies.join(', ')}`,
    })
  if (time(settings.shares.halfLife) <= 0)
    faults.push({ field: 'shares.halfLife', message: 'must be longer than 0 s' })
  return faults
}

export function shareRules({ weights, halfLife, longestLag }: QueueSettings['shares']): ShareRules {
  return { weights, halfLife: time(halfLife), longestLag: time(longestLag) }
}

export function rankRules({ ageing, margin, allowances }: QueueSettings): RankRules {
  const names = Object.entries(PRIORITY_NAMES) as [PriorityName, number][]
  const byPriority = names.map(([name, priority]) => [priority, time(allowances[name])] as const)
  return {
    ageing: time(ageing),
    margin: time(margin),
    allowances: byPriority.toSorted(([a], [b]) => b - a),
  }
}

/** The schema has let only durations through. */
function time(text: string): Duration {
  const parsed = parseDuration(text)
  if (parsed === undefined) throw new InvariantError(`${text} is not a duration`)
  return parsed
}
