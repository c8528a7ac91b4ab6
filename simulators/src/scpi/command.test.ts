import { describe, expect, test } from 'vitest'
import { parseCommand } from './command.ts'

describe('a line of SCPI', () => {
  test.each([
    ['*IDN?', '*IDN?'],
    ['WEIGH:STAT?', 'WEIG:STAT?'],
    ['weigh:status?', 'WEIG:STAT?'],
    [':Weig:Start', 'WEIG:STAR'],
    ['SYSTem:ERRor?\r', 'SYST:ERR?'],
    ['NONSENSE', 'NONSENSE'],
  ])('%j has the header %s', (line, header) => {
    expect(parseCommand(line)).toEqual({ header, id: undefined, parameters: {} })
  })

  test('may have an id and named values', () => {
    expect(parseCommand('WEIGH:START "a-1", sample="A, ""17""",expected = 12.5,tare=FALSE')).toEqual({
      header: 'WEIG:STAR',
      id: 'a-1',
      parameters: { sample: 'A, "17"', expected: 12.5, tare: false },
    })
  })

  test.each(['WEIGH:START "a-1', 'WEIGH:START sample=', 'WEIGH:START 12', 'WEIGH:START x=y z'])(
    '%j is a syntax error',
    line => {
      expect(() => parseCommand(line)).toThrow(/^Syntax error/)
    },
  )
})
