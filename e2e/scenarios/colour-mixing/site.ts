import { minutes, seconds } from '@muster/runtime'
import { configured } from '../device.ts'
import type { Site } from '../harness.ts'
import { Bench, type Recipe } from './bench.ts'

/** A bench for mixing colours: a mixer and a camera. */

const PLACE = {
  plate: { type: 'string', pattern: '^PLATE-[0-9]{4}$' },
  well: { type: 'string', pattern: '^[A-H][1-6]$' },
}
const VOLUME = { type: 'number', minimum: 0, maximum: 60 }

/** Of the camera, on a scale of 255. */
const NOISE = 0.05

export function colourSite(): Site {
  const bench = new Bench()
  const mix = configured({
    name: 'mix',
    parameters: { ...PLACE, cyan: VOLUME, magenta: VOLUME, yellow: VOLUME },
    takes: minutes(2),
    phases: ['cyan', 'magenta', 'yellow', 'water', 'shake'],
    repeatability: 'never',
    gives: parameters => {
      const { plate, well, ...recipe } = parameters
      bench.dispense(`${String(plate)} ${String(well)}`, recipe as unknown as Recipe)
      return { plate: String(plate), well: String(well) }
    },
  })
  const measure = configured({
    name: 'measure',
    parameters: PLACE,
    takes: seconds(20),
    repeatability: 'safe',
    gives: ({ plate, well }, random) => {
      const noise = () => NOISE * (2 * random.float() - 1)
      const { red, green, blue } = bench.look(`${String(plate)} ${String(well)}`)
      const seen = (value: number) => Number((value + noise()).toFixed(2))
      return { red: seen(red), green: seen(green), blue: seen(blue) }
    },
  })
  const rinse = configured({ name: 'rinse', takes: minutes(3), repeatability: 'safe' })
  return {
    agents: {
      'mixing-bench': [
        { id: 'mixer', kind: 'liquid-handler', activities: [mix, rinse] },
        { id: 'camera', kind: 'camera', activities: [measure] },
      ],
    },
  }
}
