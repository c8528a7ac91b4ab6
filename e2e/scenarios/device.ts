import type { ActivityDescription } from '@muster/protocol'
import {
  type Clock,
  compileSchema,
  type Duration,
  type JsonSchema,
  millis,
  type Random,
  seededRandom,
} from '@muster/runtime'
import {
  type Activity,
  createTimeline,
  FaultBook,
  InstrumentModel,
  JobOrders,
  type Ledger,
  type Parameters,
} from '@muster/simulators'

/** Instruments of whole experiments: models of the simulators, on virtual time, each with a driver of its own in the agent's process. */

/** An activity as an instrument of an experiment has it: what the model does, and what its driver says of it. */
export interface DeviceActivity {
  readonly activity: Activity
  readonly repeatability: ActivityDescription['repeatability']
  /** How long it takes as a rule. */
  readonly expected: Duration
  readonly canPause?: boolean
}

export interface DeviceSettings {
  readonly id: string
  /** Such as `box-furnace`. */
  readonly kind: string
  readonly activities: readonly DeviceActivity[]
}

/**
 * Chance that depends on what is done, and not on when or on which of several equal instruments: the n-th run of an activity with the
 * same parameters comes to the same, however the runs of others lie around it.
 */
export type Chance = (activity: string, parameters: Parameters) => Random

export function chanceOf(seed: number): Chance {
  const counts = new Map<string, number>()
  return (activity, parameters) => {
    const key = `${activity} ${JSON.stringify(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)))}`
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return seededRandom(hashOf(`${seed} ${key} ${count}`))
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** What a run of an activity that is given by its settings alone is like. */
export interface ConfiguredActivity {
  readonly name: string
  /** JSON Schemas of its parameters, by name; none unless given. A parameter with a `default` may be left out. */
  readonly parameters?: Readonly<Record<string, JsonSchema>>
  readonly takes: Duration | ((parameters: Parameters) => Duration)
  /** Such as `['heat', 'hold']`, of equal length; the name of the activity where left out. */
  readonly phases?: readonly string[]
  readonly canPause?: boolean
  readonly repeatability?: ActivityDescription['repeatability']
  /**
   * What it gives, worked out when the run is physically started, once: what it changes at its place (powder that was put down) may be
   * changed here, and a start too many then shows in the results.
   */
  readonly gives?: (parameters: Parameters, random: Random) => Parameters
}

/** An activity whose results are a function of its parameters, of chance, and of what the function knows. */
export function configured({
  name,
  parameters: properties = {},
  takes,
  phases = [name],
  canPause = false,
  repeatability = 'safe-until-started',
  gives = () => ({}),
}: ConfiguredActivity): DeviceActivity {
  const required = Object.keys(properties).filter(key => properties[key]?.['default'] === undefined)
  const schema = { type: 'object', properties, required, additionalProperties: false }
  const durationOf = typeof takes === 'function' ? takes : () => takes
  const activity: Activity = {
    name,
    schema,
    canPause,
    parse: compileSchema<Parameters>(schema, { defaults: true }),
    plan: (parameters, random) => {
      const part = millis(durationOf(parameters) / phases.length)
      const timeline = createTimeline(phases.map(phase => ({ name: phase, duration: part })))
      const results = gives(parameters, random)
      return {
        duration: timeline.duration,
        progressAt: elapsed => timeline.progressAt(elapsed),
        readingsAt: () => ({}),
        resultsAt: elapsed => (elapsed >= timeline.duration ? results : {}),
      }
    },
  }
  const expected = typeof takes === 'function' ? takes({}) : takes
  return { activity, repeatability, expected, canPause }
}

/** Something that is physically started. */
export interface Start {
  readonly activity: string
  readonly parameters: Parameters
}

interface Breakdown {
  /** Percent of its time. */
  readonly at: number
  readonly reason: string
}

/** One instrument: its physics, its memory of orders, its faults. It outlives all processes. */
export class Device {
  readonly id: string
  readonly kind: string
  readonly clock: Clock
  readonly model: InstrumentModel
  readonly orders: JobOrders
  /** `faults.add({ kind: 'refuse', reason: 'the door is open', times: 1 })`. */
  readonly faults: FaultBook
  readonly descriptions: readonly ActivityDescription[]
  /** Asked at each start: where the run is to break down, if it is. */
  breaksDown: (start: Start) => Breakdown | undefined = () => undefined

  constructor(settings: DeviceSettings, clock: Clock, ledger: Ledger, chance: Chance) {
    const { id, kind, activities } = settings
    this.id = id
    this.kind = kind
    this.clock = clock
    this.faults = new FaultBook(clock)
    const definition = {
      kind,
      name: id,
      serial: `${id}-1`,
      timeScale: 1,
      idleReadings: {},
      activities: activities.map(({ activity }) => ({
        ...activity,
        plan: (parameters: Parameters) => {
          const breakdown = this.breaksDown({ activity: activity.name, parameters })
          if (breakdown) this.faults.add({ kind: 'fail-run', times: 1, ...breakdown })
          return activity.plan(parameters, chance(activity.name, parameters))
        },
      })),
    }
    this.model = new InstrumentModel(definition, {
      clock,
      ledger,
      faults: this.faults,
      random: seededRandom(0),
    })
    this.orders = new JobOrders(this.model, clock, 10_000)
    this.descriptions = activities.map(descriptionOf)
  }

  /** Somebody presses stop at the instrument. False where nothing runs there. */
  stopAtPanel(): boolean {
    if (!this.model.busy) return false
    this.model.stop('panel')
    return true
  }

  /** Calls `listener` each time that something is physically started here. */
  onStarted(listener: (start: Start) => void): void {
    let last = 0
    this.model.onChange(() => {
      const { run } = this.model
      if (!run || run.start === last) return
      last = run.start
      listener(run)
    })
  }
}

const descriptionOf = ({
  activity,
  repeatability,
  expected,
  canPause = false,
}: DeviceActivity): ActivityDescription => ({
  name: activity.name,
  version: '1',
  title: activity.name,
  parametersSchemaJson: JSON.stringify(activity.schema),
  repeatability,
  expectedDurationMs: expected,
  phases: [],
  canPause,
  canCheckpoint: false,
})
