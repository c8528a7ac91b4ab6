import { hours, minutes, type Random } from '@muster/runtime'
import { configured } from '../device.ts'
import type { Site } from '../harness.ts'
import { densityOf, ferriteOf, fire, type PartState } from './densify.ts'

/** A small factory: a binder-jet printer, an oven, a furnace, and what inspects parts; a diffractometer and a pycnometer of each are there twice. */

const ORDER = { type: 'string', pattern: '^W-[0-9]{3,6}$' }
const FIRING = {
  order: ORDER,
  temperature: { type: 'number', minimum: 100, maximum: 1_400 },
  hold: { type: 'number', exclusiveMinimum: 0, maximum: 24 },
}
const PART = { order: ORDER, part: { type: 'integer', minimum: 1 } }

const about = (value: number, spread: number, random: Random): number =>
  Number((value + spread * (2 * random.float() - 1)).toFixed(2))

export function factorySite(): Site {
  const parts = new Map<string, PartState>()
  const partOf = (order: unknown, part: unknown): PartState => {
    const found = parts.get(`${String(order)}/${String(part)}`)
    if (!found) throw new Error(`there is no part ${String(part)} of order ${String(order)}`)
    return found
  }

  const print = configured({
    name: 'print',
    parameters: {
      order: ORDER,
      parts: { type: 'integer', minimum: 1, maximum: 12 },
      layers: { type: 'integer', minimum: 1, maximum: 2_000 },
      lot: { type: 'string', pattern: '^LOT-[0-9]{6}$' },
    },
    takes: ({ layers }) => minutes(30 + 1.5 * Number(layers ?? 333)),
    phases: ['heat-up', 'layers', 'cool-down'],
    gives: ({ order, parts: count, layers }, random) => {
      for (let part = 1; part <= Number(count); part += 1) {
        const green = 59 + 2 * random.float()
        parts.set(`${String(order)}/${part}`, { green, work: 0, hottest: 0 })
      }
      return { layersPrinted: Number(layers) }
    },
  })
  const cure = configured({
    name: 'cure',
    parameters: FIRING,
    takes: ({ hold }) => hours(1 + Number(hold ?? 6)),
  })
  const sinter = configured({
    name: 'sinter',
    parameters: FIRING,
    takes: ({ hold }) => hours(10 + Number(hold ?? 4)),
    phases: ['debind', 'heat', 'hold', 'cool'],
    repeatability: 'never',
    gives: ({ order, temperature, hold }) => {
      for (const [name, part] of parts)
        if (name.startsWith(`${String(order)}/`))
          parts.set(name, fire(part, Number(temperature), Number(hold)))
      return { peak: Number(temperature) }
    },
  })
  const vent = configured({ name: 'vent', takes: minutes(10), repeatability: 'safe' })
  const open = configured({ name: 'open', takes: minutes(2), repeatability: 'safe' })
  const ct = configured({
    name: 'ct',
    parameters: PART,
    takes: minutes(40),
    phases: ['scan', 'reconstruct'],
    repeatability: 'safe',
    gives: ({ order, part }, random) => ({
      pores: about(100 - densityOf(partOf(order, part)), 0.3, random),
    }),
  })
  const xrd = configured({
    name: 'xrd',
    parameters: PART,
    takes: minutes(50),
    repeatability: 'safe',
    gives: ({ order, part }, random) => ({ ferrite: about(ferriteOf(partOf(order, part)), 0.05, random) }),
  })
  const density = configured({
    name: 'density',
    parameters: PART,
    takes: minutes(15),
    repeatability: 'safe',
    gives: ({ order, part }, random) => ({ density: about(densityOf(partOf(order, part)), 0.1, random) }),
  })
  const label = configured({
    name: 'label',
    parameters: { text: { type: 'string', maxLength: 200 } },
    takes: minutes(1),
  })
  return {
    agents: {
      'print-hall': [
        { id: 'printer', kind: 'binder-jet-printer', activities: [print] },
        { id: 'oven', kind: 'curing-oven', activities: [cure] },
      ],
      'furnace-room': [{ id: 'furnace', kind: 'sintering-furnace', activities: [sinter, vent, open] }],
      laboratory: [
        { id: 'ct', kind: 'ct-scanner', activities: [ct] },
        { id: 'xrd-1', kind: 'diffractometer', activities: [xrd] },
        { id: 'xrd-2', kind: 'diffractometer', activities: [xrd] },
        { id: 'pycnometer-1', kind: 'pycnometer', activities: [density] },
        { id: 'pycnometer-2', kind: 'pycnometer', activities: [density] },
        { id: 'labeller', kind: 'label-printer', activities: [label] },
      ],
    },
  }
}
