import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** What is done with the request that the proxy waits for. */
export type Interception =
  /** It and all after it on its connection vanish; the connection stays. */
  | 'swallow'
  /** It vanishes, and the link is down until it is restored. */
  | 'cut-before'
  /** It gets through; when the other side closes the connection the link is down until it is restored. */
  | 'cut-after'

/** Whether a piece of what the driver sends is the one that is waited for. */
export type Recognise = (chunk: Buffer) => boolean

interface Pair {
  readonly outside: Socket
  readonly inside: Socket
}

/** A cable between a driver and an instrument that a test can pull, also at the moment when a start is in it. */
export class LinkProxy {
  readonly #server: Server
  readonly #target: { readonly host: string; readonly port: number }
  readonly #pairs = new Set<Pair>()
  #up = true
  #armed: { readonly isIt: Recognise; readonly action: Interception } | undefined

  private constructor(server: Server, target: { host: string; port: number }) {
    this.#server = server
    this.#target = target
  }

  static async open(target: { host: string; port: number }): Promise<LinkProxy> {
    const server = createServer({ noDelay: true })
    const proxy = new LinkProxy(server, target)
    server.on('connection', outside => proxy.#accept(outside))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Waits for a piece that is recognised in what the driver sends, and does `action` to it, once. */
  intercept(isIt: Recognise, action: Interception): void {
    this.#armed = { isIt, action }
  }

  cut(): void {
    this.#up = false
    for (const pair of this.#pairs) {
      pair.outside.destroy()
      pair.inside.destroy()
    }
  }

  restore(): void {
    this.#up = true
  }

  async close(): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #accept(outside: Socket): void {
    if (!this.#up) return void outside.destroy()
    const pair = { outside, inside: connect({ ...this.#target, noDelay: true }) }
    this.#pairs.add(pair)
    let mute = false
    let cutWithPeer = false
    outside.on('data', chunk => {
      const action = this.#take(chunk)
      if (action === 'cut-before') return this.cut()
      if (action === 'cut-after') cutWithPeer = true
      mute ||= action === 'swallow'
      if (!mute) pair.inside.write(chunk)
    })
    pair.inside.on('data', chunk => outside.write(chunk))
    outside.on('error', () => undefined)
    pair.inside.on('error', () => undefined)
    outside.on('close', () => pair.inside.destroy())
    pair.inside.on('close', () => {
      this.#pairs.delete(pair)
      if (cutWithPeer) this.cut()
      outside.destroy()
    })
  }

  #take(chunk: Buffer): Interception | undefined {
    const armed = this.#armed
    if (!armed || !armed.isIt(chunk)) return undefined
    this.#armed = undefined
    return armed.action
  }
}
