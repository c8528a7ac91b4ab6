import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A piece of a file on its way. */
export interface PassedPiece {
  readonly path: string
  readonly offset: number
  readonly length: number
  readonly status: number
}

/** Stands between an agent and the coordinator's API: sees the pieces of uploads, and can damage one. */
export class UploadsProxy implements AsyncDisposable {
  readonly pieces: PassedPiece[] = []
  readonly url: string
  readonly #server: ReturnType<typeof createServer>
  /** Pieces that are to be damaged from now on. */
  damage = 0

  private constructor(server: ReturnType<typeof createServer>, target: () => string) {
    this.#server = server
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('request', (incoming, outgoing) => void this.#pass(incoming, outgoing, target()))
  }

  static async before(target: () => string): Promise<UploadsProxy> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new UploadsProxy(server, target)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse, target: string): Promise<void> {
    const { method = '', url = '', headers } = incoming
    const parts: Buffer[] = []
    try {
      for await (const part of incoming) parts.push(part as Buffer)
    } catch {
      return
    }
    const body = Buffer.concat(parts)
    if (method === 'PATCH' && this.damage > 0 && body.length > 0) {
      this.damage -= 1
      body[0] = (body[0] ?? 0) ^ 1
    }
    const through = request(target + url, { method, headers })
    through.on('error', () => outgoing.destroy())
    through.on('response', answer => {
      if (method === 'PATCH')
        this.pieces.push({
          path: url,
          offset: Number(headers['upload-offset']),
          length: body.length,
          status: answer.statusCode ?? 0,
        })
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    through.end(body)
  }
}
