import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { SmtpSettings } from './settings.ts'
import { createSmtp } from './smtp.ts'
import { aNotification, failureOf, noStop } from './testing/fixtures.ts'
import { mailServer, refusal } from './testing/mail-server.ts'

const ann = { name: 'Ann', mail: 'ann@lab.example' }
const bob = { name: 'Bob', mail: 'bob@lab.example' }

function smtp(port: number, changes: Partial<SmtpSettings> = {}) {
  return createSmtp({
    kind: 'smtp',
    name: 'mail',
    host: '127.0.0.1',
    port,
    tls: 'none',
    from: 'Muster <muster@lab.example>',
    ...changes,
  })
}

describe('a mail', () => {
  test('says in plain text what is known and where to look', async () => {
    await using server = await mailServer()
    await smtp(server.port).send(aNotification(), [ann, { name: 'Cem' }, bob], noStop())
    expect(server.mails).toHaveLength(1)
    const [mail] = server.mails
    expect(mail).toMatchObject({ from: 'muster@lab.example', to: [ann.mail, bob.mail] })
    expect(mail?.headers).toEqual(
      expect.arrayContaining([
        'From: Muster <muster@lab.example>',
        'To: Ann <ann@lab.example>, Bob <bob@lab.example>',
        'Subject: [critical] Furnace 2 is silent',
        'Date: Thu, 01 Jan 2026 03:04:05 +0000',
        'Auto-Submitted: auto-generated',
        'List-ID: "Escalations of lab-a" <lab-a.escalations.lab.example>',
        'Content-Type: text/plain; charset=utf-8',
      ]),
    )
    for (const part of [
      'Two runs wait for it.',
      'e-1?a=1&b=2',
      'https://wiki.example/silent',
      'raised · lab-a',
    ]) {
      expect(decoded(mail?.source ?? '')).toContain(part)
    }
  })

  test('has the same id for each try and stands in one thread with the others of its escalation', async () => {
    await using server = await mailServer()
    const channel = smtp(server.port)
    for (const id of ['n-1', 'n-1', 'n-2']) await channel.send(aNotification({ id }), [ann], noStop())
    const header = (name: string) =>
      server.mails.map(({ headers }) => headers.find(line => line.startsWith(`${name}: `)))
    expect(header('Message-ID')).toEqual([
      'Message-ID: <notification.n-1@lab.example>',
      'Message-ID: <notification.n-1@lab.example>',
      'Message-ID: <notification.n-2@lab.example>',
    ])
    expect(new Set(header('In-Reply-To'))).toEqual(new Set(['In-Reply-To: <escalation.e-1@lab.example>']))
    expect(new Set(header('References'))).toEqual(new Set(['References: <escalation.e-1@lab.example>']))
  })

  test('gets no header and no recipient from what its title, ids and names hold', async () => {
    await using server = await mailServer()
    const evil = '\r\nBcc: eve@evil.example\n\nX-Evil: 1'
    const notification = aNotification({ title: `Silent${evil}`, id: `n${evil}`, escalationId: `e>${evil}` })
    await smtp(server.port).send(notification, [{ name: `Ann${evil}`, mail: 'ann@lab.example' }], noStop())
    const [mail] = server.mails
    expect(mail?.to).toEqual(['ann@lab.example'])
    expect(mail?.headers).toContain('Subject: [critical] Silent Bcc: eve@evil.example X-Evil: 1')
    expect(mail?.headers.filter(line => /^(bcc|x-evil)/i.test(line))).toEqual([])
    expect(mail?.headers).toContain('References: <escalation.e_Bcc_eve_evil_example_X-Evil_1@lab.example>')
  })
})

