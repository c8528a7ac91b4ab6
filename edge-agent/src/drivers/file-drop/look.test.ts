import { describe, expect, it } from 'vitest'
import { lookAt, type Place } from './look.ts'

const LOG = {
  file: '/log/{attemptId}.log',
  encoding: 'utf-8' as const,
  progress: { values: [] },
  failed: '^ERROR (.+)$',
  stoppedLocally: '^STOPPED AT PANEL',
  within: '2 s',
}

/** An instrument that ends its run, last line first, right after it was looked at for the first time. */
function endingInBetween(lastLine: string) {
  let text = 'warm\n'
  let place: Place = 'working'
  let isLookedAt = false
  const look = <T>(what: () => T): T => {
    const seen = what()
    if (!isLookedAt) [text, place, isLookedAt] = [text + lastLine, 'failed', true]
    return seen
  }
  return {
    place: async () => look(() => place),
    log: async () => look(() => new TextEncoder().encode(text)),
  }
}

describe('a look at a run', () => {
  it('knows how a run ended that ends while it is looked at', async () => {
    const traces = endingInBetween('ERROR no vacuum\n')
    for (const _ of ['as it ends', 'later']) {
      const { place, said } = await lookAt(traces, LOG)
      // Moved on, and the log as it was before that: a failure that nobody can explain.
      expect(place === 'failed' && said.kind === 'goes-on').toBe(false)
    }
    expect((await lookAt(traces, LOG)).said).toMatchObject({ failure: { message: 'no vacuum' } })
  })

  it('never takes a stop at the panel for a failure', async () => {
    const { place, said } = await lookAt(endingInBetween('STOPPED AT PANEL\n'), LOG)
    expect(place === 'failed' ? said.kind : 'stopped-locally').toBe('stopped-locally')
  })

  it('takes a last line without end for one only where nothing more may come', async () => {
    const log = async () => new TextEncoder().encode('warm\nSTOPPED AT PANEL')
    const running = await lookAt({ place: async () => 'working', log }, LOG)
    expect([running.said.kind, running.saidAtMost.kind]).toEqual(['goes-on', 'goes-on'])
    const moved = await lookAt({ place: async () => 'failed', log }, LOG)
    expect([moved.said.kind, moved.saidAtMost.kind]).toEqual(['goes-on', 'stopped-locally'])
  })
})
