import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { millis, seconds, silentLogger, systemClock } from '@muster/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScpiConnection, ScpiLinkError, ScpiRefusal } from './connection.ts'

/** An instrument of which the test is the inside. */
class Peer {
  readonly server: Server = createServer()
  socket: Socket | undefined
  received = ''

  async listen(): Promise<number> {
    this.server.on('connection', socket => {
      this.socket = socket
      socket.on('error', () => undefined)
      socket.on('data', (data: Buffer) => {
        this.received += data.toString()
      })
    })
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    return (this.server.address() as AddressInfo).port
  }

  /** Resolves with the next bytes from the driver. */
  async hears(): Promise<string> {
    const [data] = (await once(this.socket as Socket, 'data')) as [Buffer]
    return data.toString()
  }
}

describe('a SCPI connection', () => {
  let peer: Peer
  let connection: ScpiConnection
  const open = async (responseLimit = seconds(5)) => {
    const port = await peer.listen()
    const accepted = once(peer.server, 'connection')
    const clock = systemClock
    const limits = { connectLimit: seconds(5), responseLimit }
    const address = { host: '127.0.0.1', port, terminator: '\r\n' }
    connection = await ScpiConnection.open({
      ...address,
      ...limits,
      failure: /^ERR/,
      clock,
      logger: silentLogger,
    })
    await accepted
  }
  beforeEach(() => {
    peer = new Peer()
  })
  afterEach(() => {
    connection.close()
    peer.socket?.destroy()
    peer.server.close()
  })

  it('ends commands with the terminator, and puts an answer together that comes in pieces', async () => {
    await open()
    const answer = connection.query('WEIGH:RES?', /g$/)
    expect(await peer.hears()).toBe('WEIGH:RES?\r\n')
    peer.socket?.write('12.34')
    peer.socket?.write('56 g\r')
    peer.socket?.write('\n')
    expect(await answer).toBe('12.3456 g')
  })

  it('passes over lines that do not fit what was asked', async () => {
    await open()
    const answer = connection.query('STAT?', /^BUSY/)
    await peer.hears()
    peer.socket?.write(Buffer.from([0xff, 0x00, 0x0a, 0x0a]))
    peer.socket?.write('*** welcome ***\nBUSY,10\n')
    expect(await answer).toBe('BUSY,10')
  })

  it('has one command under way at a time', async () => {
    await open()
    const first = connection.query('A?', /./)
    const second = connection.query('B?', /./)
    expect(await peer.hears()).toBe('A?\r\n')
    expect(peer.received).toBe('A?\r\n')
    const heard = peer.hears()
    peer.socket?.write('1\n')
    expect(await first).toBe('1')
    expect(await heard).toBe('B?\r\n')
    peer.socket?.write('2\n')
    expect(await second).toBe('2')
  })

  it('tells a refusal from an answer', async () => {
    await open()
    const answer = connection.query('A?', /./)
    await peer.hears()
    peer.socket?.write('ERR -200,"Execution error"\n')
    await expect(answer).rejects.toThrow(ScpiRefusal)
    expect(connection.isOpen).toBe(true)
  })

  it('is reset when an answer does not come, and sends nothing of what waited', async () => {
    await open(millis(30))
    const first = connection.query('A?', /./)
    const second = connection.query('B?', /./)
    // Twice: with a handler before the first can fail.
    const failures = Promise.allSettled([first, second])
    const closed = new Promise(resolve => peer.socket?.once('error', resolve))
    const reasons = (await failures).map(result =>
      result.status === 'rejected' ? (result.reason as unknown) : undefined,
    )
    expect(reasons).toEqual([expect.any(ScpiLinkError), expect.any(ScpiLinkError)])
    expect(reasons).toMatchObject([{ sent: true }, { sent: false }])
    expect(await closed).toMatchObject({ code: 'ECONNRESET' })
    expect(peer.received).toBe('A?\r\n')
  })

  it('ends when the other side sends a line without end', async () => {
    await open()
    peer.socket?.write('x'.repeat(70_000))
    expect(await connection.closed).toContain('without end')
  })
})
