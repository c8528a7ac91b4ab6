import type { Detected, Detector, Subject, SubjectKind, View } from '../findings.ts'
import { detectAgent } from './agent.ts'
import { detectAttempt } from './attempt.ts'
import { detectInstrument } from './instrument.ts'
import { detectJob } from './job.ts'
import { detectBreaker, detectBroker, detectChannel, detectPrompt } from './other.ts'
import { detectTask } from './task.ts'

const DETECTORS: { readonly [K in SubjectKind]: Detector } = {
  agent: detectAgent,
  instrument: detectInstrument,
  attempt: detectAttempt,
  task: detectTask,
  job: detectJob,
  prompt: detectPrompt,
  breaker: detectBreaker,
  channel: detectChannel,
  broker: detectBroker,
}

/** What is wrong with a subject now, and when to look again. Pure. */
export function detect(view: View, subject: Subject): Detected {
  const colon = subject.indexOf(':')
  const kind = subject.slice(0, colon) as SubjectKind
  return DETECTORS[kind](view, subject.slice(colon + 1))
}
