import type { Clock } from '@muster/runtime'
import type { Channel, Notification, Recipient } from './channel.ts'
import { parseUrl, post } from './http.ts'
import type { WebhookSettings } from './settings.ts'
import { signatureHeaders } from './signature.ts'
import { slackMessage } from './slack.ts'
import { teamsMessage } from './teams.ts'

export { verifySignature } from './signature.ts'

const FORMS: Readonly<
  Record<WebhookSettings['format'], (notification: Notification, to: readonly Recipient[]) => unknown>
> = {
  json: (notification, to) => ({ ...notification, to: to.map(({ name }) => name) }),
  slack: slackMessage,
  teams: teamsMessage,
}

/**
 * Posts each notification to a URL, in the form that the receiver knows, signed where there is a secret.
 * @throws ConfigurationError where the URL can't be read.
 */
export function createWebhook(settings: WebhookSettings, { clock }: { readonly clock: Clock }): Channel {
  const { name, secret } = settings
  const url = parseUrl(name, settings.url)
  const own = lowerCased(settings.headers ?? {})
  return {
    name,
    async send(notification, to, signal) {
      const body = JSON.stringify(FORMS[settings.format](notification, to))
      const signature =
        secret === undefined ? {} : signatureHeaders(secret, notification.id, body, clock.wall())
      const headers = { ...own, 'content-type': 'application/json', ...signature }
      await post(name, { url, headers, body }, clock, signal)
    },
    async close() {},
  }
}

/** Headers that differ in case only would be joined, and a signature among them spoilt. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
