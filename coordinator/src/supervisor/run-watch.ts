import type { RunProgress } from '@muster/protocol'
import type { RunWatch } from '../model/live.ts'

/** Less than this, in percent, is a matter of rounding and not a step back. */
const ROUNDING = 1

/** Takes note of how a run has come along. @param now monotonic milliseconds */
export function watchRun(watch: RunWatch, run: RunProgress, now: number): void {
  if (run.state === 'paused') return noteProgress(watch, run, now)
  if (run.phase !== watch.phase) return noteProgress(watch, run, now)
  if (run.percent === undefined) return
  if (watch.percent === undefined || run.percent > watch.percent) return noteProgress(watch, run, now)
  if (run.percent < watch.percent - ROUNDING)
    watch.lie = `its progress went back from ${percent(watch.percent)} to ${percent(run.percent)}`
}

function noteProgress(watch: RunWatch, run: RunProgress, now: number): void {
  const phase = watch.phase ?? ''
  // A pause is no silence that should be learned from.
  if (run.state !== 'paused')
    watch.quietest.set(phase, Math.max(watch.quietest.get(phase) ?? 0, now - watch.progressAt))
  // A percentage may begin anew with each phase; within one it only grows.
  watch.percent = run.phase === watch.phase ? (run.percent ?? watch.percent) : run.percent
  watch.phase = run.phase
  watch.progressAt = now
  watch.probedAt = undefined
}

const percent = (value: number): string => `${Math.round(value)} %`
