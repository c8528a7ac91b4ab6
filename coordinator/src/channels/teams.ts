import type { Notification, Recipient, Severity } from './channel.ts'
import { namesOf } from './failure.ts'
import { circumstances, clip, headline } from './text.ts'

/** Teams refuses messages of more than 28 KB. */
const TEXT_LIMIT = 8000

const COLORS: Readonly<Record<Severity, string>> = {
  info: 'Accent',
  warning: 'Warning',
  critical: 'Attention',
}

/**
 * An Adaptive Card for "When a Teams webhook request is received" of Teams workflows. All text is in RichTextBlocks,
 * as a TextBlock would take it for Markdown.
 */
export function teamsMessage(notification: Notification, to: readonly Recipient[]): object {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: cardOf(notification, to),
      },
    ],
  }
}

function cardOf(notification: Notification, to: readonly Recipient[]): object {
  const { severity, text, link, runbook } = notification
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      line(headline(notification), { size: 'Large', weight: 'Bolder', color: COLORS[severity] }),
      ...clip(text, TEXT_LIMIT)
        .split(/\r?\n/)
        .filter(part => part.trim() !== '')
        .map(part => line(part)),
      line(circumstances(notification), { isSubtle: true }),
      ...(to.length === 0 ? [] : [line(`for ${namesOf(to)}`, { isSubtle: true })]),
    ],
    actions: [
      ...(link === undefined ? [] : [open('Open escalation', link)]),
      ...(runbook === undefined ? [] : [open('Open runbook', runbook)]),
    ],
  }
}

function line(text: string, look: object = {}): object {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...look }] }
}

function open(title: string, url: string): object {
  return { type: 'Action.OpenUrl', title, url }
}
