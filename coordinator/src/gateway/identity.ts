import type { UpHeader } from '@muster/protocol'
import type { AgentRecord } from '../model/records.ts'

/**
 * Who a message is from, given who was heard before. `suspect` is nobody whose word counts: it becomes
 * somebody only by answering a challenge, which a message held up on its way can't.
 */
export type Standing =
  | { readonly kind: 'first' }
  | { readonly kind: 'current' }
  | { readonly kind: 'restarted' }
  | { readonly kind: 'suspect'; readonly why: string }

/**
 * A journal counts its writes, and a process starts by writing: so a later process of the same journal begins
 * above all that was heard before. What does not is a journal that was deleted, put back from a backup or
 * copied, or a second agent with the same id.
 */
export function judge(agent: AgentRecord | undefined, header: UpHeader): Standing {
  if (!agent) return { kind: 'first' }
  if (header.journalId !== agent.journalId)
    return { kind: 'suspect', why: 'it has another journal than before' }
  if (header.bootId === agent.bootId) return { kind: 'current' }
  if (agent.formerBoots.includes(header.bootId))
    return { kind: 'suspect', why: 'an earlier process of it is still alive' }
  if (header.bootWrites > agent.journalWrites) return { kind: 'restarted' }
  return { kind: 'suspect', why: 'its journal has gone back to an earlier state' }
}

/** How many of the processes and journals before are remembered. */
const REMEMBERED = 20

export function remember(former: readonly string[], one: string): readonly string[] {
  return [one, ...former.filter(other => other !== one)].slice(0, REMEMBERED)
}
