import type { AddressInfo, Server } from 'node:net'
import { ConfigurationError } from '@muster/runtime'

/** What the operating system says when an address is not to be had, whoever asks however often. */
const NOT_TO_BE_HAD: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EADDRNOTAVAIL: 'is not an address of this machine',
  EACCES: 'needs more rights',
}

/**
 * Listens, and tells on which port; 0 asks for any free one.
 * @throws ConfigurationError where the address is not to be had.
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      const reason = NOT_TO_BE_HAD[error.code ?? '']
      reject(reason ? new ConfigurationError(`${host}:${port} ${reason}`, [], { cause: error }) : error)
    }
    server.once('error', onError)
    server.listen(port, host, () => {
      server.removeListener('error', onError)
      resolve()
    })
  })
  return (server.address() as AddressInfo).port
}
