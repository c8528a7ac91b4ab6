import type { MusterError } from '@muster/runtime'
import type { Notification } from '../channel.ts'

/** A notification of an escalation, with what a test wants otherwise. */
export function aNotification(changes: Partial<Notification> = {}): Notification {
  return {
    id: 'n-1',
    reason: 'raised',
    escalationId: 'e-1',
    kind: 'agent-silent',
    severity: 'critical',
    site: 'lab-a',
    title: 'Furnace 2 is silent',
    text: 'Not heard for 10 min.\nTwo runs wait for it.',
    at: Date.UTC(2026, 0, 1, 3, 4, 5),
    link: 'https://muster.example/escalations/e-1?a=1&b=2',
    runbook: 'https://wiki.example/silent',
    ...changes,
  }
}

/** A signal that nobody aborts. */
export function noStop(): AbortSignal {
  return new AbortController().signal
}

/** Of the error that `failing` ends in: what a caller decides by, and what people read. */
export function failureOf(
  failing: Promise<void>,
): Promise<Pick<MusterError, 'code' | 'category' | 'message'> | undefined> {
  return failing.then(
    () => undefined,
    ({ code, category, message }: MusterError) => ({ code, category, message }),
  )
}
