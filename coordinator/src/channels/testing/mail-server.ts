import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  /** As it came, with folded header lines unfolded. */
  readonly source: string
  readonly headers: readonly string[]
}

export interface MailServer extends AsyncDisposable {
  readonly port: number
  readonly mails: readonly Mail[]
}

/** A reply by which a server refuses, such as 550. */
export function refusal(responseCode: number, message = 'refused'): Error {
  return Object.assign(new Error(message), { responseCode })
}

/** A real mail server on this machine that keeps what it is sent. Takes any login and offers no STARTTLS unless told otherwise. */
export async function mailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username }, _session, done) => done(null, { user: username }),
    onData(stream, { envelope }, done) {
      void text(stream).then(raw => {
        const source = raw.replace(/\r\n[ \t]+/g, ' ')
        mails.push({
          from: envelope.mailFrom ? envelope.mailFrom.address : '',
          to: envelope.rcptTo.map(({ address }) => address),
          source,
          headers: (source.split('\r\n\r\n')[0] ?? '').split('\r\n'),
        })
        done()
      })
    },
    ...options,
  })
  // A client that goes away is no fault of the server.
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    async [Symbol.asyncDispose]() {
      const { promise, resolve } = Promise.withResolvers<void>()
      server.close(() => resolve())
      await promise
    },
  }
}
