import { describe, expect, test, vi } from 'vitest'
import { parseFault } from '../faults/fault.ts'
import { readLedger } from '../ledger/ledger.ts'
import { connectLines } from '../testing/lines.ts'
import { BALANCE, simulating, valueOf } from '../testing/simulators.ts'

const fault = (value: unknown) => valueOf(parseFault(value))
/** A weighing of 10 s takes 50 ms. */
const QUICK = { ...BALANCE, timeScale: 200 }
/** A weighing that no test sees the end of. */
const SLOW = { ...BALANCE, activities: { weigh: { load: '10 h' } } }
const withIds = (file: object) => ({ ...file, protocol: { type: 'scpi', port: 0, keepsIds: true } })

describe('a balance', () => {
  test('says who it is, weighs, and gives the mass', async () => {
    await using run = await simulating(QUICK)
    using client = await connectLines(run.simulator)
    expect(await client.ask('*IDN?')).toMatch(/^Muster,balance-1,AB-1,/)
    expect(await client.ask('WEIGH:STAT?')).toBe('IDLE')
    expect(await client.ask('WEIGH:START sample="A-17"')).toBe('OK')
    expect(await client.ask('WEIGH:STAT?')).toMatch(/^BUSY,\d+\.\d$/)
    expect(await client.ask('*OPC?')).toBe('1')
    expect(await client.ask('WEIGH:STAT?')).toBe('DONE')
    expect(await client.ask('WEIGH:RES?')).toMatch(/^1[23]\.\d{4} g$/)
    expect(await readLedger(run.ledger)).toMatchObject([
      { start: 1, jobOrderId: null, activity: 'weigh', parameters: { sample: 'A-17', tare: true } },
    ])
  })

  test('weighs one thing at a time, and can be stopped', async () => {
    await using run = await simulating(SLOW)
    using client = await connectLines(run.simulator)
    expect(await client.ask('WEIGH:ABORT')).toMatch(/^ERR -221,/)
    await client.ask('WEIGH:START')
    expect(await client.ask('WEIGH:PHASE?')).toBe('TARE')
    expect(await client.ask('WEIGH:START')).toMatch(/^ERR -213,"Init ignored/)
    expect(await client.ask('WEIGH:ABORT')).toBe('OK')
    expect(await client.ask('WEIGH:STAT?')).toBe('STOPPED,REMOTE')
    expect(await client.ask('WEIGH:RES?')).toMatch(/^ERR -230,/)
    await client.ask('WEIGH:START')
    run.simulator.stopAtPanel()
    expect(await client.ask('WEIGH:STAT?')).toBe('STOPPED,PANEL')
    client.send('*RST')
    expect(await client.ask('WEIGH:STAT?')).toBe('IDLE')
    expect(run.simulator.starts()).toHaveLength(2)
  })

  test('queues its errors until they are asked for', async () => {
    await using run = await simulating(SLOW)
    using client = await connectLines(run.simulator)
    expect(await client.ask('DANCE')).toBe('ERR -113,"Undefined header; DANCE"')
    expect(await client.ask('WEIGH:START depth=3')).toMatch(/^ERR -224,/)
    expect(await client.ask('WEIGH:START "a-1"')).toMatch(/^ERR -102,/)
    expect(await client.ask('SYST:ERR?')).toBe('-113,"Undefined header; DANCE"')
    expect(await client.ask('SYST:ERR?')).toMatch(/^-224,/)
    client.send('*CLS')
    expect(await client.ask('SYST:ERR?')).toBe('0,"No error"')
  })

  test('that keeps ids can be asked what became of each', async () => {
    await using run = await simulating(withIds(QUICK))
    using client = await connectLines(run.simulator)
    expect(await client.ask('WEIGH:START')).toMatch(/^ERR -109,/)
    expect(await client.ask('WEIGH:START "a-1"')).toBe('OK')
    await client.ask('*OPC?')
    expect(await client.ask('WEIGH:START "a-1"')).toMatch(/^ERR -221,/)
    await client.ask('WEIGH:START "a-2",expected=100')
    expect(await client.ask('WEIGH:JOB? "a-2"')).toMatch(/^BUSY,/)
    expect(await client.ask('WEIGH:JOB? "a-1"')).toMatch(/^DONE,1[23]\.\d{4} g$/)
    expect(await client.ask('WEIGH:JOB? "a-3"')).toBe('UNKNOWN')
    expect(await readLedger(run.ledger)).toMatchObject([{ jobOrderId: 'a-1' }, { jobOrderId: 'a-2' }])
  })

  test('that keeps none can not be asked', async () => {
    await using run = await simulating(QUICK)
    using client = await connectLines(run.simulator)
    expect(await client.ask('WEIGH:JOB? "a-1"')).toMatch(/^ERR -113,/)
  })

  test('forgets everything in a reboot but its ledger, and stays at its address', async () => {
    await using run = await simulating(withIds(SLOW))
    using client = await connectLines(run.simulator)
    const boot = await client.ask('SYST:BOOT?')
    await client.ask('WEIGH:START "a-1"')
    await run.simulator.reboot()
    await client.closed
    using again = await connectLines(run.simulator)
    expect(await again.ask('WEIGH:STAT?')).toBe('IDLE')
    expect(await again.ask('WEIGH:JOB? "a-1"')).toBe('UNKNOWN')
    expect(await again.ask('SYST:BOOT?')).not.toBe(boot)
    expect(await readLedger(run.ledger)).toHaveLength(1)
  })
})

describe('the status of IEEE 488.2 and SCPI', () => {
  test('tells what the balance does, and how the last weighing ended', async () => {
    await using run = await simulating(SLOW)
    using client = await connectLines(run.simulator)
    const both = async () => [
      await client.ask('STATus:OPERation:CONDition?'),
      await client.ask('STAT:QUES:COND?'),
    ]
    expect(await both()).toEqual(['0', '0'])
    await client.ask('WEIGH:START')
    expect(await both()).toEqual(['16', '0'])
    run.simulator.stopAtPanel()
    expect(await both()).toEqual(['0', String(1 << 10)])
    await client.ask('WEIGH:START')
    await client.ask('WEIGH:ABORT')
    expect(await both()).toEqual(['0', String(1 << 11)])
  })

  test('keeps events until they are read, and sums them up', async () => {
    await using run = await simulating(SLOW)
    using client = await connectLines(run.simulator)
    expect(await client.ask('*ESR?')).toBe('128')
    expect(await client.ask('*STB?')).toBe('0')
    await client.ask('NONSENSE')
    expect(await client.ask('*STB?')).toBe(String((1 << 2) | (1 << 5)))
    client.send('*OPC')
    expect(await client.ask('*ESR?')).toBe(String((1 << 5) | 1))
    client.send('*CLS')
    expect(await client.ask('*STB?')).toBe('0')
  })
})

describe('a fault', () => {
  test('lose-answer: the start has happened, once, and the connection is gone', async () => {
    await using run = await simulating(SLOW)
    run.simulator.addFault(fault({ kind: 'lose-answer', times: 1 }))
    using client = await connectLines(run.simulator)
    expect(await client.ask('WEIGH:START')).toBe('closed')
    expect(await readLedger(run.ledger)).toHaveLength(1)
    using again = await connectLines(run.simulator)
    expect(await again.ask('WEIGH:STAT?')).toMatch(/^BUSY,/)
  })

  test('lose-answer can keep the connection: what comes next is the answer to the next question', async () => {
    await using run = await simulating(SLOW)
    run.simulator.addFault(fault({ kind: 'lose-answer', keepConnection: true, times: 1 }))
    using client = await connectLines(run.simulator)
    client.send('WEIGH:START')
    expect(await client.ask('WEIGH:PHASE?')).toBe('TARE')
    expect(await readLedger(run.ledger)).toHaveLength(1)
  })

  test('refuse: nothing has happened', async () => {
    await using run = await simulating(SLOW)
    run.simulator.addFault(fault({ kind: 'refuse', reason: 'draft shield open', times: 1 }))
    using client = await connectLines(run.simulator)
    expect(await client.ask('WEIGH:START')).toBe('ERR -200,"Execution error; draft shield open"')
    expect(await readLedger(run.ledger)).toEqual([])
    expect(await client.ask('WEIGH:START')).toBe('OK')
  })

  test('hang: nothing is carried out; when it is over the connection is closed and a new one works', async () => {
    await using run = await simulating(SLOW)
    using client = await connectLines(run.simulator)
    await client.ask('*IDN?')
    run.simulator.addFault(fault({ kind: 'hang', times: 100 }))
    client.send('WEIGH:START')
    using another = await connectLines(run.simulator)
    another.send('*IDN?')
    await vi.waitFor(() => expect(run.simulator.state().faults[0]?.timesLeft).toBe(98))
    run.simulator.clearFaults()
    expect(await client.next()).toBe('closed')
    expect(await another.next()).toBe('closed')
    using again = await connectLines(run.simulator)
    expect(await again.ask('WEIGH:STAT?')).toBe('IDLE')
    expect(run.simulator.starts()).toEqual([])
  })

  test('drop-link: connections are closed now, and the run goes on', async () => {
    await using run = await simulating(SLOW)
    using client = await connectLines(run.simulator)
    await client.ask('WEIGH:START')
    run.simulator.addFault(fault({ kind: 'drop-link' }))
    await client.closed
    using again = await connectLines(run.simulator)
    expect(await again.ask('WEIGH:STAT?')).toMatch(/^BUSY,/)
  })

  test('delay: the start has happened before its answer comes', async () => {
    await using run = await simulating(SLOW)
    run.simulator.addFault(fault({ kind: 'delay', by: '50 ms', times: 1 }))
    using client = await connectLines(run.simulator)
    using witness = await connectLines(run.simulator)
    client.send('WEIGH:START')
    // Asked until the start is seen: it is, while its answer is still held up.
    while (!(await witness.ask('WEIGH:STAT?')).startsWith('BUSY')) continue
    expect(await client.next()).toBe('OK')
  })
})
