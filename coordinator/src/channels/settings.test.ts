import { compileSchema } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { ChannelSettings } from './settings.ts'

const parse = compileSchema<ChannelSettings>(ChannelSettings, { defaults: true })

function faultsOf(value: unknown): string[] {
  const parsed = parse(value)
  return parsed.ok ? [] : parsed.faults.map(({ field, message }) => `${field} ${message}`)
}

test.each([
  [{ kind: 'webhook', name: 'ops', url: 'https://a.example/x?y=1' }, { format: 'json' }],
  [
    { kind: 'smtp', name: 'mail', host: 'mail.example', from: 'Muster <m@a.example>' },
    { port: 587, tls: 'starttls' },
  ],
  [{ kind: 'ntfy', name: 'phones' }, { url: 'https://ntfy.sh' }],
  [{ kind: 'mqtt', name: 'lamps' }, { topic: 'escalations' }],
])('the least that must be said of %o is completed', (given, defaults) => {
  expect(parse(given)).toEqual({ ok: true, value: { ...given, ...defaults } })
})

describe('reports', () => {
  test('only what is wrong for the kind that is meant', () => {
    expect(faultsOf({ kind: 'ntfy', name: 'phones', from: 'a@b.example' })).toEqual([
      'from is not known here; known: kind, name, url, topic, token',
    ])
    expect(faultsOf({ kind: 'smtp', name: 'mail' })).toEqual(['host is missing', 'from is missing'])
  })

  test('an unknown kind, and none', () => {
    expect(faultsOf({ kind: 'pigeon', name: 'p' })).toEqual([
      'kind must be one of webhook, smtp, ntfy, mqtt, module',
    ])
    expect(faultsOf({ name: 'p' })).toEqual(['kind is missing'])
  })

  test.each([
    [{ kind: 'mqtt', name: 'Lamps' }, 'name'],
    [{ kind: 'mqtt', name: 'lamps', topic: 'a/#' }, 'topic'],
    [{ kind: 'mqtt', name: 'lamps', topic: '/a' }, 'topic'],
    [{ kind: 'ntfy', name: 'phones', topic: 'a b' }, 'topic'],
    [{ kind: 'ntfy', name: 'phones', token: 'a\nb' }, 'token'],
    [{ kind: 'webhook', name: 'ops', url: 'ftp://a.example' }, 'url'],
    [{ kind: 'webhook', name: 'ops', url: 'https://me:pass@a.example/' }, 'url'],
    [{ kind: 'webhook', name: 'ops', url: 'https://a.example', secret: 'short' }, 'secret'],
    [{ kind: 'webhook', name: 'ops', url: 'https://a.example', headers: { a: 'b\r\nc' } }, 'headers.a'],
    [{ kind: 'webhook', name: 'ops', url: 'https://a.example', headers: { 'a b': 'c' } }, 'headers.a b'],
    [{ kind: 'smtp', name: 'mail', host: 'h', from: 'a@b.example\r\nBcc: c' }, 'from'],
  ])('the field of %o', (value, field) => {
    expect(faultsOf(value)).toEqual([expect.stringMatching(new RegExp(`^${field} `))])
  })
})
