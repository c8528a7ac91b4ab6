import { seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import type { ResultTimes, UnitLook, UnitState } from './readings.ts'
import { type RunLook, RunWatch, type Verdict } from './run-watch.ts'

const unit = (state: UnitState | undefined, runId?: string): UnitLook => ({
  state,
  said: state ?? 'Dreaming',
  paused: false,
  runId,
  lockedBy: undefined,
  percent: undefined,
  phase: undefined,
  remaining: undefined,
  values: {},
})
const open: ResultTimes = { started: new Date(1_000), stopped: undefined, runId: 'run-1' }
const complete: ResultTimes = { ...open, stopped: new Date(9_000) }

/** A watch with a limit of 10 s, that is shown a look each second. */
function watching(options: { keepsResults?: boolean; wasStartedHere?: boolean } = {}) {
  const watch = new RunWatch({
    keepsResults: true,
    wasStartedHere: false,
    resultLimit: seconds(10),
    ...options,
  })
  let at = 0
  return (state: UnitLook, result?: ResultTimes, changes: Partial<RunLook> = {}): Verdict => {
    at += 1_000
    return watch.next({ unit: state, result, bootMark: 'a', wasStopAccepted: false, at, ...changes })
  }
}

/** The verdict after so many looks that are alike. */
function after(look: (index: number) => Verdict, count: number): Verdict {
  let verdict: Verdict = look(0)
  for (let index = 1; index < count; index++) verdict = look(index)
  return verdict
}

describe('where a LADS run is', () => {
  it('waits for the result to be complete when the state says that it is over', () => {
    const look = watching()
    expect(look(unit('Running', 'run-1'), open)).toEqual({ kind: 'running' })
    expect(look(unit('Stopped'), open)).toEqual({ kind: 'waiting' })
    expect(look(unit('Stopped'), complete)).toEqual({ kind: 'over', state: 'Stopped' })
  })

  it('waits for a result that is made only while it runs, or at its end', () => {
    const look = watching()
    expect(look(unit('Stopped'))).toEqual({ kind: 'waiting' })
    expect(look(unit('Running'))).toEqual({ kind: 'running' })
    expect(look(unit('Stopped'))).toEqual({ kind: 'waiting' })
    expect(look(unit('Stopped'), complete)).toEqual({ kind: 'over', state: 'Stopped' })
  })

  it('is lost where the result never gets a time of its end', () => {
    const look = watching()
    look(unit('Running'), open)
    const verdict = after(() => look(unit('Stopped'), open), 11)
    expect(verdict).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('no Stopped time') as unknown,
    })
  })

  it('remembers that the unit was aborted, also when it was cleared before the result was complete', () => {
    const look = watching()
    look(unit('Running'), open)
    look(unit('Aborted'), open)
    expect(look(unit('Stopped'), complete)).toEqual({ kind: 'over', state: 'Aborted' })
  })

  it('is not taken for aborted where the unit was started from Aborted', () => {
    const look = watching({ wasStartedHere: true })
    expect(look(unit('Aborted'))).toEqual({ kind: 'waiting' })
    look(unit('Running'), open)
    expect(look(unit('Stopped'), complete)).toEqual({ kind: 'over', state: 'Stopped' })
  })

  it('is not mistaken for the run that comes after it', () => {
    const look = watching()
    look(unit('Running', 'run-1'), open)
    expect(look(unit('Running', 'run-2'), open)).toEqual({ kind: 'waiting' })
    expect(look(unit('Running', 'run-2'), complete)).toEqual({ kind: 'over', state: undefined })
  })

  it('is over some time after a complete result, though the unit goes on being busy', () => {
    const look = watching()
    expect(look(unit('Running'), complete)).toEqual({ kind: 'running' })
    expect(after(() => look(unit('Running'), complete), 10)).toEqual({ kind: 'over', state: undefined })
  })

  it('is over where a server removes the result of a run that was stopped from here, and lost where nobody stopped it', () => {
    const gone = (wasStopAccepted: boolean) => {
      const look = watching()
      look(unit('Running'), open)
      return after(() => look(unit('Stopped'), undefined, { wasStopAccepted }), 11)
    }
    expect(gone(true)).toEqual({ kind: 'over', state: 'Stopped' })
    expect(gone(false)).toMatchObject({ kind: 'lost' })
  })

  it('goes on while nobody can tell the state', () => {
    const look = watching()
    expect(after(() => look(unit(undefined), open), 30)).toEqual({ kind: 'running' })
  })

  it('is lost with a boot, unless its result has outlived it', () => {
    const look = watching()
    look(unit('Running'), open)
    expect(look(unit('Stopped'), complete, { bootMark: 'b' })).toEqual({ kind: 'over', state: 'Stopped' })
    const other = watching()
    other(unit('Running'), open)
    expect(other(unit('Stopped'), undefined, { bootMark: 'b' })).toMatchObject({ kind: 'lost' })
  })

  it('without results is over when the unit stops that was seen running, or stays idle after a start from here', () => {
    const seen = watching({ keepsResults: false })
    expect(seen(unit('Running'))).toEqual({ kind: 'running' })
    expect(seen(unit('Stopped'))).toEqual({ kind: 'over', state: 'Stopped' })
    const started = watching({ keepsResults: false, wasStartedHere: true })
    expect(started(unit('Stopped'))).toEqual({ kind: 'waiting' })
    expect(after(() => started(unit('Stopped')), 10)).toEqual({ kind: 'over', state: 'Stopped' })
    const found = watching({ keepsResults: false })
    expect(after(() => found(unit('Stopped')), 11)).toMatchObject({ kind: 'lost' })
  })
})
