import type { RunProgress } from '@muster/protocol'
import type { RunWatch } from '../model/live.ts'

/** Less than this, in percent, is a matter of rounding and not a step back. */
const ROUNDING = 1

/**
 * Takes note of how a run has come along.
 * @param now monotonic milliseconds
 * @param wasLost nothing was heard for a while: how long the run was silent is not known
 */
export function watchRun(watch: RunWatch, run: RunProgress, now: number, wasLost = false): void {
  if (wasLost) watch.isPatchy = true
  if (run.state === 'paused') return noteProgress(watch, run, now)
  if (run.phase !== watch.phase) return noteProgress(watch, run, now)
  if (run.percent === undefined) return
  if (watch.percent === undefined || run.percent > watch.percent) return noteProgress(watch, run, now)
  if (run.percent < watch.percent - ROUNDING)
    watch.lie = `its progress went back from ${percent(watch.percent)} to ${percent(run.percent)}`
}

function noteProgress(watch: RunWatch, run: RunProgress, now: number): void {
  const phase = watch.phase ?? ''
  const silence = now - watch.progressAt
  // What is first seen of a run is where it stood, and no progress.
  if (silence > 0) watch.hasMoved = true
  // A pause is no silence that should be learned from, nor is a phase that had ended before it was first seen.
  if (run.state !== 'paused' && silence > 0 && !watch.isPatchy)
    watch.quietest.set(phase, Math.max(watch.quietest.get(phase) ?? 0, silence))
  // A percentage may begin anew with each phase; within one the highest counts, whatever is told in a pause.
  watch.percent = run.phase === watch.phase ? highest(watch.percent, run.percent) : run.percent
  watch.phase = run.phase
  watch.progressAt = now
  watch.probedAt = undefined
  // Where it was first seen is no progress: since when it stood there is not known.
  if (silence > 0) watch.isPatchy = false
}

/** The silences of a run that has ended now, the one before its end included. @param now monotonic milliseconds */
export function silencesOf(watch: RunWatch, now: number): ReadonlyMap<string, number> {
  const last = watch.isPatchy ? 0 : now - watch.progressAt
  const phase = watch.phase ?? ''
  const known = watch.quietest.get(phase) ?? 0
  return last > known ? new Map([...watch.quietest, [phase, last]]) : watch.quietest
}

const highest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b)

const percent = (value: number): string => `${Math.round(value)} %`
