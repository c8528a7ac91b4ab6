import { InvalidInputError, parseYaml } from '@muster/runtime'
import {
  type Command,
  type CommandCall,
  lines,
  mustHave,
  nameOf,
  readText,
  show,
  showRows,
  UsageError,
} from './command-call.ts'
import { ApiError } from './errors.ts'
import type { ReasonedDeed } from './supervision.ts'
import { clockTime } from './terminal/render-run.ts'
import { clean } from './terminal/text.ts'
import type { ScheduleView, TriggerView } from './trigger-types.ts'
import type { ScheduleOptions, TriggerOptions } from './triggers.ts'

/** What begins jobs besides people. */
export const TRIGGER_COMMANDS: Readonly<Record<string, Command>> = {
  schedule: call => act(call, SCHEDULES),
  trigger: call => act(call, TRIGGERS),
}

type Actions = Readonly<Record<string, Command>>

async function act(call: CommandCall, actions: Actions): Promise<number> {
  const names = Object.keys(actions).join(', ')
  const word = call.next(`one of ${names}`)
  const action = Object.hasOwn(actions, word) ? actions[word] : undefined
  if (!action) throw new UsageError(`${word} is none of ${names}`)
  return action(call)
}

const SCHEDULES: Actions = {
  list: async call => {
    const all = await call.client.schedules()
    showRows(call, all, scheduleRow)
    if (all.length === 0 && call.flags.json !== true) call.notes.write(lines(['there is no schedule']))
    return 0
  },
  show: async call => {
    const found = await call.client.schedule(call.next('NAME'))
    show(call, found, scheduleLines(found))
    return 0
  },
  add: call =>
    fromFile(call, async value => {
      const added = await call.client.addSchedule(value as ScheduleOptions & { readonly name: string })
      show(call, added, [`${added.name} begins ${added.uses} ${nextText(added)}`])
    }),
  change: call =>
    fromFile(call, async value => {
      const changed = await call.client.changeSchedule(namedIn(value), value as ScheduleOptions)
      show(call, changed, [`${changed.name} begins ${changed.uses} ${nextText(changed)}`])
    }),
  pause: async call => {
    const paused = await call.client.pauseSchedule(call.next('NAME'), deedOf(call))
    show(call, paused, [`${paused.name} is ${paused.state}; jobs that it began go on`])
    return 0
  },
  resume: async call => {
    const resumed = await call.client.resumeSchedule(call.next('NAME'), deedOf(call))
    show(call, resumed, [`${resumed.name} is ${resumed.state}: ${nextText(resumed)}`])
    return 0
  },
  delete: async call => {
    const name = call.next('NAME')
    await call.client.deleteSchedule(name, deedOf(call))
    show(call, { name }, [`${name} is deleted; jobs that it began go on`])
    return 0
  },
}

const TRIGGERS: Actions = {
  list: async call => {
    const all = await call.client.triggers()
    showRows(call, all, triggerRow)
    if (all.length === 0 && call.flags.json !== true) call.notes.write(lines(['there is no trigger']))
    return 0
  },
  show: async call => {
    const found = await call.client.trigger(call.next('NAME'))
    show(call, found, triggerLines(found))
    return 0
  },
  add: call =>
    fromFile(call, async value => {
      const added = await call.client.addTrigger(value as TriggerOptions & { readonly name: string })
      show(call, added, [`${added.name} begins ${added.uses} for ${sourceText(added)}`])
    }),
  change: call =>
    fromFile(call, async value => {
      const changed = await call.client.changeTrigger(namedIn(value), value as TriggerOptions)
      show(call, changed, [`${changed.name} begins ${changed.uses} for ${sourceText(changed)}`])
    }),
  pause: async call => {
    const paused = await call.client.pauseTrigger(call.next('NAME'), deedOf(call))
    show(call, paused, [`${paused.name} is ${paused.state}; jobs that it began go on`])
    return 0
  },
  resume: async call => {
    const resumed = await call.client.resumeTrigger(call.next('NAME'), deedOf(call))
    show(call, resumed, [`${resumed.name} is ${resumed.state}`])
    return 0
  },
  delete: async call => {
    const name = call.next('NAME')
    await call.client.deleteTrigger(name, deedOf(call))
    show(call, { name }, [`${name} is deleted; jobs that it began go on`])
    return 0
  },
}

const deedOf = (call: CommandCall): ReasonedDeed => ({
  by: nameOf(call),
  reason: mustHave(call.flags.reason, 'a reason: --reason TEXT'),
})

/** What the coordinator has against a file is told with its place in it. */
async function fromFile(call: CommandCall, ask: (value: unknown) => Promise<void>): Promise<number> {
  const path = call.next('FILE.yaml')
  const yaml = parseYaml(await readText(path), path)
  try {
    await ask(yaml.value)
  } catch (error) {
    if (error instanceof ApiError && error.faults.length > 0)
      throw new InvalidInputError(error.message, yaml.locate(error.faults))
    throw error
  }
  return 0
}

/** @throws InvalidInputError where the file has no name */
function namedIn(value: unknown): string {
  const name: unknown =
    typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined
  if (typeof name === 'string' && name !== '') return name
  throw new InvalidInputError('the file is not right', [{ field: 'name', message: 'is missing' }])
}

const nextText = ({ nextTimes: [next] }: ScheduleView): string =>
  next === undefined ? 'at no time' : `next at ${clockTime(next)}`

const scheduleRow = (schedule: ScheduleView): string[] => [
  schedule.name,
  schedule.state,
  `${schedule.cron} ${schedule.timeZone}`,
  schedule.uses,
  nextText(schedule),
  schedule.last ? `${schedule.last.outcome} ${clockTime(schedule.last.time)}` : '',
]

function scheduleLines(schedule: ScheduleView): string[] {
  const { name, state, uses, cron, timeZone, missed, graceTime, overlap, paused, last, nextTimes } = schedule
  return [
    `${name} is ${state}: begins ${uses} at ${cron}, ${timeZone}`,
    `missed: ${missed}, after ${graceTime}; overlap: ${overlap}`,
    ...(paused ? [clean(`paused by ${paused.by}: ${paused.reason}`)] : []),
    ...(last
      ? [clean(`last: ${last.outcome} for ${clockTime(last.time)} ${last.job ?? last.reason ?? ''}`)]
      : []),
    ...nextTimes.map(time => `next: ${clockTime(time)}`),
  ]
}

function sourceText({ on: { mqtt, webhook, file } }: TriggerView): string {
  if (mqtt) return `messages on ${mqtt.topic}`
  return webhook ? `calls signed with ${webhook.secret}` : `files ${file?.name ?? ''}`
}

const triggerRow = (trigger: TriggerView): string[] => [
  trigger.name,
  trigger.state,
  sourceText(trigger),
  trigger.uses,
  `${trigger.begun} begun, ${trigger.refused} refused`,
  clean(trigger.trouble ?? ''),
]

function triggerLines(trigger: TriggerView): string[] {
  const { name, state, uses, when, paused, last, begun, refused, trouble } = trigger
  return [
    `${name} is ${state}: begins ${uses} for ${sourceText(trigger)}`,
    ...(when === undefined ? [] : [clean(`when ${when}`)]),
    `${begun} begun, ${refused} refused`,
    ...(paused ? [clean(`paused by ${paused.by}: ${paused.reason}`)] : []),
    ...(last
      ? [clean(`last: ${last.outcome} at ${clockTime(last.at)} ${last.job ?? last.reason ?? ''}`)]
      : []),
    ...(trouble === undefined ? [] : [clean(`its folder can't be read: ${trouble}`)]),
  ]
}
