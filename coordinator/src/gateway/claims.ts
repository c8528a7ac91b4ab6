import type { ClaimMessage } from '@muster/protocol'
import type { Draft } from '../model/draft.ts'
import { isToEnd } from '../model/steps.ts'
import { tasksOfAttempt } from '../model/attempt-tasks.ts'
import type { AgentRecord, AttemptRecord } from '../model/records.ts'
import { endAttempt, grantAttempt } from '../work/attempts.ts'

/** Milliseconds that a grant is good for, counted at the agent from the sending of the claim. */
const GRANT_TTL_MS = 10_000

/** A claim of the agent's current process, on a connection that is synced: granted once, or refused. */
export function decideClaim(draft: Draft, agent: AgentRecord, claim: ClaimMessage): void {
  const attempt = draft.state.attempts.get(claim.attemptId)
  const why = attempt ? refusal(draft, agent, attempt, claim) : 'this attempt is not known, or is over'
  if (!attempt || why !== undefined) return sendGrant(draft, agent.id, claim, why)
  if (attempt.state === 'offered') {
    const { journalId, bootId, journalWrites } = claim.header
    grantAttempt(draft, attempt, { journalId, bootId, nonce: claim.nonce, journalWrites })
    draft.update('agents', agent, { journalWrites: Math.max(agent.journalWrites, journalWrites) })
  }
  // A repeat after a cancel gets no second grant: the request to stop is what the agent is to hear.
  if (attempt.control?.action !== 'cancel') sendGrant(draft, agent.id, claim, undefined)
}

function refusal(
  draft: Draft,
  agent: AgentRecord,
  attempt: AttemptRecord,
  claim: ClaimMessage,
): string | undefined {
  if (attempt.agentId !== agent.id) return 'this attempt was offered to another agent'
  if (attempt.fence !== claim.fence) return `this attempt has fence ${attempt.fence}`
  if (attempt.state === 'offered') {
    const isWanted = tasksOfAttempt(draft.state, attempt).some(task => {
      const job = draft.state.jobs.get(task.jobId)
      return job && !isToEnd(task, job)
    })
    return isWanted ? undefined : 'the job is not wanted any more'
  }
  const { grant } = attempt
  const repeats =
    grant?.nonce === claim.nonce &&
    grant.bootId === claim.header.bootId &&
    grant.journalId === claim.header.journalId
  if (attempt.state === 'granted' && repeats) return undefined
  return `this attempt is ${attempt.state}${grant ? ' and its start was allowed to another claim' : ''}`
}

function sendGrant(
  draft: Draft,
  agentId: string,
  claim: ClaimMessage,
  refusalText: string | undefined,
): void {
  const message = { attemptId: claim.attemptId, fence: claim.fence, nonce: claim.nonce, ttlMs: GRANT_TTL_MS }
  draft.send({
    agentId,
    kind: 'grant',
    message: refusalText === undefined ? message : { ...message, refusal: refusalText },
  })
}

/** The agent does not want an offer. Only an attempt that is still `offered` ends by that. */
export function decideRefusal(draft: Draft, agent: AgentRecord, claim: ClaimMessage): void {
  const attempt = draft.state.attempts.get(claim.attemptId)
  const refused = claim.refusal
  if (
    !attempt ||
    !refused ||
    attempt.agentId !== agent.id ||
    attempt.fence !== claim.fence ||
    attempt.state !== 'offered'
  )
    return
  const isTask = refused.reason === 'parameters' || refused.reason === 'unknown-activity'
  endAttempt(draft, attempt, 'declined', {
    note: refused.message,
    failure: {
      code: refused.reason,
      message: refused.message,
      category: isTask ? 'parameters' : 'resource',
      started: 'no',
    },
  })
}
