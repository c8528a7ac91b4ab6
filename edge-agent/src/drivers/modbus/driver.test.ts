import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { silentLogger, systemClock, systemRandom } from '@muster/runtime'
import { afterEach, describe, expect, it } from 'vitest'
import type { Driver, RunUpdate } from '../../instruments/driver.ts'
import { createDriverRegistry } from '../../instruments/registry.ts'

/** What an instrument answers to a request without its header: an answer, a whole frame that is none, or nothing. */
type Answers = (request: Buffer) => { pdu: number[] } | { raw: number[] } | undefined

const isStart = (request: Buffer) => request[0] === 5
const word = (value: number) => ({ pdu: [4, 2, value >> 8, value & 0xff] })
const exception = (request: Buffer, code: number) => ({ pdu: [(request[0] ?? 0) | 0x80, code] })
/** Status at input 0, a counter at 1 that never moves. */
const status =
  (value: number): Answers =>
  request =>
    isStart(request) ? { pdu: [...request] } : word(request.readUInt16BE(1) === 0 ? value : 7)

let end: (() => Promise<void>) | undefined
afterEach(() => end?.())

async function driverAt(
  answers: Answers,
  activity: object = {},
): Promise<{ driver: Driver; starts: () => number }> {
  let starts = 0
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', frame => {
      const request = frame.subarray(7)
      if (isStart(request)) starts += 1
      const answer = answers(request)
      if (!answer) return
      if ('raw' in answer) return void socket.write(Buffer.from(answer.raw))
      const header = Buffer.from(frame.subarray(0, 7))
      header.writeUInt16BE(answer.pdu.length + 1, 4)
      socket.write(Buffer.concat([header, Buffer.from(answer.pdu)]))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const configured = await createDriverRegistry().configure('modbus', {
    network: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    responseLimit: '100 ms',
    confirmLimit: '20 ms',
    pollEvery: '1 ms',
    busy: { table: 'input', address: 0, when: { anyBit: [0] } },
    activities: [
      {
        name: 'run',
        start: { trigger: { table: 'coil', address: 0 } },
        status: { table: 'input', address: 0, busy: { is: [1] }, done: { is: [2] }, failed: { anyBit: [3] } },
        ...activity,
      },
    ],
  })
  if (!configured.ok) throw new Error(JSON.stringify(configured.faults))
  const context = {
    instrumentId: 'bench',
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    folder: '/nowhere',
  }
  const driver = configured.value.create(context)
  end = async () => {
    await driver.close()
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  }
  await driver.connect({ connected() {}, disconnected() {} })
  return { driver, starts: () => starts }
}

const REQUEST = { attemptId: 'a-1', activity: 'run', parameters: {} }

async function lastOf(driver: Driver): Promise<RunUpdate | undefined> {
  let last: RunUpdate | undefined
  for await (const update of driver.follow('run:a-1@', new AbortController().signal)) last = update
  return last
}

describe('a start that is answered', () => {
  it.each([
    [1, 'refused', /exception 1, illegal function/],
    [2, 'refused', /exception 2, illegal data address/],
    [3, 'refused', /exception 3, illegal data value/],
    [4, 'unsure', /exception 4, device failure/],
    [5, 'unsure', /exception 5, acknowledge/],
    [6, 'refused', /exception 6, device busy/],
    [7, 'unsure', /exception 7, negative acknowledge/],
    [8, 'unsure', /exception 8, memory parity error/],
    [10, 'refused', /exception 10, gateway path unavailable/],
    [11, 'unsure', /exception 11, gateway target failed to respond/],
    [99, 'unsure', /exception 99, a code that Modbus does not define/],
  ])('by exception %i is %s', async (code, kind, message) => {
    const answers: Answers = request => (isStart(request) ? exception(request, code) : word(0))
    const { driver, starts } = await driverAt(answers)
    const outcome = await driver.start(REQUEST)
    expect(outcome.kind).toBe(kind)
    expect(JSON.stringify(outcome)).toMatch(message)
    expect(starts()).toBe(1)
  })

  it.each<[string, Answers]>([
    ['half an answer', () => ({ raw: [0, 9, 0, 0, 0, 6, 1, 5, 0] })],
    ['no Modbus at all', () => ({ raw: [...Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')] })],
    ['the answer to another function', () => word(1)],
    ['the answer to another coil', () => ({ pdu: [5, 0, 9, 0xff, 0] })],
    ['nothing', () => undefined],
  ])('with %s is unsure, and is not sent again', async (_, answer) => {
    const { driver, starts } = await driverAt(request => (isStart(request) ? answer(request) : word(0)))
    expect((await driver.start(REQUEST)).kind).toBe('unsure')
    expect(starts()).toBe(1)
  })

  it('and does not show at the instrument is unsure', async () => {
    const { driver } = await driverAt(status(0), {
      start: { trigger: { table: 'coil', address: 0 }, confirm: { table: 'input', address: 1 } },
    })
    expect(await driver.start(REQUEST)).toEqual({
      kind: 'unsure',
      reason: 'the start does not show at the instrument in 20 ms',
    })
  })

  it('is not even sent while the instrument is busy', async () => {
    const { driver, starts } = await driverAt(status(1))
    expect(await driver.start(REQUEST)).toMatchObject({ kind: 'refused', failure: { code: 'busy' } })
    expect(starts()).toBe(0)
  })
})

describe('a run', () => {
  it('that has ended well has its result', async () => {
    const { driver } = await driverAt(status(2), { result: [{ name: 'count', table: 'input', address: 1 }] })
    expect(await lastOf(driver)).toEqual({ kind: 'succeeded', result: { count: { value: 7 } } })
  })

  it('has failed with the code that the instrument gives', async () => {
    const { driver } = await driverAt(status(8), { failure: { table: 'input', address: 1 } })
    expect(await lastOf(driver)).toMatchObject({
      kind: 'failed',
      failure: { code: 'run-failed', message: 'input 0 is 8, input 1 is 7', started: 'yes' },
    })
  })

  it('whose result is out of its range has failed, with what it was', async () => {
    const { driver } = await driverAt(status(2), {
      result: [{ name: 'count', table: 'input', address: 1, maximum: 5 }],
    })
    expect(await lastOf(driver)).toMatchObject({
      kind: 'failed',
      failure: {
        code: 'result-unreadable',
        message: expect.stringMatching(/input 1 is 7, out of its range/) as unknown,
      },
    })
  })

  it('whose result is not of as many registers as were asked for has failed', async () => {
    const { driver } = await driverAt(status(2), {
      result: [{ name: 'mass', table: 'input', address: 1, type: 'float32' }],
    })
    expect(await lastOf(driver)).toMatchObject({
      kind: 'failed',
      failure: { message: expect.stringMatching(/1 registers in place of 2/) as unknown },
    })
  })

  it('is lost when the status says, time and again, what nobody declared', async () => {
    const { driver } = await driverAt(status(34))
    expect(await lastOf(driver)).toEqual({
      kind: 'lost',
      reason: 'input 0 is 34, which is none of the states that are declared',
    })
  })

  it('is lost when there is no status to be read any more', async () => {
    let asked = 0
    const { driver } = await driverAt(request => (asked++ < 1 ? word(0) : exception(request, 2)))
    expect(await lastOf(driver)).toMatchObject({
      kind: 'lost',
      reason: expect.stringMatching(/reading input 0: exception 2/) as unknown,
    })
  })
})
