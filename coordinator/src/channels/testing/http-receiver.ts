import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Received {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What to answer; undefined leaves the sender waiting. */
export type Answer = { readonly status: number; readonly headers?: Record<string, string> } | undefined

export interface HttpReceiver extends AsyncDisposable {
  readonly url: string
  readonly received: readonly Received[]
  /** The first request, once it is there. */
  readonly first: Promise<Received>
}

/** A real server on this machine that keeps what it is sent. */
export async function httpReceiver(
  answer: (received: Received) => Answer = () => ({ status: 204 }),
): Promise<HttpReceiver> {
  const received: Received[] = []
  const { promise: first, resolve } = Promise.withResolvers<Received>()
  const server = createServer((request, response) => {
    void text(request).then(body => {
      const one = { method: request.method, path: request.url, headers: request.headers, body }
      received.push(one)
      resolve(one)
      const answered = answer(one)
      if (answered) response.writeHead(answered.status, answered.headers).end('an answer')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    first,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
