import { formatDuration } from '@muster/runtime'
import { isBroken } from '../channel-health.ts'
import { type Detector, type Finding, lasting, NOTHING, unsure } from '../findings.ts'

/** A question to an operator: an escalation for as long as it is open. */
export const detectPrompt: Detector = ({ state }, id) => {
  const prompt = state.prompts.get(id)
  // What middleware is asked about needs nobody yet.
  if (prompt?.state !== 'open' || prompt.notBegun?.atMiddleware) return NOTHING
  const { jobId, taskId, attemptId, agentId, answers } = prompt
  const links = {
    promptId: id,
    ...(jobId === undefined ? {} : { jobId }),
    ...(taskId === undefined ? {} : { taskId }),
    ...(attemptId === undefined ? {} : { attemptId }),
    ...(agentId === undefined ? {} : { agentId }),
  }
  const choices = answers.map(answer => `${answer.id} (${answer.title})`).join(', ')
  const message = `${prompt.question} ${prompt.known} Answers: ${choices}.`
  return { findings: [{ kind: 'prompt-open', message, links }] }
}

export const detectBreaker: Detector = (view, id) => {
  const breaker = view.state.breakers.get(id)
  if (!breaker || breaker.state === 'closed') return NOTHING
  const [of, name = ''] = id.split(':')
  const links = of === 'agent' ? { agentId: name } : of === 'instrument' ? { instrumentId: name } : {}
  if (breaker.state === 'open' && breaker.retryAt === undefined) {
    const message = `${breaker.reason}. Nothing of it is dispatched until a person resets the breaker ${id}.`
    return { findings: [{ kind: 'cascade-stop', message, links }] }
  }
  const message = `The breaker ${id} is ${breaker.state}: ${breaker.reason}.`
  const finding: Finding = { kind: 'breaker-open', message, links }
  if (breaker.retryAt === undefined) return { findings: [finding] }
  // A wall clock that was set back must not make it longer than any wait is.
  const wait = Math.min(breaker.retryAt - view.wall, view.limits.breakers.longest)
  return wait > 0
    ? { findings: [finding], again: view.monotonic + wait }
    : { findings: [{ ...finding, remedy: 'trial' }] }
}

export const detectBroker: Detector = view => {
  const { brokerLostAt } = view.state
  if (brokerLostAt === undefined) return NOTHING
  return lasting(view, brokerLostAt, view.limits.brokerAfter, () => ({
    kind: 'broker-gone',
    message: `The coordinator reaches no broker for ${formatDuration(view.monotonic - brokerLostAt)}. What runs goes on; nothing new can start.`,
    links: {},
  }))
}

export const detectChannel: Detector = ({ state }, name) => {
  const channel = state.channels.get(name)
  // Whether it works again is known only when it was tried.
  if (!channel) return unsure('channel-down')
  if (!isBroken(channel)) return NOTHING
  const message = `The channel ${name} takes nothing: ${channel.error}. What was to go by it goes another way, where there is one.`
  return { findings: [{ kind: 'channel-down', message, links: {} }] }
}
