import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { createDriverRegistry, type Driver, type RunUpdate } from '@muster/edge-agent/testing'
import { silentLogger, systemClock, systemRandom } from '@muster/runtime'
import { describe, expect, it } from 'vitest'

/** Debian's, whatever other Python comes first on the path: python3-pymodbus, python3-serial-asyncio. */
const PYTHON = '/usr/bin/python3'
const hasPymodbus = spawnSync(PYTHON, ['-c', 'import pymodbus.server']).status === 0
if (!hasPymodbus)
  process.stderr.write(
    'Skipped: the Modbus driver at pymodbus; apt-get install python3-pymodbus python3-serial-asyncio\n',
  )

type Mode = 'tcp' | 'rtu-over-tcp' | 'rtu'

/** A server of pymodbus in a process of its own, and where it is. Both end with the scope. */
async function pymodbus(mode: Mode): Promise<Disposable & { readonly where: string }> {
  const script = new URL('pymodbus-server.py', import.meta.url).pathname
  const server = spawn(PYTHON, [script, mode], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [where] = (await once(createInterface(server.stdout), 'line')) as [string]
  return { where, [Symbol.dispose]: () => void server.kill() }
}

const id = (table: string, address: number) => ({ table, address, type: 'string', registers: 32 })

const settings = (mode: Mode, where: string) => ({
  ...(mode === 'rtu'
    ? { serial: { device: where, baudRate: 115_200, parity: 'none' } }
    : { network: { host: '127.0.0.1', port: Number(where), framing: mode === 'tcp' ? 'tcp' : 'rtu' } }),
  pollEvery: '5 ms',
  wordOrder: 'little',
  busy: { table: 'input', address: 0, when: { is: [1] } },
  ids: [id('input', 10), id('input', 42)],
  activities: [
    {
      name: 'heat',
      parameters: { type: 'object', properties: { target: { type: 'number' }, rate: { type: 'number' } } },
      start: {
        write: [
          { table: 'holding', address: 0, parameter: 'target', scale: 0.1 },
          { table: 'holding', address: 1, type: 'float32', parameter: 'rate' },
          { ...id('holding', 16), parameter: 'attemptId' },
        ],
        trigger: { table: 'coil', address: 0, pulse: '1 ms' },
        confirm: { table: 'input', address: 1, type: 'int32', wordOrder: 'big' },
      },
      status: { table: 'input', address: 0, busy: { is: [1] }, done: { is: [2] } },
      percent: { table: 'input', address: 3, type: 'float32' },
      values: [
        { name: 'nothing', table: 'input', address: 80, type: 'float32' },
        { name: 'starts', table: 'input', address: 1, type: 'int32', wordOrder: 'big' },
      ],
      result: [
        { name: 'reached', table: 'input', address: 5, type: 'float64', wordOrder: 'big', unit: '°C' },
      ],
    },
  ],
})

async function connected(value: object): Promise<AsyncDisposable & { readonly driver: Driver }> {
  const configured = await createDriverRegistry().configure('modbus', value)
  if (!configured.ok) throw new Error(JSON.stringify(configured.faults))
  const driver = configured.value.create({
    instrumentId: 'foreign',
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    folder: '/nowhere',
  })
  await driver.connect({ connected() {}, disconnected() {} })
  return { driver, [Symbol.asyncDispose]: () => driver.close() }
}

describe.skipIf(!hasPymodbus)('the Modbus driver at a server of pymodbus', () => {
  for (const mode of ['tcp', 'rtu-over-tcp', 'rtu'] as const) {
    it(`starts, follows and finds by ${mode}`, async () => {
      using server = await pymodbus(mode)
      await using at = await connected(settings(mode, server.where))
      const { driver } = at
      const parameters = { target: 180.4, rate: 2.5 }
      const outcome = await driver.start({ attemptId: 'a-1', activity: 'heat', parameters })
      expect(outcome).toEqual({ kind: 'started', runReference: 'a-1' })
      const updates: RunUpdate[] = []
      for await (const update of driver.follow('a-1', new AbortController().signal)) updates.push(update)
      expect(updates[0]).toMatchObject({ kind: 'progress', values: { starts: 1 } })
      expect(updates.at(-1)).toEqual({
        kind: 'succeeded',
        result: { reached: { value: 182.9, unit: '°C' } },
      })
      expect(await driver.find('a-1')).toEqual({ kind: 'found', runReference: 'a-1' })
      expect(await driver.find('a-2')).toEqual({ kind: 'absent' })
    })
  }

  it('refuses what its server refuses, in words, and what does not fit before anything is written', async () => {
    using server = await pymodbus('tcp')
    const right = settings('tcp', server.where)
    const [heat] = right.activities
    const start = { ...heat?.start, trigger: { table: 'coil', address: 900 } }
    await using at = await connected({ ...right, activities: [{ ...heat, start }] })
    const request = { attemptId: 'a-1', activity: 'heat', parameters: { target: 20, rate: 1 } }
    expect(await at.driver.start(request)).toMatchObject({
      kind: 'refused',
      failure: {
        started: 'no',
        message: expect.stringMatching(/exception 2, illegal data address/) as unknown,
      },
    })
    expect(await at.driver.start({ ...request, parameters: { target: 7_000, rate: 1 } })).toMatchObject({
      kind: 'refused',
      failure: { code: 'parameters', message: 'target: 70000 does not fit into uint16' },
    })
  })
})
