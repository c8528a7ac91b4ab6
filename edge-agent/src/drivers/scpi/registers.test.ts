import { describe, expect, it } from 'vitest'
import { parseRegister, readRegisters } from './registers.ts'
import type { ScpiConnection } from './connection.ts'
import { plausibleQuantity } from './quantity.ts'
import { readStanding } from './standing.ts'

/** An instrument that answers these. */
function answering(answers: Readonly<Record<string, string>>): ScpiConnection {
  const query = async (command: string) => answers[command] ?? 'ERR'
  return { query } as Partial<ScpiConnection> as ScpiConnection
}

const REGISTERS = [
  { query: 'STAT:OPER:COND?', running: [4], paused: [8] },
  { query: 'STAT:QUES:COND?', failed: [9], stoppedLocally: [10] },
  { query: '*ESR?', done: [0] },
]

describe('a status register', () => {
  it.each([
    ['16', 16],
    ['+0', 0],
    ['#H1F', 31],
    ['#q17', 15],
    ['#B101', 5],
    ['32767', 32_767],
  ])('is read from %j', (text, value) => {
    expect(parseRegister(text)).toBe(value)
  })

  it.each(['', '-1', '65536', 'NaN', '1.5', '16 ok', '#HXY', '9.91E37'])('is not read from %j', text => {
    expect(parseRegister(text)).toBeUndefined()
  })

  it.each([
    [{ 'STAT:OPER:COND?': '16', 'STAT:QUES:COND?': '0', '*ESR?': '1' }, 'running'],
    [{ 'STAT:OPER:COND?': '272', 'STAT:QUES:COND?': '0', '*ESR?': '0' }, 'paused'],
    [{ 'STAT:OPER:COND?': '0', 'STAT:QUES:COND?': '512', '*ESR?': '1' }, 'failed'],
    [{ 'STAT:OPER:COND?': '0', 'STAT:QUES:COND?': '1536', '*ESR?': '1' }, 'stoppedLocally'],
    [{ 'STAT:OPER:COND?': '0', 'STAT:QUES:COND?': '0', '*ESR?': '129' }, 'done'],
    [{ 'STAT:OPER:COND?': '0', 'STAT:QUES:COND?': '0', '*ESR?': '128' }, undefined],
  ])('tells by its bits how a run stands: %j', async (answers, meaning) => {
    expect((await readRegisters(answering(answers), REGISTERS))?.meaning).toBe(meaning)
  })

  it('that holds what none can hold ends no run', async () => {
    const nonsense = answering({ 'STAT:OPER:COND?': '0', 'STAT:QUES:COND?': '99999', '*ESR?': '1' })
    await expect(readRegisters(nonsense, REGISTERS)).rejects.toThrow('no register can hold')
  })

  it('that says running is believed before an answer that says done', async () => {
    const busy = answering({ 'STAT:OPER:COND?': '16' })
    const status = { registers: [{ query: 'STAT:OPER:COND?', running: [4] }], otherwise: 'unknown' as const }
    expect((await readStanding(busy, status, true)).meaning).toBe('running')
    const idle = answering({ 'STAT:OPER:COND?': '0' })
    expect((await readStanding(idle, status, true)).meaning).toBe('done')
    expect((await readStanding(idle, status, false)).meaning).toBe('running')
    expect((await readStanding(idle, status, undefined)).meaning).toBe('unknown')
  })
})

describe('a value', () => {
  it.each([
    ['12.5 g', { value: 12.5, unit: 'g' }],
    ['12.5', { value: 12.5, unit: 'g' }],
    ['250 g', 'is out of its range, 0 to 220: 250 g'],
    ['-0.1 g', 'is out of its range, 0 to 220: -0.1 g'],
    ['0.44 oz', 'is in oz and not in g: 0.44 oz'],
    ['9.91E37', 'is no number: 9.91E37'],
    ['NAN', 'is no number: NAN'],
  ])('of %j is believed only in its unit and range', (text, believed) => {
    expect(plausibleQuantity(text, { unit: 'g', minimum: 0, maximum: 220 })).toEqual(believed)
  })
})
