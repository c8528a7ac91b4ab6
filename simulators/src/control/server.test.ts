import { describe, expect, test } from 'vitest'
import { connectLines } from '../testing/lines.ts'
import { BALANCE, simulating } from '../testing/simulators.ts'

const CONTROLLED = { ...BALANCE, control: { port: 0 }, activities: { weigh: { load: '10 h' } } }

async function request(method: string, url: string, body?: unknown) {
  const response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
  const text = await response.text()
  const json: unknown = text === '' ? undefined : JSON.parse(text)
  return { status: response.status, type: response.headers.get('content-type'), json }
}

describe('the control endpoint', () => {
  test('shows the state and the ledger', async () => {
    await using run = await simulating(CONTROLLED)
    const url = String(run.simulator.controlUrl)
    using client = await connectLines(run.simulator)
    await client.ask('WEIGH:START sample="A-17"')
    expect(await request('GET', `${url}/state`)).toMatchObject({
      status: 200,
      json: {
        name: 'balance-1',
        boots: 1,
        run: { state: { name: 'running' } },
        progress: { phase: 'tare' },
        starts: 1,
      },
    })
    expect(await request('GET', `${url}/ledger`)).toMatchObject({ json: [{ start: 1, activity: 'weigh' }] })
  })

  test('takes faults, lists them and takes them away', async () => {
    await using run = await simulating(CONTROLLED)
    const url = `${run.simulator.controlUrl}/faults`
    const added = await request('POST', url, { kind: 'refuse', times: 2 })
    expect(added).toMatchObject({
      status: 201,
      json: { id: 'fault-1', timesLeft: 2, fault: { kind: 'refuse' } },
    })
    using client = await connectLines(run.simulator)
    expect(await client.ask('WEIGH:START')).toMatch(/^ERR -200/)
    expect(await request('GET', url)).toMatchObject({ json: [{ id: 'fault-1', timesLeft: 1 }] })
    expect(await request('DELETE', `${url}/fault-1`)).toMatchObject({ status: 204 })
    expect(await request('DELETE', `${url}/fault-1`)).toMatchObject({ status: 404 })
    await request('POST', url, { kind: 'hang', for: '1 h' })
    expect(await request('DELETE', url)).toMatchObject({ status: 204 })
    expect(await request('GET', url)).toMatchObject({ json: [] })
  })

  test('says all that is wrong with a request', async () => {
    await using run = await simulating(CONTROLLED)
    const url = String(run.simulator.controlUrl)
    const wrong = await request('POST', `${url}/faults`, { kind: 'delay', times: 0, colour: 'red' })
    expect(wrong).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      json: { title: 'Not valid' },
    })
    expect((wrong.json as { faults: { field: string }[] }).faults.map(({ field }) => field).sort()).toEqual([
      'by',
      'colour',
      'times',
    ])
    const noJson = await fetch(`${url}/faults`, { method: 'POST', body: 'hang!' })
    expect([noJson.status, noJson.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
    expect(await request('GET', `${url}/nothing`)).toMatchObject({ status: 404 })
    const large = await fetch(`${url}/faults`, { method: 'POST', body: 'x'.repeat(70_000) })
    expect(large.status).toBe(413)
  })

  test('stops at the panel and reboots', async () => {
    await using run = await simulating(CONTROLLED)
    const url = String(run.simulator.controlUrl)
    expect(await request('POST', `${url}/panel/stop`)).toMatchObject({ status: 409 })
    using client = await connectLines(run.simulator)
    await client.ask('WEIGH:START')
    expect(await request('POST', `${url}/panel/stop`)).toMatchObject({ status: 204 })
    expect(await client.ask('WEIGH:STAT?')).toBe('STOPPED,PANEL')
    expect(await request('POST', `${url}/reboot`)).toMatchObject({ status: 204 })
    const { json } = await request('GET', `${url}/state`)
    expect(json).toMatchObject({ boots: 2, starts: 1 })
    expect(json).not.toHaveProperty('run')
  })

  test('reboots in the middle of a run where a fault says so', async () => {
    await using run = await simulating(CONTROLLED)
    const url = `${run.simulator.controlUrl}/faults`
    await request('POST', url, { kind: 'reboot', at: 0, times: 1 })
    using client = await connectLines(run.simulator)
    await client.ask('WEIGH:START').catch(() => undefined)
    await expect.poll(() => run.simulator.state().boots).toBe(2)
    expect(run.simulator.state()).toMatchObject({ run: undefined, starts: 1 })
  })
})
