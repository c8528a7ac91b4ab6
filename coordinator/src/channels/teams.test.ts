import { expect, test } from 'vitest'
import { teamsMessage } from './teams.ts'
import { aNotification } from './testing/fixtures.ts'

interface Message {
  readonly type: string
  readonly attachments: readonly {
    readonly contentType: string
    readonly content: {
      readonly type: string
      readonly body: readonly {
        readonly type: string
        readonly inlines: readonly { readonly text: string }[]
      }[]
      readonly actions: readonly unknown[]
    }
  }[]
}

function cardOf(...args: Parameters<typeof teamsMessage>) {
  const { type, attachments } = teamsMessage(...args) as Message
  expect(type).toBe('message')
  expect(attachments.map(({ contentType }) => contentType)).toEqual([
    'application/vnd.microsoft.card.adaptive',
  ])
  const content = attachments[0]?.content
  const lines = content?.body.map(({ inlines }) => inlines.map(({ text }) => text).join(''))
  return { content, lines }
}

test('is a card with the title, the text line by line, the people and buttons', () => {
  const { content, lines } = cardOf(aNotification(), [{ name: 'Ann' }])
  expect(content?.type).toBe('AdaptiveCard')
  expect(lines).toEqual([
    '[critical] Furnace 2 is silent',
    'Not heard for 10 min.',
    'Two runs wait for it.',
    'critical · raised · lab-a · agent-silent · 2026-01-01T03:04:05.000Z',
    'for Ann',
  ])
  expect(content?.actions).toEqual([
    {
      type: 'Action.OpenUrl',
      title: 'Open escalation',
      url: 'https://muster.example/escalations/e-1?a=1&b=2',
    },
    { type: 'Action.OpenUrl', title: 'Open runbook', url: 'https://wiki.example/silent' },
  ])
})

test('holds text only where Markdown is not read', () => {
  const { content, lines } = cardOf(aNotification({ title: '[ok](https://evil.example)' }), [])
  expect(lines?.[0]).toBe('[critical] [ok](https://evil.example)')
  expect(new Set(content?.body.map(({ type }) => type))).toEqual(new Set(['RichTextBlock']))
})

test('stays below the 28 KB that Teams takes', () => {
  const message = teamsMessage(aNotification({ text: 'x'.repeat(100_000) }), [])
  expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(28_000)
})
