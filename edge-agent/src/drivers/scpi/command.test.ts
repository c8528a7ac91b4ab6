import { describe, expect, it } from 'vitest'
import { buildCommand } from './command.ts'

describe('a SCPI command', () => {
  it('quotes text, and leaves out arguments that were not given', () => {
    const args = ['{attemptId}', 'sample={sample}', 'expected={expected}', 'tare={tare}']
    const values = { attemptId: 'a-1', sample: 'A "17"', tare: false }
    expect(buildCommand('WEIGH:STAR', args, values)).toEqual({
      ok: true,
      value: 'WEIGH:STAR "a-1",sample="A ""17""",tare=FALSE',
    })
  })

  it('has no space where there are no arguments', () => {
    expect(buildCommand('INIT', ['x={x}'], {})).toEqual({ ok: true, value: 'INIT' })
  })

  it.each(['A\n*RST', 'A\r', 'A\u0000', 'Ä'])('does not let %j end a command', sample => {
    expect(buildCommand('WEIGH:STAR', ['sample={sample}'], { sample })).toMatchObject({
      ok: false,
      faults: [{ field: 'sample' }],
    })
  })

  it('keeps a separator in quoted text from being one', () => {
    expect(buildCommand('S', ['{a}'], { a: 'x";*RST;"' })).toEqual({ ok: true, value: 'S "x"";*RST;"""' })
  })

  it('refuses what no argument can say', () => {
    expect(buildCommand('S', ['{a}', '{b}'], { a: { deep: 1 }, b: Number.POSITIVE_INFINITY })).toMatchObject({
      ok: false,
      faults: [{ field: 'a' }, { field: 'b' }],
    })
  })
})
