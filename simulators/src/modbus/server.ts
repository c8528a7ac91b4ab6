import { createServer, type Socket } from 'node:net'
import { type Logger, messageOf, running } from '@muster/runtime'
import { listen } from '../link/listen.ts'
import type { ProtocolServer } from '../link/protocol-server.ts'
import { EXCEPTION, ModbusException } from './exception.ts'
import type { ModbusDevice } from './kiln.ts'

/** Transaction, protocol, length, unit. */
const HEADER = 7
/** Of what follows the unit, by the specification. */
const LONGEST_PDU = 253

/** Serves a device by Modbus TCP on a free port of loopback, to whatever unit is addressed. */
export async function startModbusServer(device: ModbusDevice, logger: Logger): Promise<ProtocolServer> {
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', error => logger.debug('a connection broke', { error: error.message }))
    serve(socket, device, logger)
  })
  const port = await listen(server, '127.0.0.1', 0)
  return {
    port,
    ...running(async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    }),
  }
}

/** Answers the requests of one connection, one after the other. */
function serve(socket: Socket, device: ModbusDevice, logger: Logger): void {
  let rest = Buffer.alloc(0)
  let turn: Promise<void> = Promise.resolve()
  const answer = async (header: Buffer, pdu: Buffer): Promise<void> => {
    const body = await answerPdu(device, pdu)
    if (!body || socket.destroyed) return
    const head = Buffer.from(header)
    head.writeUInt16BE(body.length + 1, 4)
    socket.write(Buffer.concat([head, body]))
  }
  socket.on('data', chunk => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length > HEADER) {
      const length = rest.readUInt16BE(4)
      if (rest.readUInt16BE(2) !== 0 || length < 2 || length > LONGEST_PDU + 1) return void socket.destroy()
      if (rest.length < HEADER - 1 + length) return
      const [header, pdu] = [rest.subarray(0, HEADER), rest.subarray(HEADER, HEADER - 1 + length)]
      rest = rest.subarray(HEADER - 1 + length)
      turn = turn
        .then(() => answer(header, pdu))
        .catch((error: unknown) => logger.error('a request broke', { error: messageOf(error) }))
    }
  })
}

/** @returns undefined where there is to be no answer. */
async function answerPdu(device: ModbusDevice, pdu: Buffer): Promise<Buffer | undefined> {
  const code = pdu.readUInt8(0)
  try {
    return await carryOut(device, code, pdu)
  } catch (error) {
    // What is too short to be read is no request that a device could understand.
    const exception = error instanceof ModbusException ? error.code : EXCEPTION.value
    if (!(error instanceof ModbusException) && !(error instanceof RangeError)) throw error
    return Buffer.from([code | 0x80, exception])
  }
}

async function carryOut(device: ModbusDevice, code: number, pdu: Buffer): Promise<Buffer | undefined> {
  const address = pdu.readUInt16BE(1)
  const word = pdu.readUInt16BE(3)
  // The answer to a write repeats its first five bytes.
  const echo = pdu.subarray(0, 5)
  switch (code) {
    case 1:
    case 2:
      return packBits(code, device.readBits(code === 1 ? 'coil' : 'discrete', address, counted(word, 2_000)))
    case 3:
    case 4:
      return packRegisters(
        code,
        device.readRegisters(code === 3 ? 'holding' : 'input', address, counted(word, 125)),
      )
    case 5:
      return (await device.writeCoils(address, [word === 0xff00])) ? echo : undefined
    case 6:
      return (await device.writeRegisters(address, [word])) ? echo : undefined
    case 15: {
      const values = Array.from({ length: counted(word, 1_968) }, (_, index) =>
        Boolean((pdu.readUInt8(6 + (index >> 3)) >> (index & 7)) & 1),
      )
      return (await device.writeCoils(address, values)) ? echo : undefined
    }
    case 16: {
      const values = Array.from({ length: counted(word, 123) }, (_, index) => pdu.readUInt16BE(6 + index * 2))
      return (await device.writeRegisters(address, values)) ? echo : undefined
    }
    default:
      throw new ModbusException(EXCEPTION.function, `there is no function ${code}`)
  }
}

function counted(count: number, most: number): number {
  if (count < 1 || count > most)
    throw new ModbusException(EXCEPTION.value, `${count} at once is not possible`)
  return count
}

function packBits(code: number, bits: readonly boolean[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8))
  for (const [index, bit] of bits.entries())
    if (bit) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7))
  return Buffer.concat([Buffer.from([code, bytes.length]), bytes])
}

function packRegisters(code: number, registers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(registers.length * 2)
  for (const [index, register] of registers.entries()) bytes.writeUInt16BE(register, index * 2)
  return Buffer.concat([Buffer.from([code, bytes.length]), bytes])
}
