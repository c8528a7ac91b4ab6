import type { Command, CommandCall } from './command-call.ts'
import { lines, mustHave, nameOf, show, showRows, UsageError } from './command-call.ts'
import type { OrderOptions, PriorityOptions } from './queue.ts'
import type { PauseView, QueuedTask } from './queue-types.ts'
import { clockTime } from './terminal/render-run.ts'
import { table } from './terminal/text.ts'

/** The queue, what is paused, and places given by hand. */
export const QUEUE_COMMANDS: Readonly<Record<string, Command>> = {
  queue,
  order,
  priority,
  pauses,
  pause,
  resume,
}

async function queue(call: CommandCall): Promise<number> {
  const { activity, instrument, by, all, json } = call.flags
  const most = all === true ? Number.POSITIVE_INFINITY : 50
  const filter = {
    ...(activity === undefined ? {} : { activity }),
    ...(instrument === undefined ? {} : { instrument }),
    ...(by === undefined ? {} : { user: by }),
  }
  const rows: string[][] = []
  for await (const task of call.client.queue(filter)) {
    if (rows.length === most) break
    rows.push(queueRow(task))
    if (json === true) show(call, task, [])
  }
  if (json === true) return 0
  call.output.write(lines(table(rows)))
  if (rows.length === 0) call.notes.write('nothing waits for an instrument\n')
  return 0
}

function queueRow(task: QueuedTask): string[] {
  const {
    id,
    activity,
    position,
    priority: given,
    effectivePriority,
    share,
    latestStart,
    order: place,
  } = task
  const risen = effectivePriority === given ? '' : `, now ${effectivePriority}`
  return [
    String(position),
    id,
    activity,
    `priority ${given}${risen}`,
    share,
    `by ${clockTime(latestStart)}`,
    place === undefined ? '' : `put ${place.place === 'top' ? 'on top' : 'there'} by ${place.by}`,
  ]
}

async function order(call: CommandCall): Promise<number> {
  const id = call.next('TASK')
  const task = await call.client.order(id, { ...placeOf(call), by: nameOf(call), ...reasonOf(call) })
  const place = task.order
    ? task.order.place === 'top'
      ? 'on top of its priority'
      : 'there'
    : 'back in its place'
  show(call, task, [`${task.id} is ${place}; muster queue shows the order`])
  return 0
}

function placeOf({ flags }: CommandCall): Pick<OrderOptions, 'to' | 'before' | 'after'> {
  const { before, after } = flags
  const places = [
    ...(flags.top === true ? [{ to: 'top' } as const] : []),
    ...(flags.natural === true ? [{ to: 'natural' } as const] : []),
    ...(before === undefined ? [] : [{ before }]),
    ...(after === undefined ? [] : [{ after }]),
  ]
  const [place] = places
  if (!place || places.length > 1)
    throw new UsageError('this needs one of --top, --before TASK, --after TASK and --natural')
  return place
}

const reasonOf = ({ flags: { reason } }: CommandCall): { reason?: string } =>
  reason === undefined ? {} : { reason }

const PRIORITY_NAMES = ['critical', 'high', 'normal', 'low', 'background'] as const

async function priority(call: CommandCall): Promise<number> {
  const id = call.next('JOB')
  const wanted = priorityOf(call.next('PRIORITY'))
  const job = await call.client.changePriority(id, { priority: wanted, by: nameOf(call), ...reasonOf(call) })
  show(call, job, [`${job.id} has priority ${job.priority}`])
  return 0
}

function priorityOf(word: string): PriorityOptions['priority'] {
  const name = PRIORITY_NAMES.find(known => known === word)
  if (name !== undefined) return name
  if (/^([0-9]{1,2}|100)$/.test(word)) return Number(word)
  throw new UsageError(`${word} is no priority: 0 to 100, or one of ${PRIORITY_NAMES.join(', ')}`)
}

async function pauses(call: CommandCall): Promise<number> {
  const all = await call.client.pauses()
  showRows(call, all, pauseRow)
  if (all.length === 0 && call.flags.json !== true) call.notes.write('nothing is paused\n')
  return 0
}

const pauseRow = (paused: PauseView): string[] => [
  paused.id,
  `since ${clockTime(paused.at)}`,
  paused.until === undefined ? 'until it is resumed' : `until ${clockTime(paused.until)}`,
  progressOf(paused),
  `by ${paused.by}: ${paused.reason}`,
]

const progressOf = ({ drain, underWay }: PauseView): string =>
  drain === 'draining' ? `${underWay} still under way` : 'nothing under way'

async function pause(call: CommandCall): Promise<number> {
  const id = scopeOf(call)
  const { for: lasting, until } = call.flags
  if (lasting !== undefined && until !== undefined)
    throw new UsageError('it has one end: --for "2 h" or --until TIME')
  const paused = await call.client.pause(id, {
    ...deedOf(call),
    ...(lasting === undefined ? {} : { for: lasting }),
    ...(until === undefined ? {} : { until }),
  })
  const end = paused.until === undefined ? '' : ` until ${clockTime(paused.until)}`
  show(call, paused, [`${paused.id} is paused${end}; ${progressOf(paused)}`])
  return 0
}

async function resume(call: CommandCall): Promise<number> {
  const resumed = await call.client.resume(scopeOf(call), deedOf(call))
  show(call, resumed, [`${resumed.id} is ${resumed.state}`])
  return 0
}

const deedOf = (call: CommandCall) => ({
  by: nameOf(call),
  reason: mustHave(call.flags.reason, 'a reason: --reason TEXT'),
})

/** What the next words name: nothing or `queue`, a kind and a name, or an id such as `instrument:furnace-1`. */
function scopeOf(call: CommandCall): string {
  const word = call.maybeNext() ?? 'queue'
  if (word === 'queue' || word.includes(':')) return word
  if (!['instrument', 'agent', 'activity'].includes(word))
    throw new UsageError(`${word} is none of queue, instrument ID, agent ID and activity NAME`)
  return `${word}:${call.next(word === 'activity' ? 'NAME' : 'ID')}`
}
