import { MusterError } from '@muster/runtime'
import type { Recipient } from './channel.ts'

/**
 * The error of every channel. `what` goes on from the channel's name and is read by people, in logs too: no URLs
 * (their paths and queries are secrets with Slack and Teams), no passwords, no topics of ntfy.
 */
export function channelFailed(
  channel: string,
  category: 'unavailable' | 'configuration',
  what: string,
  cause?: unknown,
): MusterError {
  return new MusterError('channel-failed', category, `channel "${channel}" ${what}`, {
    details: { channel },
    ...(cause === undefined ? {} : { cause }),
  })
}

/** For the end of a sentence: `Ann, Bob`, or `nobody`. */
export function namesOf(people: readonly Recipient[]): string {
  return people.map(({ name }) => name).join(', ') || 'nobody'
}
