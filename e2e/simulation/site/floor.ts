import { type Duration, hours, minutes } from '@muster/runtime'
import { activity, type SimulatedInstrument, type WorldOptions } from '../world.ts'

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

/** What there is besides instruments. Less than all of them could use at a time, so that work waits for it now and then. */
export const RESOURCES = [
  { id: 'crucibles', kind: 'countable', capacity: 10, recycle: '20 min' },
  { id: 'licences', kind: 'countable', capacity: 1 },
  { id: 'powder', kind: 'consumable', unit: 'g', capacity: 3_000, fill: 2_000 },
  { id: 'trays', kind: 'named', names: ['tray-1', 'tray-2', 'tray-3', 'tray-4'] },
  { id: 'oven-1-rack', kind: 'named', instrument: 'oven-1', names: ['oven-1/1', 'oven-1/2'] },
  { id: 'holders', kind: 'named', names: ['holder-1', 'holder-2', 'holder-3', 'holder-4', 'holder-5'] },
] as const satisfies NonNullable<WorldOptions['resources']>

interface Hall {
  readonly agents: number
  /** Instruments of each agent. */
  readonly each: readonly number[]
  readonly agent: string
  readonly instrument: string
  readonly keepsIds: (index: number) => boolean
  readonly activity: ActivityName
  /** What each agent's machine has for tasks that compute there. */
  readonly resources?: Readonly<Record<string, number>>
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
    resources: { gpu: 1 },
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
  readonly resources: Readonly<Record<string, number>>
}[] = HALLS.flatMap(hall => {
  let index = 0
  return hall.each.map((count, agent) => ({
    agentId: `${hall.agent}-${agent + 1}`,
    resources: hall.resources ?? {},
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
