import { isAbsolute } from 'node:path'
import type { Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import { durationOf, durationSetting } from '../../shared/declared-activity.ts'

const strict = { additionalProperties: false }
const text = (description: string) => Type.String({ minLength: 1, maxLength: 500, description })

/** A program that stays, and takes one job after another. */
export const Pool = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9][\\w-]{0,62}$', description: 'As activities name it.' }),
    program: Type.String({ minLength: 1, description: 'Absolute path of the program.' }),
    arguments: Type.Array(Type.String(), {
      default: [],
      description: 'Handed over as they are, without a shell.',
    }),
    folder: Type.Optional(
      Type.String({ description: 'Working folder, absolute; one of its own where left out.' }),
    ),
    environment: Type.Record(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }), Type.String(), {
      default: {},
      description: 'Besides PATH, HOME, LANG, TZ and TMPDIR, which are the ones of the agent.',
    }),
    minimum: Type.Integer({
      minimum: 0,
      maximum: 8,
      default: 0,
      description: 'So many are kept running, whether there is work or not.',
    }),
    maximum: Type.Integer({
      minimum: 1,
      maximum: 8,
      default: 1,
      description:
        'So many at the most, those included that are set aside because a run may be under way in them.',
    }),
    idleAfter: durationSetting(
      'One beyond the minimum that had nothing to do for so long is ended.',
      '10 min',
    ),
    ready: Type.Optional(text('Text of a line that says that it takes jobs; at once where left out.')),
    readyLimit: durationSetting('How long that may take; 90 s at the most.', '30 s'),
    health: Type.Optional(
      Type.Object(
        {
          line: text('Asks whether it is there. It must start nothing.'),
          answer: text('Text of a line of its answer.'),
          every: durationSetting('How often one that has nothing to do is asked.', '30 s'),
          limit: durationSetting('One that does not answer within this is replaced.', '5 s'),
        },
        strict,
      ),
    ),
  },
  strict,
)
export type PoolSettings = Static<typeof Pool>

/** A start waits for a program to be ready, and has a limit of its own. */
const LONGEST_READY = 90_000

/** What the schema can't say. */
export function checkPools(pools: readonly PoolSettings[]): Fault[] {
  return pools.flatMap((pool, index) => poolFaults(pool, pools.slice(0, index), `pools.${index}`))
}

function poolFaults(pool: PoolSettings, before: readonly PoolSettings[], field: string): Fault[] {
  const faults: Fault[] = []
  if (before.some(other => other.name === pool.name))
    faults.push({ field: `${field}.name`, message: 'comes twice' })
  for (const name of ['program', 'folder'] as const) {
    const path = pool[name]
    if (path !== undefined && !isAbsolute(path))
      faults.push({ field: `${field}.${name}`, message: 'must be an absolute path' })
  }
  if (pool.minimum > pool.maximum)
    faults.push({ field: `${field}.minimum`, message: `must not be above maximum (${pool.maximum})` })
  if (durationOf(pool.readyLimit) > LONGEST_READY)
    faults.push({ field: `${field}.readyLimit`, message: 'must not be above 90 s' })
  if (pool.health?.line.includes('\n'))
    faults.push({ field: `${field}.health.line`, message: 'must be one line' })
  return faults
}
