import { describe, expect, it } from 'vitest'
import { LineSplitter } from './line-splitter.ts'

describe('a splitter of lines', () => {
  it.each([
    ['utf-8', Buffer.from('21 °C\nend')],
    ['latin1', Buffer.from('21 °C\nend', 'latin1')],
    ['utf-16le', Buffer.from('21 °C\nend', 'utf16le')],
  ] as const)(
    'puts %s together that comes byte by byte, and keeps the half line to the end',
    (encoding, bytes) => {
      const splitter = new LineSplitter(encoding)
      const lines = [...bytes].flatMap(byte => splitter.push(Uint8Array.of(byte)))
      expect(lines).toEqual(['21 °C'])
      expect(splitter.end()).toEqual(['end'])
    },
  )

  it('cuts a line without end', () => {
    const splitter = new LineSplitter('utf-8')
    expect(splitter.push(Buffer.alloc(70_000, 'x'))[0]).toHaveLength(65_536)
  })
})
