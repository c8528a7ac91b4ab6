import * as answers from './answers.ts'
import type { TaskDetail } from './api-types.ts'
import { wholeList } from './pages.ts'
import type {
  BreakerView,
  ChannelView,
  DeadLetterView,
  EscalationView,
  ReconcileView,
} from './supervision-types.ts'

/** Who does it: the name of a person, which the audit keeps. */
export interface Deed {
  readonly by: string
}
export interface ReasonedDeed extends Deed {
  readonly reason: string
}
export interface ReplayOptions extends ReasonedDeed {
  /** Yes, what may have been started may be started once more. */
  readonly startAgain?: boolean
}

/** What a person can do about a task. */
export const RECOVERY_ACTIONS = ['retry', 'cancel', 'done', 'skip', 'move', 'fixed'] as const
export type RecoveryAction = (typeof RECOVERY_ACTIONS)[number]

export interface RecoverOptions extends ReplayOptions {
  readonly action: RecoveryAction
  /** For `move`: where to. */
  readonly instrument?: string
  /** For `done`: what shows that it was done; becomes the task's result. */
  readonly evidence?: Readonly<Record<string, unknown>>
}

/** What needs people, and what they do about it. */
export interface Supervision {
  /** The open ones unless told, newest first. */
  escalations(state?: EscalationView['state'] | 'all'): Promise<readonly EscalationView[]>
  escalation(id: string): Promise<EscalationView>
  /** Nobody is told again; it stays open until its cause goes. */
  acknowledge(escalationId: string, deed: Deed): Promise<EscalationView>
  /** To nobody where `to` is left out. */
  assign(escalationId: string, deed: Deed & { readonly to?: string }): Promise<EscalationView>
  /** Nobody is told for a while, such as "2 h". */
  snooze(escalationId: string, deed: Deed & { readonly for: string }): Promise<EscalationView>
  /** Refused with the code `cause-remains` while it is still so. */
  resolve(escalationId: string, deed: ReasonedDeed): Promise<EscalationView>
  comment(escalationId: string, deed: Deed & { readonly text: string }): Promise<EscalationView>
  breakers(): Promise<readonly BreakerView[]>
  /** Asks an agent for all it knows, now, and compares. @throws as all, and with `agent-silent` where it does not answer */
  reconcile(agentId: string): Promise<ReconcileView>
  /** Work goes through again at once. */
  resetBreaker(id: string, deed: ReasonedDeed): Promise<BreakerView>
  /** The open ones unless told, newest first. */
  deadLetters(state?: DeadLetterView['state'] | 'all'): Promise<readonly DeadLetterView[]>
  /** Tries the task again. Refused with the code `recovery-refused`, and why, where that could be a second start. */
  replay(taskId: string, options: ReplayOptions): Promise<DeadLetterView>
  /** Takes it off the list; the task stays failed. */
  dismiss(taskId: string, deed: ReasonedDeed): Promise<DeadLetterView>
  /** Puts a task right by hand. Refused with the code `recovery-refused`, and why, where a promise would break. */
  recover(taskId: string, options: RecoverOptions): Promise<TaskDetail>
  channels(): Promise<readonly ChannelView[]>
  /** Resolves once the other side has taken a message. Rejects with the code `channel-failed` where it has not. */
  testChannel(name: string, deed: Deed & { readonly to?: readonly string[] }): Promise<ChannelView>
}

/** Requests to one coordinator. */
export interface Requests {
  readonly get: <T>(path: string, parse: answers.Parser<T>) => Promise<T>
  readonly post: <T>(path: string, body: unknown, parse: answers.Parser<T>) => Promise<T>
  readonly put: <T>(path: string, body: unknown, parse: answers.Parser<T>) => Promise<T>
  readonly remove: <T>(path: string, parse: answers.Parser<T>) => Promise<T>
}

export function supervisionBy({ get, post }: Pick<Requests, 'get' | 'post'>): Supervision {
  const escalation = (id: string) => `/v1/escalations/${encodeURIComponent(id)}`
  const deadLetter = (id: string) => `/v1/dead-letters/${encodeURIComponent(id)}`
  const about = (action: string) => (id: string, deed: Deed) =>
    post(`${escalation(id)}/${action}`, deed, answers.parseEscalation)
  return {
    escalations: (state = 'open') =>
      wholeList(get, '/v1/escalations', { state }, answers.parseEscalations, page => page.escalations),
    escalation: id => get(escalation(id), answers.parseEscalation),
    acknowledge: about('acknowledge'),
    assign: about('assign'),
    snooze: about('snooze'),
    resolve: about('resolve'),
    comment: about('comment'),
    reconcile: agentId =>
      post(`/v1/agents/${encodeURIComponent(agentId)}/reconcile`, {}, answers.parseReconcile),
    breakers: () => wholeList(get, '/v1/breakers', {}, answers.parseBreakers, page => page.breakers),
    resetBreaker: (id, deed) =>
      post(`/v1/breakers/${encodeURIComponent(id)}/reset`, deed, answers.parseBreaker),
    deadLetters: (state = 'open') =>
      wholeList(get, '/v1/dead-letters', { state }, answers.parseDeadLetters, page => page.deadLetters),
    replay: (id, options) => post(`${deadLetter(id)}/replay`, options, answers.parseDeadLetter),
    dismiss: (id, deed) => post(`${deadLetter(id)}/dismiss`, deed, answers.parseDeadLetter),
    recover: (id, options) => post(`/v1/tasks/${encodeURIComponent(id)}/recover`, options, answers.parseTask),
    channels: async () => (await get('/v1/channels', answers.parseChannels)).channels,
    testChannel: (name, deed) =>
      post(`/v1/channels/${encodeURIComponent(name)}/test`, deed, answers.parseChannel),
  }
}
