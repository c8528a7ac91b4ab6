import { formatDuration, hours } from '@muster/runtime'
import { pauseScope, titleOfScope } from '../../scheduler/pauses.ts'
import {
  combine,
  type Detected,
  type Detector,
  type Finding,
  lasting,
  monotonicOf,
  NOTHING,
} from '../findings.ts'

/** The wall clock may jump: how late it is is asked again after so long. */
const LONGEST_LOOK = hours(1)

/** What a person has paused: resumed when its time is over, and not forgotten where it has none. */
export const detectPause: Detector = (view, id) => {
  const pause = view.state.pauses.get(id)
  const scope = pauseScope(id)
  if (pause?.state !== 'paused' || !scope) return NOTHING
  const { at, by, reason, until } = pause
  const title = titleOfScope(scope)
  const lasted = formatDuration(Math.max(0, view.wall - at))
  const end = until === undefined ? `until somebody resumes it` : `until ${new Date(until).toISOString()}`
  const finding: Finding = {
    kind: 'paused-too-long',
    message: `${title.charAt(0).toUpperCase()}${title.slice(1)} is paused for ${lasted} by ${by}, ${end}: ${reason}. Nothing new begins there.`,
    links:
      scope.of === 'agent'
        ? { agentId: scope.name }
        : scope.of === 'instrument'
          ? { instrumentId: scope.name }
          : {},
  }
  const long = lasting(view, monotonicOf(view, at), view.limits.pauseLimit, () => finding)
  if (until === undefined) return long
  if (until <= view.wall) return { findings: [{ ...finding, isQuiet: true, remedy: 'resume' }] }
  const look: Detected = { findings: [], again: view.monotonic + Math.min(until - view.wall, LONGEST_LOOK) }
  return combine([long, look])
}
