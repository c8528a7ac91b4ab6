import { expect, test } from 'vitest'
import { slackMessage } from './slack.ts'
import { aNotification } from './testing/fixtures.ts'

interface Message {
  readonly text: string
  readonly blocks: readonly {
    readonly type: string
    readonly text?: { readonly type: string; readonly text: string }
    readonly elements?: readonly { readonly text: string }[]
  }[]
}

const messageOf = (...args: Parameters<typeof slackMessage>) => slackMessage(...args) as Message

test('shows the title, the text and where to look', () => {
  const { text, blocks } = messageOf(aNotification(), [{ name: 'Ann' }, { name: 'Bob' }])
  expect(text).toBe('[critical] Furnace 2 is silent')
  expect(blocks).toEqual([
    { type: 'header', text: { type: 'plain_text', text: '[critical] Furnace 2 is silent' } },
    {
      type: 'section',
      text: { type: 'plain_text', text: 'Not heard for 10 min.\nTwo runs wait for it.' },
    },
    {
      type: 'context',
      elements: [
        {
          type: 'mrkdwn',
          text:
            'critical · raised · lab-a · agent-silent · 2026-01-01T03:04:05.000Z · for Ann, Bob · ' +
            '<https://muster.example/escalations/e-1?a=1&amp;b=2|Escalation> · <https://wiki.example/silent|Runbook>',
        },
      ],
    },
  ])
})

test('what the text holds can not become a link, a mention or markup', () => {
  const { text, blocks } = messageOf(
    aNotification({ title: 'Is <b>& so on', text: '<!channel> <https://evil.example|ok>' }),
    [{ name: '<@U1>' }],
  )
  expect(text).toBe('[critical] Is &lt;b&gt;&amp; so on')
  expect(blocks[0]?.text?.text).toBe(text)
  expect(blocks[1]?.text?.text).toBe('&lt;!channel&gt; &lt;https://evil.example|ok&gt;')
  expect(blocks[2]?.elements?.[0]?.text).toContain('for &lt;@U1&gt;')
})

test('a link can not end before its end', () => {
  const { blocks } = messageOf(aNotification({ link: 'https://a.example/x|y>z' }), [])
  expect(blocks[2]?.elements?.[0]?.text).toContain('<https://a.example/x%7Cy&gt;z|Escalation>')
})

test('stays within what Slack takes, and cuts no escaped character in two', () => {
  const { blocks } = messageOf(aNotification({ title: '&'.repeat(200), text: '<'.repeat(5000) }), [])
  const title = blocks[0]?.text?.text ?? ''
  const text = blocks[1]?.text?.text ?? ''
  expect(title.length).toBeLessThanOrEqual(150)
  expect(title).toMatch(/^\[critical\] (&amp;){20,}…$/)
  expect(text.length).toBeLessThanOrEqual(3000)
  expect(text).toMatch(/^(&lt;){700,}…$/)
})

test('leaves out the section of an empty text, which Slack would refuse', () => {
  expect(messageOf(aNotification({ text: '' }), []).blocks.map(({ type }) => type)).toEqual([
    'header',
    'context',
  ])
})
