import { once } from 'node:events'
import { connect } from 'node:net'
import { millis, MusterError, repeat, systemClock } from '@muster/runtime'
import type { Driver, DriverContext, RunUpdate, StartRequest } from '../../driver.ts'
import { serveDriver } from '../serve-driver.ts'

/** The process of a driver that tells a test, over a socket that ends with it, that it lives and what it is asked to start. */
serveDriver<{ readonly port: number }>(({ port }, context) => new WatchedDriver(port, context))

class WatchedDriver implements Driver {
  readonly traits = { keepsIds: true, neverClears: true, settlingTime: 0 } as Driver['traits']
  readonly #context: DriverContext
  readonly #socket
  readonly #leaked: unknown[] = ['a']

  constructor(port: number, context: DriverContext) {
    this.#context = context
    this.#socket = connect(port, '127.0.0.1')
  }

  async connect(): Promise<void> {
    if (this.#socket.connecting) await once(this.#socket, 'connect')
    this.#tell('lives')
  }

  async describe() {
    return { kind: 'watched', activities: [] }
  }

  async bootMark() {
    return undefined
  }

  async idle() {
    return { idle: true } as const
  }

  /** Does as its attempt id says. */
  async start({ attemptId }: StartRequest) {
    this.#tell(`start ${attemptId}`)
    if (attemptId === 'spin') for (;;);
    if (attemptId === 'die') process.kill(process.pid, 'SIGKILL')
    if (attemptId === 'throw') systemClock.after(millis(1), throwNow)
    if (attemptId === 'reject') void Promise.reject(new Error('nobody caught this'))
    if (attemptId === 'leak')
      repeat(systemClock, millis(20), () => this.#leaked.push(Buffer.alloc(2 ** 24, 1)))
    if (attemptId === 'fill-heap') for (;;) this.#leaked.push(this.#leaked.map(String))
    if (attemptId === 'print')
      for (let line = 0; line < 20_000; line++) process.stdout.write(`line ${line}\n`)
    if (attemptId === 'log')
      for (let line = 0; line < 20_000; line++) this.#context.logger.info(`line ${line}`)
    return { kind: 'started', runReference: attemptId } as const
  }

  async find(): Promise<never> {
    throw new MusterError('no-idea', 'instrument', 'it is not known', {
      faults: [{ field: 'a', message: 'b' }],
    })
  }

  async *follow(_run: string, signal: AbortSignal): AsyncIterable<RunUpdate> {
    yield { kind: 'progress', percent: 50 }
    const stopped = once(signal, 'abort')
    if (!signal.aborted) await stopped
    this.#tell('stopped following')
  }

  async cancel(): Promise<void> {
    this.#context.logger.warn('cancelling', { of: 'nothing' })
  }

  async health() {
    return { ok: true }
  }

  async close(): Promise<void> {
    this.#tell('closes')
    this.#socket.end()
    await once(this.#socket, 'close')
  }

  #tell(what: string): void {
    this.#socket.write(`${process.pid} ${what}\n`)
  }
}

function throwNow(): void {
  throw new Error('nobody caught that')
}
