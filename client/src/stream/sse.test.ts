import { describe, expect, it } from 'vitest'
import { SseParser } from './sse.ts'

const STREAM =
  'id: a-1\r\nevent: snapshot\r\ndata: {"x":\r\ndata: 1}\r\n\r\n: still here\n\nevent: delta\ndata: {}\nid: a-2\n\n'
const EVENTS = [
  { event: 'snapshot', data: '{"x":\n1}', id: 'a-1' },
  { event: 'delta', data: '{}', id: 'a-2' },
]

describe('a reader of server-sent events', () => {
  it('reads them wherever they are cut', () => {
    for (let cut = 0; cut <= STREAM.length; cut++) {
      const parser = new SseParser()
      expect([...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))]).toEqual(EVENTS)
    }
  })

  it('drops an event that was not ended', () => {
    expect(new SseParser().push('data: 1\n')).toEqual([])
  })
})
