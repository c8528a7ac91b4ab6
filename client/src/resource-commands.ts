import type { Command, CommandCall } from './command-call.ts'
import { lines, mustHave, nameOf, show, showRows, UsageError } from './command-call.ts'
import type { ResourceView, SamplePlace, SampleView } from './resource-types.ts'
import type { ReasonedDeed } from './supervision.ts'
import { clockTime } from './terminal/render-run.ts'

/** What tasks hold besides instruments, and where samples are. */
export const RESOURCE_COMMANDS: Readonly<Record<string, Command>> = { resources, samples }

const RESOURCE_ACTIONS: Readonly<Record<string, Command>> = { refill, lend, return: giveBack }
const SAMPLE_ACTIONS: Readonly<Record<string, Command>> = { place }

const deedOf = (call: CommandCall): ReasonedDeed => ({
  by: nameOf(call),
  reason: mustHave(call.flags.reason, 'a reason: --reason TEXT'),
})

/** The list, or what the next word says is to be done. */
async function listOr(
  call: CommandCall,
  actions: Readonly<Record<string, Command>>,
  list: Command,
): Promise<number> {
  const word = call.maybeNext()
  if (word === undefined) return list(call)
  const action = Object.hasOwn(actions, word) ? actions[word] : undefined
  if (!action) throw new UsageError(`${word} is none of ${Object.keys(actions).join(', ')}`)
  return action(call)
}

async function resources(call: CommandCall): Promise<number> {
  return listOr(call, RESOURCE_ACTIONS, async () => {
    const all = await call.client.resources()
    showRows(call, all, resourceRow)
    if (all.length === 0 && call.flags.json !== true) call.notes.write(lines(['there are no resources']))
    return 0
  })
}

function resourceRow({ id, kind, unit, capacity, remaining, free, holders, leases }: ResourceView): string[] {
  const there = remaining ?? capacity
  const tasks = holders.map(({ task, attempt, amount }) => `${amount} by ${task ?? attempt}`)
  const people = leases.map(
    ({ by, amount, until, id: lease }) =>
      `${amount} lent to ${by}${until === undefined ? '' : ` until ${clockTime(until)}`} (${lease})`,
  )
  return [id, kind, `${free} of ${there ?? '?'} ${unit} free`, [...tasks, ...people].join(', ')]
}

function showLevel(call: CommandCall, resource: ResourceView): number {
  show(call, resource, [resourceRow(resource).slice(0, 3).join('  ')])
  return 0
}

async function refill(call: CommandCall): Promise<number> {
  const id = call.next('RESOURCE')
  const amount = amountOf(call.next('AMOUNT'))
  const unit = call.maybeNext()
  const filled = { amount, ...deedOf(call), ...(unit === undefined ? {} : { unit }) }
  return showLevel(call, await call.client.refill(id, filled))
}

async function lend(call: CommandCall): Promise<number> {
  const id = call.next('RESOURCE')
  const words = rest(call)
  const [first] = words
  const isCount = words.length === 1 && first !== undefined && /^[0-9.]+$/.test(first)
  const what = isCount ? { amount: amountOf(first) } : words.length > 0 ? { names: words } : {}
  const time = call.flags.for
  const lent = await call.client.lend(id, {
    ...deedOf(call),
    ...what,
    ...(time === undefined ? {} : { for: time }),
  })
  const lease = lent.leases.at(-1)
  show(call, lent, [`${lease?.id ?? ''} is lent to ${lease?.by ?? ''}`])
  return 0
}

async function giveBack(call: CommandCall): Promise<number> {
  const id = call.next('RESOURCE')
  return showLevel(call, await call.client.giveBack(id, call.next('LEASE'), deedOf(call)))
}

async function samples(call: CommandCall): Promise<number> {
  return listOr(call, SAMPLE_ACTIONS, async () => {
    const all = await call.client.samples()
    showRows(call, all, sampleRow)
    if (all.length === 0 && call.flags.json !== true) call.notes.write(lines(['no sample has a place']))
    return 0
  })
}

const sampleRow = ({ id, place: at, since, by, task }: SampleView): string[] => [
  id,
  placeText(at),
  since === undefined ? '' : `since ${clockTime(since)}`,
  by ?? '',
  task === undefined ? '' : `with ${task}`,
]

const placeText = (at: SamplePlace | undefined): string =>
  at === undefined ? 'nobody knows where' : 'text' in at ? at.text : `${at.resource} ${at.name}`

async function place(call: CommandCall): Promise<number> {
  const id = call.next('SAMPLE')
  const [where, name, ...more] = rest(call)
  if (more.length > 0) throw new UsageError('a place is RESOURCE NAME, or one text')
  const { reason } = call.flags
  const at =
    where === undefined ? undefined : name === undefined ? { text: where } : { resource: where, name }
  const placed = await call.client.placeSample(id, {
    by: nameOf(call),
    ...(at ? { place: at } : {}),
    ...(reason === undefined ? {} : { reason }),
  })
  show(call, placed, [`${placed.id}: ${placeText(placed.place)}`])
  return 0
}

function rest(call: CommandCall): string[] {
  const words: string[] = []
  for (let word = call.maybeNext(); word !== undefined; word = call.maybeNext()) words.push(word)
  return words
}

function amountOf(text: string): number {
  const amount = Number(text)
  if (Number.isFinite(amount) && amount > 0) return amount
  throw new UsageError(`${text} is no amount above 0`)
}
