import type { Command, CommandCall } from './command-call.ts'
import { lines, mustHave, nameOf, show, showRows, UsageError } from './command-call.ts'
import type { MaintenanceView } from './maintenance-types.ts'
import { clockTime } from './terminal/render-run.ts'

/** When instruments are kept free, and who says so. */
export const MAINTENANCE_COMMANDS: Readonly<Record<string, Command>> = { maintenance }

const ACTIONS: Readonly<Record<string, Command>> = { list, add, cancel }

async function maintenance(call: CommandCall): Promise<number> {
  const names = Object.keys(ACTIONS).join(', ')
  const word = call.next(`one of ${names}`)
  const action = Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined
  if (!action) throw new UsageError(`${word} is none of ${names}`)
  return action(call)
}

async function list(call: CommandCall): Promise<number> {
  const all = await call.client.maintenance()
  showRows(call, all, rowOf)
  if (all.length === 0 && call.flags.json !== true) call.notes.write(lines(['no maintenance is planned']))
  return 0
}

const rowOf = ({ id, instrument, from, to, reason, by }: MaintenanceView): string[] => [
  id,
  instrument,
  `${clockTime(from)} to ${clockTime(to)}`,
  by ?? 'configured',
  reason,
]

async function add(call: CommandCall): Promise<number> {
  const instrument = call.next('INSTRUMENT')
  const { from, to = [], reason } = call.flags
  const [end, ...others] = to
  if (others.length > 0) throw new UsageError('it has one end: --to TIME')
  const added = await call.client.addMaintenance({
    instrument,
    ...(from === undefined ? {} : { from }),
    to: mustHave(end, 'an end: --to TIME, such as 2026-12-01T12:00Z'),
    by: nameOf(call),
    reason: mustHave(reason, 'a reason: --reason TEXT'),
  })
  const time = `from ${clockTime(added.from)} to ${clockTime(added.to)}`
  show(call, added, [`${added.id} keeps ${added.instrument} free ${time}`])
  return 0
}

async function cancel(call: CommandCall): Promise<number> {
  const id = call.next('ID')
  const reason = mustHave(call.flags.reason, 'a reason: --reason TEXT')
  const cancelled = await call.client.cancelMaintenance(id, { by: nameOf(call), reason })
  show(call, cancelled, [`${cancelled.id} at ${cancelled.instrument} is cancelled`])
  return 0
}