describe('a login', () => {
  const login = { user: 'muster', password: 'right' }

  test('is made where one is set', async () => {
    await using server = await mailServer({
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        username === login.user && password === login.password
          ? done(null, { user: username })
          : done(refusal(535)),
    })
    await smtp(server.port, login).send(aNotification(), [ann], noStop())
    expect(server.mails).toHaveLength(1)
    const failure = await failureOf(
      smtp(server.port, { ...login, password: 'hidden-one' }).send(aNotification(), [ann], noStop()),
    )
    expect(failure).toMatchObject({ code: 'channel-failed', category: 'configuration' })
    expect(failure?.message).toMatch(/^channel "mail" could not send: .*535/)
    expect(failure?.message).not.toContain('hidden-one')
  })

  test('that the server can not check just now may be made later', async () => {
    await using server = await mailServer({ onAuth: (_auth, _session, done) => done(refusal(454)) })
    const failure = await failureOf(smtp(server.port, login).send(aNotification(), [ann], noStop()))
    expect(failure?.category).toBe('unavailable')
  })

  test('needs both its parts', () => {
    expect(() => smtp(25, { user: 'muster' })).toThrow('needs both user and password')
  })

  test('and the mail are kept back where the connection can not be encrypted', async () => {
    const said: string[] = []
    await using server = await mailServer({
      onAuth: ({ username }, _session, done) => {
        said.push(username ?? '')
        done(null, { user: username })
      },
    })
    const channel = smtp(server.port, { ...login, tls: 'starttls' })
    const failure = await failureOf(channel.send(aNotification(), [ann], noStop()))
    expect(failure?.category).toBe('configuration')
    expect([said, server.mails]).toEqual([[], []])
  })

  test('and the mail are kept back from a server whose certificate nobody vouches for', async () => {
    await using server = await mailServer({ disabledCommands: [] })
    const channel = smtp(server.port, { ...login, tls: 'starttls' })
    expect((await failureOf(channel.send(aNotification(), [ann], noStop())))?.message).toContain(
      'certificate',
    )
    expect(server.mails).toEqual([])
  })
})

describe('a server that refuses', () => {
  test.each([
    [550, 'configuration'],
    [451, 'unavailable'],
  ])('a recipient with %i: %s', async (code, category) => {
    await using server = await mailServer({ onRcptTo: (_address, _session, done) => done(refusal(code)) })
    const failure = await failureOf(smtp(server.port).send(aNotification(), [ann], noStop()))
    expect(failure).toMatchObject({ code: 'channel-failed', category })
    expect(failure?.message).toContain(`${code}`)
  })

  test.each([
    [552, 'configuration'],
    [452, 'unavailable'],
  ])('the message with %i: %s', async (code, category) => {
    await using server = await mailServer({
      onData: (stream, _session, done) => {
        stream.resume().once('end', () => done(refusal(code)))
      },
    })
    const failure = await failureOf(smtp(server.port).send(aNotification(), [ann], noStop()))
    expect(failure?.category).toBe(category)
    expect(failure?.message).toContain(`${code}`)
  })

  test('one of two, and takes the other: nobody is passed over in silence', async () => {
    const codes: Readonly<Record<string, number>> = { [bob.mail]: 550 }
    await using server = await mailServer({
      onRcptTo: ({ address }, _session, done) => {
        const code = codes[address]
        done(code === undefined ? null : refusal(code))
      },
    })
    const failure = await failureOf(smtp(server.port).send(aNotification(), [ann, bob], noStop()))
    expect(failure?.category).toBe('configuration')
    expect(server.mails.map(({ to }) => to)).toEqual([[ann.mail]])
  })
})

describe('a server that is not well', () => {
  test('hangs up: it may be better next time', async () => {
    const server = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await failureOf(smtp(port).send(aNotification(), [ann], noStop()))).toMatchObject({
      code: 'channel-failed',
      category: 'unavailable',
    })
    server.close()
    await once(server, 'close')
    const gone = await failureOf(smtp(port).send(aNotification(), [ann], noStop()))
    expect(gone?.category).toBe('unavailable')
    expect(gone?.message).toContain('ECONNREFUSED')
  })

  test('says nothing: it is left when the caller stops', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const stop = new AbortController()
    const { port } = server.address() as AddressInfo
    const connected = once(server, 'connection')
    const sending = failureOf(smtp(port).send(aNotification(), [ann], stop.signal))
    await connected
    stop.abort()
    expect(await sending).toEqual({
      code: 'channel-failed',
      category: 'unavailable',
      message: 'channel "mail" was stopped',
    })
    server.close()
    await once(server, 'close')
  })
})

test('says who can not be reached where nobody has an address', async () => {
  const failure = await failureOf(smtp(1).send(aNotification(), [{ name: 'Cem' }, { name: 'Dan' }], noStop()))
  expect(failure).toEqual({
    code: 'channel-failed',
    category: 'configuration',
    message: 'channel "mail" knows no mail address of Cem, Dan',
  })
})

function decoded(source: string): string {
  const body = source.slice(source.indexOf('\r\n\r\n') + 4)
  if (/^Content-Transfer-Encoding: base64$/im.test(source)) return Buffer.from(body, 'base64').toString()
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return /quoted-printable/i.test(source) ? Buffer.from(bytes, 'latin1').toString() : body
}
