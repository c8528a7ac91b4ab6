import { unreachable } from '@muster/runtime'
import { checkedDuration } from '../faults/fault.ts'
import type { Activity, InstrumentDefinition } from '../instruments/activity.ts'
import { createWeighActivity } from '../instruments/balance.ts'
import { createFiringActivity } from '../instruments/furnace.ts'
import { AMBIENT } from '../instruments/gauge.ts'
import type { Readings } from '../instruments/plan.ts'
import { createReadActivity } from '../instruments/plate-reader.ts'
import { createPrintActivity } from '../instruments/printer.ts'
import type { BalanceFile, FurnaceFile, PlateReaderFile, PrinterFile, SimulatorFile } from './schema.ts'

/** The instrument that a checked file describes. */
export function defineInstrument(file: SimulatorFile): InstrumentDefinition {
  const { kind, name, serial, timeScale } = file
  return { kind, name, serial, timeScale, ...behaviourOf(file) }
}

function behaviourOf(file: SimulatorFile): { activities: readonly Activity[]; idleReadings: Readings } {
  switch (file.kind) {
    case 'binder-jet-printer':
      return { activities: [print(file)], idleReadings: { temperature: AMBIENT, layer: 0, layerCount: 0 } }
    case 'furnace':
      return { activities: fire(file), idleReadings: { temperature: AMBIENT } }
    case 'balance':
      return { activities: [weigh(file)], idleReadings: { mass: 0 } }
    case 'kiln':
    case 'muffle-furnace':
      return {
        activities: [createFiringActivity('fire', Object.keys(file.programmes), file.programmes)],
        idleReadings: { temperature: AMBIENT },
      }
    case 'plate-reader':
      return { activities: [read(file)], idleReadings: { temperature: AMBIENT } }
    default:
      return unreachable(file)
  }
}

function print({ activities }: PrinterFile): Activity {
  const { heatUp, layer, coolDown, temperature } = activities.print
  return createPrintActivity({
    heatUp: checkedDuration(heatUp),
    layer: checkedDuration(layer),
    coolDown: checkedDuration(coolDown),
    temperature,
  })
}

function fire({ activities, programmes }: FurnaceFile): Activity[] {
  return Object.entries(activities).map(([name, activity]) =>
    createFiringActivity(name, activity.programmes, programmes),
  )
}

function weigh({ activities }: BalanceFile): Activity {
  const { tare, load, settle, mass, spread } = activities.weigh
  return createWeighActivity({
    tare: checkedDuration(tare),
    load: checkedDuration(load),
    settle: checkedDuration(settle),
    mass,
    spread,
  })
}

function read({ activities }: PlateReaderFile): Activity {
  const { warmUp, shake, well, absorbance } = activities.read
  return createReadActivity({
    warmUp: checkedDuration(warmUp),
    shake: checkedDuration(shake),
    well: checkedDuration(well),
    absorbance,
  })
}
