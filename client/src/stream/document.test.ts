import { describe, expect, it } from 'vitest'
import { DocumentTracker } from './document.ts'

const event = (name: string, data: unknown, id: string) => ({ event: name, data: JSON.stringify(data), id })

describe('the document that a stream tells of', () => {
  it('is a snapshot with the changes since', () => {
    const tracker = new DocumentTracker()
    tracker.take(event('snapshot', { jobs: { a: { state: 'queued', at: 1 } } }, 'p.1-1'))
    const told = tracker.take(event('delta', { jobs: { a: { state: 'running', at: null }, b: {} } }, 'p.1-2'))
    expect(told).toMatchObject({ document: { jobs: { a: { state: 'running' }, b: {} } } })
    expect(tracker.lastEventId).toBe('p.1-2')
  })

  it('goes on from where it was when the stream comes back with a change', () => {
    const tracker = new DocumentTracker()
    tracker.take(event('snapshot', { x: 1 }, 'p.1-7'))
    expect(tracker.take(event('delta', { y: 2 }, 'p.2-1'))).toMatchObject({ document: { x: 1, y: 2 } })
  })

  it('forgets its place when what comes can not be right, so that the next connection begins anew', () => {
    const tracker = new DocumentTracker()
    expect(() => tracker.take(event('delta', {}, 'p.1-1'))).toThrow('began with a change')
    tracker.take(event('snapshot', {}, 'p.1-1'))
    expect(() => tracker.take({ event: 'delta', data: '{', id: 'p.1-2' })).toThrow('not JSON')
    expect(tracker.lastEventId).toBeUndefined()
    expect(() => tracker.take(event('delta', {}, 'p.1-3'))).toThrow('began with a change')
  })
})
