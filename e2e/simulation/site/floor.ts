import { type Duration, hours, minutes } from '@muster/runtime'
import { activity, type SimulatedInstrument } from '../world.ts'

/** The site: 20 agents with 40 instruments, of five kinds. */

/** How long things take. */
export const DURATIONS = {
  print: hours(2),
  cure: hours(4),
  sinter: hours(18),
  weigh: minutes(2),
  scan: minutes(20),
} as const satisfies Readonly<Record<string, Duration>>
export type ActivityName = keyof typeof DURATIONS

/** What may be started again by the machine alone. */
export const SAFE: ReadonlySet<string> = new Set<ActivityName>(['scan'])

interface Hall {
  readonly agents: number
  /** Instruments of each agent. */
  readonly each: readonly number[]
  readonly agent: string
  readonly instrument: string
  readonly keepsIds: (index: number) => boolean
  readonly activity: ActivityName
}

const HALLS: readonly Hall[] = [
  {
    agents: 5,
    each: [2, 2, 2, 2, 2],
    agent: 'print-pc',
    instrument: 'printer',
    keepsIds: index => index % 2 === 1,
    activity: 'print',
  },
  {
    agents: 3,
    each: [2, 2, 2],
    agent: 'cure-pc',
    instrument: 'oven',
    keepsIds: () => true,
    activity: 'cure',
  },
  {
    agents: 6,
    each: [2, 2, 2, 2, 2, 2],
    agent: 'sinter-pc',
    instrument: 'furnace',
    keepsIds: index => index % 3 !== 0,
    activity: 'sinter',
  },
  {
    agents: 2,
    each: [3, 3],
    agent: 'weigh-pc',
    instrument: 'balance',
    keepsIds: () => false,
    activity: 'weigh',
  },
  {
    agents: 4,
    each: [2, 2, 1, 1],
    agent: 'scan-pc',
    instrument: 'scanner',
    keepsIds: () => true,
    activity: 'scan',
  },
]

const REPEATABILITY = {
  print: 'safe-until-started',
  cure: 'safe-until-started',
  sinter: 'never',
  weigh: 'safe-until-started',
  scan: 'safe',
} as const satisfies Readonly<Record<ActivityName, string>>

/** Prints take from 2 to 6 h, each printer its own time. */
function durationOf(name: ActivityName, index: number): Duration {
  return name === 'print' ? minutes(120 + 26 * index) : DURATIONS[name]
}

export const MACHINES: readonly {
  readonly agentId: string
  readonly instruments: readonly SimulatedInstrument[]
}[] = HALLS.flatMap(hall => {
  let index = 0
  return hall.each.map((count, agent) => ({
    agentId: `${hall.agent}-${agent + 1}`,
    instruments: Array.from({ length: count }, () => {
      index += 1
      return {
        id: `${hall.instrument}-${index}`,
        keepsIds: hall.keepsIds(index),
        activities: [
          activity(hall.activity, REPEATABILITY[hall.activity], durationOf(hall.activity, index - 1)),
        ],
      }
    }),
  }))
})
