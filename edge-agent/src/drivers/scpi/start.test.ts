import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { silentLogger, systemClock, systemRandom } from '@muster/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Driver } from '../../instruments/driver.ts'
import { createDriverRegistry } from '../../instruments/registry.ts'

/** An instrument that answers each line by what the test says, and keeps what it was told. */
class Scripted {
  readonly server: Server
  readonly heard: string[] = []
  answers: Record<string, (string | undefined)[] | string> = {}

  constructor() {
    this.server = createServer(socket => {
      socket.on('error', () => undefined)
      socket.on('data', (data: Buffer) => {
        for (const line of data.toString().split('\n').filter(Boolean)) {
          this.heard.push(line)
          const scripted = this.answers[line]
          const answer = typeof scripted === 'object' ? scripted.shift() : scripted
          if (answer !== undefined) socket.write(`${answer}\n`)
        }
      })
    })
  }
}

describe('a start by SCPI', () => {
  let instrument: Scripted
  let driver: Driver
  beforeEach(async () => {
    instrument = new Scripted()
    instrument.server.listen(0, '127.0.0.1')
    await once(instrument.server, 'listening')
    const { port } = instrument.server.address() as AddressInfo
    const configured = await createDriverRegistry().configure('scpi', {
      ...{ host: '127.0.0.1', port, responseLimit: '300 ms', pollEvery: '5 ms', boot: 'BOOT?' },
      busy: { query: 'STAT:OPER:COND?', bits: [4] },
      activities: [
        {
          name: 'sweep',
          parameters: {
            type: 'object',
            properties: { range: { type: 'number' }, points: { type: 'number' } },
          },
          start: { prepare: ['*CLS', 'RANG {range}', 'POIN {points}', '*OPC'], command: 'INIT' },
          status: {
            registers: [
              { query: '*ESR?', done: [0] },
              { query: 'STAT:OPER:COND?', running: [4] },
            ],
          },
          result: [{ name: 'peak', query: 'PEAK?', unit: 'V', minimum: 0, maximum: 10 }],
        },
      ],
    })
    if (!configured.ok) throw new Error(JSON.stringify(configured.faults))
    const ports = { clock: systemClock, random: systemRandom, logger: silentLogger }
    driver = configured.value.create({ instrumentId: 'meter-1', ...ports, folder: '/nowhere' })
    instrument.answers = {
      '*IDN?': 'Maker,Meter,S1,1',
      'BOOT?': '1',
      'STAT:OPER:COND?': '0',
      'SYST:ERR?': '0,"No error"',
      '*ESR?': '1',
      'PEAK?': '3.5',
    }
    await driver.connect({ connected: () => undefined, disconnected: () => undefined })
  })
  afterEach(async () => {
    await driver.close()
    instrument.server.close()
  })
  const start = () => driver.start({ attemptId: 'a-1', activity: 'sweep', parameters: { range: 2.5 } })
  const end = async () => {
    for await (const update of driver.follow('sweep:a-1@S1/1', new AbortController().signal))
      if (update.kind !== 'progress') return update
    return undefined
  }

  it('is a sequence of commands, without those whose parameter was not given, and the result has its unit', async () => {
    expect(await start()).toMatchObject({ kind: 'started' })
    const told = instrument.heard.filter(line => !line.endsWith('?'))
    expect(told).toEqual(['*CLS', 'RANG 2.5', '*OPC', 'INIT'])
    expect(await end()).toEqual({ kind: 'succeeded', result: { peak: { value: 3.5, unit: 'V' } } })
  })

  it('is refused, and nothing started, where the instrument complains of what prepares it', async () => {
    const none = '0,"No error"'
    instrument.answers['SYST:ERR?'] = [none, '-222,"Data out of range"', '-221,"Settings conflict"', none]
    expect(await start()).toMatchObject({
      kind: 'refused',
      failure: { started: 'no', message: '-222,"Data out of range"; -221,"Settings conflict"' },
    })
    expect(instrument.heard).not.toContain('INIT')
  })

  it('is refused while the instrument does something', async () => {
    instrument.answers['STAT:OPER:COND?'] = '16'
    expect(await start()).toMatchObject({ kind: 'refused', failure: { category: 'transient' } })
    expect(instrument.heard).not.toContain('INIT')
  })

  it('is unsure where the instrument complains and does something all the same', async () => {
    const none = '0,"No error"'
    instrument.answers['SYST:ERR?'] = [none, none, '-300,"Device-specific error"', none]
    instrument.answers['STAT:OPER:COND?'] = ['0', '16']
    expect(await start()).toMatchObject({ kind: 'unsure' })
    expect(instrument.heard.filter(line => line === 'INIT')).toHaveLength(1)
  })

  it('is unsure where nothing tells what came of it, and is not repeated', async () => {
    const none = '0,"No error"'
    instrument.answers['SYST:ERR?'] = [none, none, undefined]
    expect(await start()).toMatchObject({ kind: 'unsure' })
    expect(instrument.heard.filter(line => line === 'INIT')).toHaveLength(1)
  })

  it('has failed with all that is in the error queue', async () => {
    await start()
    instrument.answers['SYST:ERR?'] = ['-240,"Hardware error"', '-241,"Hardware missing"', '0,"No error"']
    expect(await end()).toMatchObject({
      kind: 'failed',
      failure: { message: '-240,"Hardware error"; -241,"Hardware missing"' },
    })
  })

  it.each(['42', '9.91E37', 'OVLD', '3.5 mV', '-1'])(
    'gives no result that is not to be believed: %j',
    async said => {
      instrument.answers['PEAK?'] = said
      await start()
      expect(await end()).toMatchObject({
        kind: 'failed',
        failure: { code: 'result-unreadable', started: 'yes' },
      })
    },
  )
})
