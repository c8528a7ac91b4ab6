import { type DigestEntry, isAttemptEnd, mayHaveStarted } from '@muster/protocol'
import type { Draft } from '../model/draft.ts'
import type { AttemptRecord, Hold, ResourceRequest, TaskRecord } from '../model/records.ts'
import type { KnownInstrument } from '../model/known.ts'
import { asOne } from '../scheduler/batches.ts'
import { idFor } from '../scheduler/resources/allocate.ts'
import { type Holder, sampleKey } from '../scheduler/resources/ledger.ts'
import { takingFor } from '../scheduler/resources/shortage.ts'
import { endAttempt } from './attempts.ts'
import { tasksIn } from './adopted-tasks.ts'
import { HELD_BEFORE } from './breakers.ts'
import { raisePrompt } from './prompts.ts'

/** What a run holds that an agent knows and this store does not, or not so: it was put back from a backup. */

/**
 * What a run holds. It has it, whatever the ledger says. Where its agent does not tell, it is what the offer gave, as far as this store
 * knows that, and else what its tasks asked for.
 */
export function holdsOfAdopted(
  draft: Draft,
  entry: DigestEntry,
  attempt: AttemptRecord | undefined,
): Pick<AttemptRecord, 'holds'> {
  const told = entry.holds?.holds
  if (told)
    return {
      holds: told.map(({ resource, amount, names }) =>
        names.length > 0 ? { resource, amount, names } : { resource, amount },
      ),
    }
  if (attempt?.holds && attempt.fence === entry.fence) return { holds: attempt.holds }
  const tasks = tasksIn(entry, attempt).flatMap(({ taskId }) => draft.state.tasks.get(taskId) ?? [])
  return tasks.length === 0 ? {} : asAskedFor(draft, asOne(tasks), draft.state.known.get(entry.instrumentId))
}

function asAskedFor(
  { state, now }: Draft,
  task: TaskRecord,
  known: KnownInstrument | undefined,
): Pick<AttemptRecord, 'holds'> {
  if (!task.resources && !task.samples) return {}
  const taking = takingFor(state, task, known, now)
  if (!('message' in taking)) return { holds: taking.holds }
  const asked = (task.resources ?? []).flatMap(({ anyOf }) => anyOf.slice(0, 1))
  const samples = [...new Set(task.samples)].map(id => ({ resource: sampleKey(id), amount: 1 }))
  return { holds: [...samples, ...asked.map(request => holdOf(state, request, known))] }
}

/** Which of its names it has nobody can tell, where it did not ask for these: free ones are kept from others. */
function holdOf(
  { resources }: Draft['state'],
  request: ResourceRequest,
  known: KnownInstrument | undefined,
): Hold {
  const { amount } = request
  const resource = idFor(request.resource, known?.agentId)
  if (resources.info(resource)?.kind !== 'named') return { resource, amount }
  const names = request.names ?? [...(resources.names(resource)?.freeFor([]) ?? [])].slice(0, amount)
  return names.length > 0 ? { resource, amount, names } : { resource, amount }
}

/**
 * What a run has that is taken over may have been given to others since. An offer of it is taken back; of what may have begun a
 * person is asked, who is told of both.
 */
export function reclaim(draft: Draft, attempt: AttemptRecord): void {
  const isOpen = ({ id }: Holder) => !isAttemptEnd(draft.state.attempts.get(id)?.state ?? 'expired')
  const clashes: string[] = []
  for (const hold of attempt.holds ?? []) {
    if (hold.isUsed === true) continue
    const others = () => inTheWay(draft, attempt, hold)
    for (const { id } of others()
      .filter(holder => holder.kind === 'attempt' && isOpen(holder))
      .toReversed()) {
      const other = draft.state.attempts.get(id)
      // Of what is counted, what was taken back may be enough by now.
      if (!other || mayHaveStarted(other.state) || !others().some(holder => holder.id === id)) continue
      takeBack(draft, other, attempt, hold)
    }
    clashes.push(...others().map(holder => `${titleOf(hold)}: also with ${nameOf(draft, holder)}`))
  }
  if (clashes.length > 0) askWhoHasIt(draft, attempt, clashes)
}

/** Others that hold what only one can: the same sample, the same names, or more together than there is. */
function inTheWay({ state }: Draft, { id: own }: AttemptRecord, hold: Hold): Holder[] {
  const { resources } = state
  const others = [...resources.holders(hold.resource)].filter(({ id }) => id !== own)
  if (hold.resource.startsWith(sampleKey(''))) return others
  const { names } = hold
  if (names) return others.filter(holder => holder.names?.some(name => names.includes(name)))
  if (resources.info(hold.resource)?.kind === 'named') return []
  // What this store does not know there may be enough of.
  if (!resources.info(hold.resource)) return []
  return resources.held(hold.resource) > resources.there(hold.resource) ? others : []
}

function takeBack(draft: Draft, other: AttemptRecord, attempt: AttemptRecord, hold: Hold): void {
  const version = (other.control?.version ?? 0) + 1
  draft.send({
    agentId: other.agentId,
    kind: 'control',
    message: { attemptId: other.id, version, action: 'cancel', actor: HELD_BEFORE },
  })
  endAttempt(draft, other, 'expired', {
    settledBy: HELD_BEFORE,
    note: `${titleOf(hold)} is with ${attempt.id}, which was begun before the store was put back`,
  })
}

/** For a person who has to look at a run that can't be taken over: nothing is kept for it here. @returns `` where it has nothing */
export function whatItHas({ holds }: DigestEntry): string {
  const titles = (holds?.holds ?? []).map(({ resource, amount, names }) =>
    titleOf({ resource, amount, ...(names.length > 0 ? { names } : {}) }),
  )
  return titles.length === 0 ? '' : ` It has ${titles.join('; ')}, which may be given to others meanwhile.`
}

function titleOf({ resource, names }: Hold): string {
  if (resource.startsWith(sampleKey(''))) return `the sample ${resource.slice(sampleKey('').length)}`
  return names ? `${names.join(', ')} of ${resource}` : resource
}

function nameOf({ state }: Draft, { kind, id, names }: Holder): string {
  const which = names ? ` (${names.join(', ')})` : ''
  if (kind === 'recycling') return `what rests after use${which}`
  if (kind === 'lease') return `the lease ${id}${which}`
  const other = state.attempts.get(id)
  return `${id} at ${other?.instrumentId ?? 'an unknown instrument'} (${other?.state ?? 'unknown'})${which}`
}

function askWhoHasIt(draft: Draft, attempt: AttemptRecord, clashes: readonly string[]): void {
  const { id, instrumentId, activity, state } = attempt
  raisePrompt(draft, {
    kind: 'held-twice',
    subject: id,
    question: `${id} at ${instrumentId} has what was given out a second time. Who really has it?`,
    known: `The store was put back from a backup, and did not know of this ${activity}, which is ${state}. ${clashes.join('; ')}.`,
    answers: [
      {
        id: 'seen',
        title: 'I have looked, and what was wrong is put right',
        leadsTo:
          'Both go on; each holds it until it has ended. What is to stop is cancelled as any other job.',
      },
    ],
    jobId: attempt.jobId,
    taskId: attempt.taskId,
    attemptId: id,
    agentId: attempt.agentId,
  })
}
