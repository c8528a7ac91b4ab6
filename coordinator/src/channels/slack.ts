import type { Notification, Recipient } from './channel.ts'
import { namesOf } from './failure.ts'
import { circumstances, clip, headline } from './text.ts'

/** Longest texts of a header and a section: https://docs.slack.dev/reference/block-kit/blocks */
const HEADER_LIMIT = 150
const SECTION_LIMIT = 3000

/** A message for an incoming webhook of Slack. `text` is what a phone shows before the message is opened. */
export function slackMessage(notification: Notification, to: readonly Recipient[]): object {
  const title = headline(notification)
  const text = escapedWithin(notification.text, SECTION_LIMIT)
  return {
    text: escape(title),
    blocks: [
      { type: 'header', text: plain(escapedWithin(title, HEADER_LIMIT)) },
      ...(text === '' ? [] : [{ type: 'section', text: plain(text) }]),
      { type: 'context', elements: [{ type: 'mrkdwn', text: contextOf(notification, to) }] },
    ],
  }
}

function contextOf(notification: Notification, to: readonly Recipient[]): string {
  const { link, runbook } = notification
  return [
    escape(circumstances(notification)),
    ...(to.length === 0 ? [] : [`for ${escape(namesOf(to))}`]),
    ...(link === undefined ? [] : [anchor(link, 'Escalation')]),
    ...(runbook === undefined ? [] : [anchor(runbook, 'Runbook')]),
  ].join(' · ')
}

/** Plain text, so that no `*` or `_` of an instrument's name is taken for markup. */
function plain(text: string): object {
  return { type: 'plain_text', text }
}

function anchor(url: string, label: string): string {
  return `<${escape(url.replaceAll('|', '%7C'))}|${label}>`
}

/** The three characters with which Slack's markup begins: links, mentions such as `<!channel>`, entities. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function escapedWithin(text: string, limit: number): string {
  return escape(clip(text, limit, character => escape(character).length))
}
