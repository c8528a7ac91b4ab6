import { hours, millis, minutes, seconds } from '@muster/runtime'
import { createFiringActivity, createWeighActivity, type Programmes } from '@muster/simulators'
import { configured, type DeviceActivity, type DeviceSettings } from '../device.ts'
import type { Site } from '../harness.ts'

/** A laboratory for solid-state synthesis: four box furnaces in two halls, a bench, a diffractometer with sixteen holders. */

const PROGRAMMES: Programmes = {
  'calcine-900': [
    { name: 'heat', target: 900, ramp: 5, hold: 480 },
    { name: 'cool', target: 60, ramp: 3, hold: 0 },
  ],
  'calcine-1100': [
    { name: 'heat', target: 1_100, ramp: 5, hold: 360 },
    { name: 'cool', target: 60, ramp: 3, hold: 0 },
  ],
}
const SAMPLE = { type: 'string', minLength: 1, maxLength: 64 }
const PLACE = { type: 'string', minLength: 1, maxLength: 64 }
/** g that one tap puts down at the least and at the most. */
const TAP = { least: 0.008, most: 0.012 }
/** What it is in the end, by how hot it was. */
const PHASES: Readonly<Record<string, { readonly phase: string; readonly purity: number }>> = {
  'calcine-900': { phase: 'LiCoO2 (low temperature)', purity: 0.91 },
  'calcine-1100': { phase: 'LiCoO2', purity: 0.97 },
}

const firing: DeviceActivity = {
  activity: createFiringActivity('sinter', Object.keys(PROGRAMMES), PROGRAMMES),
  repeatability: 'safe-until-started',
  expected: hours(16),
}
const vent = configured({ name: 'vent', takes: minutes(4), repeatability: 'safe' })
const open = configured({ name: 'open', takes: minutes(1), repeatability: 'safe' })

const furnace = (id: string): DeviceSettings => ({
  id,
  kind: 'box-furnace',
  activities: [firing, vent, open],
})

export function solidStateSite(): Site {
  /** g in the holder of each sample. */
  const filled = new Map<string, number>()
  const massOf = (sample: unknown) => filled.get(String(sample)) ?? 0

  const weigh: DeviceActivity = {
    activity: createWeighActivity({
      tare: seconds(5),
      load: seconds(10),
      settle: seconds(15),
      mass: ({ sample }) => massOf(sample),
      spread: 0.0004,
    }),
    repeatability: 'safe',
    expected: seconds(30),
  }
  const tap = configured({
    name: 'tap',
    parameters: { sample: SAMPLE, times: { type: 'integer', minimum: 1, maximum: 100 } },
    takes: ({ times }) => millis(Number(times ?? 10) * 2_000),
    gives: ({ sample, times }, random) => {
      for (let time = 0; time < Number(times); time += 1)
        filled.set(String(sample), massOf(sample) + TAP.least + random.float() * (TAP.most - TAP.least))
      return { sample: String(sample) }
    },
  })
  const refine = configured({
    name: 'refine',
    parameters: { sample: SAMPLE, programme: { type: 'string', enum: Object.keys(PROGRAMMES) } },
    takes: minutes(3),
    repeatability: 'safe',
    gives: ({ programme }, random) => {
      const { phase = '', purity = 0 } = PHASES[String(programme)] ?? {}
      return { phase, purity: Number((purity + 0.02 * random.float()).toFixed(4)) }
    },
  })
  const move = configured({
    name: 'move',
    parameters: { sample: SAMPLE, from: PLACE, to: PLACE },
    takes: seconds(40),
  })
  const shake = configured({ name: 'shake', parameters: { sample: SAMPLE }, takes: seconds(30) })
  const scan = configured({
    name: 'scan',
    takes: hours(4),
    phases: ['align', 'scan'],
    gives: () => ({ from: 10, to: 80 }),
  })
  const device = (id: string, kind: string, ...activities: DeviceActivity[]) => ({ id, kind, activities })
  return {
    agents: {
      'hall-a': [furnace('furnace-1'), furnace('furnace-2')],
      'hall-b': [furnace('furnace-3'), furnace('furnace-4')],
      bench: [
        device('arm-1', 'robot-arm', move),
        device('arm-2', 'robot-arm', move),
        device('shaker-1', 'shaker', shake),
        device('shaker-2', 'shaker', shake),
        device('tapper-1', 'powder-tapper', tap),
        device('tapper-2', 'powder-tapper', tap),
        device('balance-1', 'balance', weigh),
        device('balance-2', 'balance', weigh),
      ],
      annex: [
        device('xrd', 'diffractometer', scan),
        device('refinement-1', 'computer', refine),
        device('refinement-2', 'computer', refine),
      ],
    },
    resources: [
      { id: 'crucibles', kind: 'countable', unit: 'pieces', capacity: 16 },
      {
        id: 'xrd-holders',
        kind: 'named',
        instrument: 'xrd',
        names: Array.from({ length: 16 }, (_, at) => `holder-${at + 1}`),
      },
    ],
  }
}

/** Sixteen samples, eight of each programme. */
export const SAMPLES = Array.from({ length: 16 }, (_, at) => ({
  id: `LCO-${at + 1}`,
  programme: at % 2 === 0 ? 'calcine-900' : 'calcine-1100',
  rack: `rack-${at + 1}`,
}))
