import { ConfigurationError, messageOf, seconds } from '@muster/runtime'
import { createTransport } from 'nodemailer'
import type { Channel, Notification, Recipient } from './channel.ts'
import { channelFailed, namesOf } from './failure.ts'
import type { SmtpSettings } from './settings.ts'
import { circumstances, headline, oneLine } from './text.ts'

/** For each wait by itself: the name service, the connection, the greeting, every answer after that. */
const LIMIT = seconds(10)

interface Person {
  readonly name: string
  readonly address: string
}

/**
 * Sends plain text, one mail for all people who have an address; who has none is left out.
 * @throws ConfigurationError where only one of `user` and `password` is given.
 */
export function createSmtp(settings: SmtpSettings): Channel {
  const { name, from } = settings
  const transport = createTransport(transportOptions(settings))
  return {
    name,
    async send(notification, to, signal) {
      const people = withAddress(to)
      if (people.length === 0)
        throw channelFailed(name, 'configuration', `knows no mail address of ${namesOf(to)}`)
      try {
        const { rejectedErrors = [] } = await transport.sendMail({
          ...mailOf(notification, domainOf(from)),
          from,
          to: people,
          signal,
        })
        // The others have it. They get it again, by the same Message-ID, where another try may help those left out.
        const [refusal] = rejectedErrors.toSorted((a, b) => Number(isPermanent(a)) - Number(isPermanent(b)))
        if (refusal) throw refusal
      } catch (error) {
        if (signal.aborted) throw channelFailed(name, 'unavailable', 'was stopped', signal.reason)
        const category = isPermanent(error) ? 'configuration' : 'unavailable'
        throw channelFailed(name, category, `could not send: ${oneLine(messageOf(error))}`, error)
      }
    },
    async close() {
      transport.close()
    },
  }
}

function transportOptions({ name, host, port, tls, user, password }: SmtpSettings) {
  if ((user === undefined) !== (password === undefined))
    throw new ConfigurationError(`channel "${name}" needs both user and password, or neither`)
  return {
    host,
    port,
    secure: tls === 'tls',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(user === undefined || password === undefined ? {} : { auth: { user, pass: password } }),
    dnsTimeout: LIMIT,
    connectionTimeout: LIMIT,
    greetingTimeout: LIMIT,
    socketTimeout: LIMIT,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function withAddress(to: readonly Recipient[]): Person[] {
  return to.flatMap(({ name, mail }) => (mail === undefined ? [] : [{ name: oneLine(name), address: mail }]))
}

/**
 * All mails of an escalation refer to one that was never sent, which is how mail programs show them as one thread
 * (RFC 5322, 3.6.4). `Auto-Submitted` keeps holiday replies away (RFC 3834, 5).
 */
function mailOf(notification: Notification, domain: string) {
  const { id, escalationId, site, at } = notification
  const thread = messageId('escalation', escalationId, domain)
  return {
    subject: headline(notification),
    text: textOf(notification),
    date: new Date(at),
    messageId: messageId('notification', id, domain),
    inReplyTo: thread,
    references: thread,
    list: { id: { comment: `Escalations of ${site}`, url: `${site}.escalations.${domain}` } },
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

function textOf(notification: Notification): string {
  const { text, link, runbook } = notification
  const links = [
    ...(link === undefined ? [] : [`Escalation: ${link}`]),
    ...(runbook === undefined ? [] : [`Runbook: ${runbook}`]),
  ]
  return [text, links.join('\n'), circumstances(notification)].filter(part => part !== '').join('\n\n')
}

function messageId(kind: string, id: string, domain: string): string {
  return `<${kind}.${id.replace(/[^A-Za-z0-9-]+/g, '_')}@${domain}>`
}

/** `example.org` of `Muster <muster@example.org>`. */
function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'localhost'
}

/** A server's 5xx says that another try will not help, and so does a login that can not be made. */
function isPermanent(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('permanent' in error && typeof error.permanent === 'boolean') return error.permanent
  return 'code' in error && error.code === 'EAUTH'
}
