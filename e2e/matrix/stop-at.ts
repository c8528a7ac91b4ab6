import { writeSync } from 'node:fs'
import { type CrashRule, ProcessGate } from '../simulation/process-gate.ts'
import { PROCESS_POINTS } from './process-points.ts'

/** What a program writes to its log when it has come to its point, and stopped there. */
export const AT_THE_POINT = 'stopped at the point'

/**
 * A gate at which this very process stops (SIGSTOP), once, at the point that the environment names: whoever started it then
 * kills it or another, and lets it go on (SIGCONT).
 */
export function gateThatStops(): ProcessGate {
  const point = PROCESS_POINTS.find(({ stage }) => stage === process.env['MUSTER_MATRIX_STAGE'])
  if (!point) throw new Error('MUSTER_MATRIX_STAGE names no stage')
  let isArmed = point.after === undefined
  let isPassed = false
  const rule: CrashRule = name => {
    isArmed ||= point.after?.test(name) === true
    if (isArmed && !isPassed && point.name.test(name)) {
      isPassed = true
      writeSync(1, `${JSON.stringify({ msg: AT_THE_POINT, point: name })}\n`)
      process.kill(process.pid, 'SIGSTOP')
    }
    return false
  }
  return new ProcessGate('gated', rule, () => undefined)
}
