import { READINESS_ORDERS } from '@muster/protocol'
import { type Command, type CommandCall, nameOf, show, UsageError } from './command-call.ts'

/** How ready instruments are, as people say. */
export const READINESS_COMMANDS: Readonly<Record<string, Command>> = { readiness }

async function readiness(call: CommandCall): Promise<number> {
  const instrument = call.next('INSTRUMENT')
  const given = call.next(`one of ${READINESS_ORDERS.join(', ')}`)
  const word = READINESS_ORDERS.find(known => known === given)
  if (word === undefined) throw new UsageError(`${given} is none of ${READINESS_ORDERS.join(', ')}`)
  const { reason } = call.flags
  const now = await call.client.setReadiness(instrument, {
    readiness: word,
    by: nameOf(call),
    ...(reason === undefined ? {} : { reason }),
  })
  const isAway =
    now.link === 'unknown' ? ' (it is away: nothing is begun there, and it is told when it is back)' : ''
  const what = word === 'return' ? 'return it' : `it is ${word}`
  show(call, now, [`${now.id}: its agent ${now.agent} is told: ${what}${isAway}`])
  return 0
}
