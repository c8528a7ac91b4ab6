import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { type CallKind, httpCall } from '@muster/coordinator/testing'
import { nextRecipe, type Seen } from './solver.ts'

/** What goes wrong in a round (from 1) at a try (from 1); nothing where undefined. */
export type Trouble = (round: number, tries: number) => 'error' | 'silence' | undefined

/** A solver over HTTP: it answers with the next recipe, but for its troubles. */
export interface SolverServer extends AsyncDisposable {
  readonly url: string
  /** `round 3: answered`, in the order of requests. Asked again with the same Idempotency-Key is not asked anew. */
  readonly asked: readonly string[]
  /** The call of steps: as the coordinator's own, and virtual time stands still until it is answered, or known not to be. */
  callKind(hold: (outside: Promise<unknown>) => void): CallKind
}

export async function startSolver(token: string, trouble: Trouble): Promise<SolverServer> {
  /** By Idempotency-Key. */
  const seenKeys = new Map<string, string>()
  /** Resolve as soon as a request is not going to be answered. */
  const silences = new Map<string, (() => void)[]>()

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.headers.authorization !== `Bearer ${token}`) return send(401, { error: 'who are you?' })
    const key = String(request.headers['idempotency-key'])
    const { seen } = (await json(request)) as { readonly seen: readonly Seen[] }
    const round = seen.length + 1
    const wrong = trouble(round, Number(key.slice(key.lastIndexOf('-') + 1)))
    seenKeys.set(key, `round ${round}: ${wrong ?? 'answered'}`)
    if (wrong === 'silence') return silences.get(key)?.forEach(tell => tell())
    if (wrong === 'error') return send(503, { error: 'it thinks of something else' })
    return send(200, nextRecipe(seen))
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const http = httpCall()
  return {
    url: `http://127.0.0.1:${port}/next`,
    get asked() {
      return [...seenKeys.values()]
    },
    callKind: hold => ({
      ...http,
      call(request, signal) {
        const key = request.idempotencyKey
        const silence = new Promise<void>(resolve =>
          silences.set(key, [...(silences.get(key) ?? []), resolve]),
        )
        const answered = http.call(request, signal)
        hold(Promise.race([answered, silence]))
        return answered
      },
    }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
