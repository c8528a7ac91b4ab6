import { describe, expect, it } from 'vitest'
import { readEnd } from './ends.ts'
import type { Isa95Settings } from './settings.ts'

const ends = {
  succeeded: { outcome: '^completed$' },
  stoppedLocally: { stoppedBy: '^panel$' },
  cancelled: { stoppedBy: '^client$' },
  message: 'error',
}
const settingsWith = (other: Partial<typeof ends>): Isa95Settings =>
  ({ ends: { ...ends, ...other } }) as unknown as Isa95Settings
const settings = settingsWith({})
const response = (fields: Record<string, string | number>) =>
  Object.entries(fields).map(([id, value]) => ({ id, value }))

describe('the end of a job order', () => {
  it('is success only where the response says so', () => {
    const done = response({ outcome: 'completed', layers: 5 })
    expect(readEnd('ended', done, settings, undefined, false)).toEqual({
      kind: 'succeeded',
      result: { layers: { value: 5 } },
    })
    expect(readEnd('aborted', done, settings, undefined, false).kind).toBe('failed')
    expect(readEnd('ended', response({ outcome: 'who knows' }), settings, undefined, false).kind).toBe(
      'failed',
    )
  })

  it('is a stop at the panel, even while ours was under way', () => {
    const stopped = response({ outcome: 'stopped', stoppedBy: 'panel' })
    expect(readEnd('ended', stopped, settings, undefined, true).kind).toBe('stopped-locally')
  })

  it('is cancelled where the server does not say who stopped it and we did', () => {
    const silent = { ends: { succeeded: {} } } as unknown as Isa95Settings
    expect(readEnd('ended', [], silent, undefined, true).kind).toBe('cancelled')
    expect(readEnd('ended', [], silent, undefined, false).kind).toBe('succeeded')
  })

  it('is success where it was completed before our stop came', () => {
    const done = response({ outcome: 'completed' })
    expect(readEnd('ended', done, settings, undefined, true).kind).toBe('succeeded')
  })

  it('fails with what the instrument says', () => {
    const failed = response({ outcome: 'failed', error: 'binder empty' })
    expect(readEnd('aborted', failed, settings, undefined, false)).toMatchObject({
      kind: 'failed',
      failure: { message: 'binder empty', category: 'instrument', started: 'yes' },
    })
  })
})
