import type { EventEmitter } from 'node:events'
import { messageOf } from '@muster/runtime'
import { ModbusLinkError } from './exception.ts'
import type { SerialTransport } from './settings.ts'

/** What is used of a serial port. */
export interface SerialLine extends EventEmitter {
  destroy(): unknown
}

/**
 * Opens a serial line, for this process alone. Its library has a native part and is loaded only here.
 * @throws ModbusLinkError where there is no such line, or no library for this system.
 */
export async function openSerialPort(transport: SerialTransport): Promise<SerialLine> {
  const { SerialPort } = await import('serialport').catch((error: unknown) => {
    throw new ModbusLinkError(`serial lines can't be used on this machine: ${messageOf(error)}`, false)
  })
  const { device: path, baudRate, dataBits, parity, stopBits } = transport
  const port = new SerialPort({ path, baudRate, dataBits, parity, stopBits, autoOpen: false })
  await new Promise<void>((resolve, reject) => {
    port.open(error => {
      if (error) reject(new ModbusLinkError(`${path} can't be opened: ${error.message}`, false))
      else resolve()
    })
  })
  return port
}
