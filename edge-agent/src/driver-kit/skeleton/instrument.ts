import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { ContractStartFault, InstrumentControl } from '../muster-driver.ts'

interface Run {
  readonly id: string
  readonly seconds: number
  /** By `now`. */
  readonly begunAt: number
  stopped?: 'REMOTE' | 'PANEL'
}

/** Seconds since some moment; never goes back. */
const now = (): number => performance.now() / 1_000

/** A simulated stirrer, which can be told to fail. What it has really done stands in `ledger`. */
export class SimulatedStirrer implements InstrumentControl {
  readonly #ledger: string[] = []
  readonly #sockets = new Set<Socket>()
  readonly #server: Server
  readonly #runs = new Map<string, Run>()
  #fault: ContractStartFault | undefined
  #isUp = true
  #boots = 1

  private constructor() {
    this.#server = createServer({ noDelay: true }, socket => this.#accept(socket))
  }

  /** @param port 0 for any */
  static async open(port = 0): Promise<SimulatedStirrer> {
    const stirrer = new SimulatedStirrer()
    await new Promise<void>(resolve => stirrer.#server.listen(port, '127.0.0.1', resolve))
    return stirrer
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  async close(): Promise<void> {
    await this.dropLink()
    await new Promise(resolve => this.#server.close(resolve))
  }

  // In the hands of the contract suite.

  async starts(): Promise<number> {
    return this.#ledger.length
  }

  async startedIds(): Promise<readonly string[]> {
    return this.#ledger
  }

  async failNextStart(fault: ContractStartFault): Promise<void> {
    this.#fault = fault
  }

  async dropLink(): Promise<void> {
    this.#isUp = false
    for (const socket of this.#sockets) socket.destroy()
  }

  async restoreLink(): Promise<void> {
    this.#isUp = true
  }

  async reboot(): Promise<void> {
    this.#runs.clear()
    this.#boots += 1
    for (const socket of this.#sockets) socket.destroy()
  }

  async stopAtPanel(): Promise<void> {
    const run = this.#active()
    if (run) run.stopped = 'PANEL'
  }

  // What it does.

  #accept(socket: Socket): void {
    if (!this.#isUp) return void socket.destroy()
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
    const lines = createInterface({ input: socket })
    lines.on('error', () => undefined)
    lines.on('line', line => {
      const answer = this.#answer(line)
      if (answer !== undefined) socket.write(`${answer}\n`)
    })
  }

  #answer(line: string): string | undefined {
    const [command, id = '', seconds = ''] = line.split(' ')
    if (command === 'ID?') return `stirrer 1,S-1,boot-${this.#boots}`
    if (command === 'STATE?') return this.#active() ? `BUSY ${this.#active()?.id}` : 'IDLE'
    if (command === 'START') return this.#startWithFault(id, Number(seconds))
    if (command === 'RUN?') return this.#stateOf(id)
    if (command === 'STOP') {
      const run = this.#runs.get(id)
      if (run && this.#stateOf(id).startsWith('RUNNING')) run.stopped = 'REMOTE'
      return 'OK'
    }
    return 'NO such command'
  }

  #startWithFault(id: string, seconds: number): string | undefined {
    const fault = this.#fault
    this.#fault = undefined
    if (fault === 'refuse') return 'NO the lid is open'
    if (fault === 'lose-request') return undefined
    if (fault === 'drop-link-before') return void this.dropLink()
    const answer = this.#start(id, seconds)
    if (fault === 'drop-link-after') return void this.dropLink()
    return fault === 'lose-answer' ? undefined : answer
  }

  #start(id: string, seconds: number): string {
    if (this.#runs.has(id)) return 'KNOWN'
    const active = this.#active()
    if (active) return `BUSY ${active.id}`
    this.#ledger.push(id)
    this.#runs.set(id, { id, seconds, begunAt: now() })
    return 'OK'
  }

  #active(): Run | undefined {
    return [...this.#runs.values()].find(run => this.#stateOf(run.id).startsWith('RUNNING'))
  }

  #stateOf(id: string): string {
    const run = this.#runs.get(id)
    if (!run) return 'UNKNOWN'
    if (run.stopped) return `STOPPED ${run.stopped}`
    const passed = now() - run.begunAt
    return passed < run.seconds
      ? `RUNNING ${((100 * passed) / run.seconds).toFixed(1)}`
      : `DONE ${Math.round(run.seconds * 10)}`
  }
}
