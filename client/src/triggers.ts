import { compileSchema, type JsonSchema } from '@muster/runtime'
import type { Parser } from './answers.ts'
import { wholeList } from './pages.ts'
import type { ReasonedDeed, Requests } from './supervision.ts'
import type { ScheduleView, TriggerSource, TriggerView } from './trigger-types.ts'

interface Work {
  readonly title?: string
  /** `name`, `name@3`. */
  readonly uses: string
  readonly inputs?: Readonly<Record<string, unknown>>
  readonly priority?: number | string
  readonly labels?: Readonly<Record<string, string>>
}

export interface ScheduleOptions extends Work {
  /** Minute, hour, day of the month, month, day of the week. */
  readonly cron: string
  /** UTC where left out. */
  readonly timeZone?: string
  readonly missed?: 'skip' | 'run-once'
  /** Such as "5 min"; 1 min where left out. */
  readonly graceTime?: string
  readonly overlap?: 'allow' | 'skip'
  /** With its offset, such as 2026-12-01T08:00Z. */
  readonly until?: string
}

export interface TriggerOptions extends Work {
  readonly on: TriggerSource
  /** A condition in CEL on `payload` and `delivery`. */
  readonly when?: string
}

/** What begins jobs besides people. */
export interface Triggers {
  schedules(): Promise<readonly ScheduleView[]>
  schedule(name: string): Promise<ScheduleView>
  /** Refused with the code `name-taken` where there is one. */
  addSchedule(options: ScheduleOptions & { readonly name: string }): Promise<ScheduleView>
  changeSchedule(name: string, options: ScheduleOptions): Promise<ScheduleView>
  pauseSchedule(name: string, deed: ReasonedDeed): Promise<ScheduleView>
  /** What passed meanwhile is not made good. */
  resumeSchedule(name: string, deed: ReasonedDeed): Promise<ScheduleView>
  deleteSchedule(name: string, deed: ReasonedDeed): Promise<void>
  triggers(): Promise<readonly TriggerView[]>
  trigger(name: string): Promise<TriggerView>
  /** Refused with the code `name-taken` where there is one. */
  addTrigger(options: TriggerOptions & { readonly name: string }): Promise<TriggerView>
  changeTrigger(name: string, options: TriggerOptions): Promise<TriggerView>
  pauseTrigger(name: string, deed: ReasonedDeed): Promise<TriggerView>
  resumeTrigger(name: string, deed: ReasonedDeed): Promise<TriggerView>
  deleteTrigger(name: string, deed: ReasonedDeed): Promise<void>
}

const text = { type: 'string' } as const
const object = (properties: Readonly<Record<string, JsonSchema>>) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
})
const kept = { name: text, state: text, by: text, createdAt: text, uses: text }
const schedule = object({ ...kept, cron: text, timeZone: text, nextTimes: { type: 'array', items: text } })
const trigger = object({
  ...kept,
  on: { type: 'object' },
  begun: { type: 'number' },
  refused: { type: 'number' },
})

const parseSchedule = compileSchema<ScheduleView>(schedule)
const parseTrigger = compileSchema<TriggerView>(trigger)
const parseSchedules = compileSchema<{
  readonly schedules: readonly ScheduleView[]
  readonly nextCursor?: string
}>(object({ schedules: { type: 'array', items: schedule } }))
const parseTriggers = compileSchema<{
  readonly triggers: readonly TriggerView[]
  readonly nextCursor?: string
}>(object({ triggers: { type: 'array', items: trigger } }))
const parseName = compileSchema<{ readonly name: string }>(object({ name: text }))

export function triggersBy({ get, post, put, remove }: Requests): Triggers {
  const schedules = deedsOf({ get, post, put, remove }, '/v1/schedules', parseSchedule)
  const triggers = deedsOf({ get, post, put, remove }, '/v1/triggers', parseTrigger)
  return {
    schedules: () => wholeList(get, '/v1/schedules', {}, parseSchedules, page => page.schedules),
    schedule: schedules.one,
    addSchedule: schedules.add,
    changeSchedule: schedules.change,
    pauseSchedule: schedules.pause,
    resumeSchedule: schedules.resume,
    deleteSchedule: schedules.remove,
    triggers: () => wholeList(get, '/v1/triggers', {}, parseTriggers, page => page.triggers),
    trigger: triggers.one,
    addTrigger: triggers.add,
    changeTrigger: triggers.change,
    pauseTrigger: triggers.pause,
    resumeTrigger: triggers.resume,
    deleteTrigger: triggers.remove,
  }
}

function deedsOf<View>({ get, post, put, remove }: Requests, base: string, parse: Parser<View>) {
  const path = (name: string) => `${base}/${encodeURIComponent(name)}`
  return {
    one: (name: string) => get(path(name), parse),
    add: (options: unknown) => post(base, options, parse),
    change: (name: string, options: unknown) => put(path(name), options, parse),
    pause: (name: string, deed: ReasonedDeed) => post(`${path(name)}/pause`, deed, parse),
    resume: (name: string, deed: ReasonedDeed) => post(`${path(name)}/resume`, deed, parse),
    remove: async (name: string, { by, reason }: ReasonedDeed) => {
      await remove(`${path(name)}?${new URLSearchParams({ by, reason }).toString()}`, parseName)
    },
  }
}
