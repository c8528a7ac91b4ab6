import { type Clock, MusterError } from '@muster/runtime'
import type { Channel, Notification, Recipient, Severity } from './channel.ts'
import { channelFailed, namesOf } from './failure.ts'
import { parseUrl, post } from './http.ts'
import type { NtfySettings } from './settings.ts'
import { clip, oneLine } from './text.ts'

/** Bytes; a longer message arrives as a file: https://docs.ntfy.sh/publish/#limitations */
const MESSAGE_LIMIT = 4096

const PRIORITIES: Readonly<Record<Severity, number>> = { info: 3, warning: 4, critical: 5 }
const EMOJI: Readonly<Record<Severity, string>> = {
  info: 'information_source',
  warning: 'warning',
  critical: 'rotating_light',
}

/**
 * Pushes to phones through an ntfy server: once to each topic, people's own first.
 * @throws ConfigurationError where the URL can't be read.
 */
export function createNtfy(settings: NtfySettings, { clock }: { readonly clock: Clock }): Channel {
  const { name, topic: common, token } = settings
  const url = parseUrl(name, settings.url)
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  return {
    name,
    async send(notification, to, signal) {
      const topics = topicsOf(to, common)
      if (topics.length === 0)
        throw channelFailed(
          name,
          'configuration',
          `has no topic of its own, and none is known of ${namesOf(to)}`,
        )
      const tries = await Promise.allSettled(
        topics.map(topic => {
          const body = JSON.stringify(messageOf(notification, topic))
          return post(name, { url, headers, body }, clock, signal)
        }),
      )
      throwWorst(tries)
    },
    async close() {},
  }
}

function topicsOf(to: readonly Recipient[], common: string | undefined): string[] {
  const topics = to.length === 0 ? [common] : to.map(({ ntfy }) => ntfy ?? common)
  return [...new Set(topics.filter(topic => topic !== undefined))]
}

/** Publish as JSON: https://docs.ntfy.sh/publish/#publish-as-json */
function messageOf(notification: Notification, topic: string): object {
  const { title, text, severity, reason, site, link, runbook } = notification
  return {
    topic,
    title: oneLine(title),
    message: clip(text, MESSAGE_LIMIT, character => Buffer.byteLength(character)),
    priority: PRIORITIES[severity],
    tags: [reason === 'resolved' ? 'white_check_mark' : EMOJI[severity], site, reason],
    ...(link === undefined ? {} : { click: link }),
    ...(runbook === undefined ? {} : { actions: [{ action: 'view', label: 'Open runbook', url: runbook }] }),
  }
}

/** What another try may help with stands above what it can not. */
function throwWorst(tries: readonly PromiseSettledResult<void>[]): void {
  const failures = tries.flatMap(one => (one.status === 'rejected' ? [one.reason as unknown] : []))
  const passing = failures.find(one => one instanceof MusterError && one.category === 'unavailable')
  if (failures.length > 0) throw passing ?? failures[0]
}
