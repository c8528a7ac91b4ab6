import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger, systemClock } from '@muster/runtime'
import { seededRandom } from '@muster/runtime/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ContractResult, runContract } from './contract/run-contract.ts'
import { kitContext } from './kit.ts'
import { writeNewDriver } from './new-driver.ts'
import { Connection } from './skeleton/connection.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-skeleton-'))
  await writeNewDriver('mixer', folder)
})
afterAll(() => rm(folder, { recursive: true }))

// Real sockets and the real limits of a driver's answers: some seconds.
it('a new driver keeps every promise, before anything in it is changed', async () => {
  const results: ContractResult[] = []
  for await (const result of runContract(folder, 'inline')) results.push(result)
  expect(results.length).toBeGreaterThan(20)
  expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([])
  expect(results.filter(({ outcome }) => outcome === 'not promised').map(({ name }) => name)).toEqual([
    'is always unsure where the instrument keeps no ids',
  ])
})

it('a new driver takes half a line for no answer', async () => {
  const server = createServer(socket => socket.once('data', () => socket.end('DONE 1')))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const { kit } = kitContext({
    instrumentId: 'mixer',
    clock: systemClock,
    random: seededRandom(1),
    logger: silentLogger,
    folder,
  })
  const connection = await Connection.open({ host: '127.0.0.1', port, responseLimit: 5_000 }, kit)
  await expect(connection.ask('RUN?')).rejects.toThrow('the connection was lost')
  server.close()
})
