import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { millis, seconds, silentLogger, systemClock } from '@muster/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ScpiConnection, ScpiLinkError, ScpiRefusal } from './connection.ts'
import type { ScpiEncoding } from './encoding.ts'

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
  const open = async (responseLimit = seconds(5), encoding: ScpiEncoding = 'latin1') => {
    const port = await peer.listen()
    const accepted = once(peer.server, 'connection')
    const clock = systemClock
    const limits = { connectLimit: seconds(5), responseLimit }
    const address = { host: '127.0.0.1', port, terminator: '\r\n' }
    connection = await ScpiConnection.open({
      ...address,
      ...limits,
      failure: /^ERR/,
      encoding,
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

  it('takes no half line for an answer, and none that began before it was asked', async () => {
    await open()
    const before = connection.query('A?', /./)
    await peer.hears()
    peer.socket?.write('1\n2')
    expect(await before).toBe('1')
    // The half line has arrived: it stands before the next answer in any case.
    const answer = connection.query('B?', /./)
    await peer.hears()
    peer.socket?.write('3\n4\n')
    expect(await answer).toBe('4')
  })

  it('takes a line that is cut off by the end of the connection for no answer', async () => {
    await open()
    const answer = connection.query('A?', /./)
    await peer.hears()
    peer.socket?.end('12.34')
    await expect(answer).rejects.toMatchObject({ sent: true })
  })

  it.each([
    ['utf-8', Buffer.from([0x31, 0x20, 0xb5, 0x67, 0x0a]), '2 µg\n'],
    ['ascii', Buffer.from('1 µg\n'), '2 ug\n'],
    ['latin1', Buffer.from([0x31, 0x85, 0x07, 0x0a]), '2 g\n'],
  ] as const)('passes over a line that is no %s', async (encoding, wrong, right) => {
    await open(seconds(5), encoding)
    const answer = connection.query('A?', /./)
    await peer.hears()
    peer.socket?.write(Buffer.concat([wrong, Buffer.from(right)]))
    expect(await answer).toBe(right.trim())
  })

  it('reads Latin-1 and UTF-8 as they are written, also where a character comes in two pieces', async () => {
    await open(seconds(5), 'utf-8')
    const answer = connection.query('A?', /g$/)
    await peer.hears()
    const bytes = Buffer.from('2 µg\n')
    peer.socket?.write(bytes.subarray(0, 3))
    peer.socket?.write(bytes.subarray(3))
    expect(await answer).toBe('2 µg')
  })

  it('passes over answers to nobody’s question', async () => {
    await open()
    const before = connection.query('Z?', /^Z/)
    await peer.hears()
    peer.socket?.write('Z\nERR -100\nA0\n')
    await before
    const first = connection.query('A?', /^A/)
    await peer.hears()
    peer.socket?.write('B1\nA1\nA2\n')
    expect(await first).toBe('A1')
    const second = connection.query('A?', /^A/)
    await peer.hears()
    peer.socket?.write('A3\n')
    expect(await second).toBe('A3')
  })
})
