import {
  type Detected,
  type Detector,
  NOTHING,
  type Subject,
  type SubjectKind,
  type View,
} from '../findings.ts'
import { detectAgent } from './agent.ts'
import { detectAttempt } from './attempt.ts'
import { detectInstrument } from './instrument.ts'
import { detectJob } from './job.ts'
import { detectBreaker, detectBroker, detectChannel, detectPrompt } from './other.ts'
import { detectPause } from './pause.ts'
import { detectResultFiles } from './result-files.ts'
import { detectTask } from './task.ts'
import { detectSchedule, detectTrigger } from './trigger.ts'

const DETECTORS: Readonly<Partial<Record<string, Detector>>> & Readonly<Record<SubjectKind, Detector>> = {
  agent: detectAgent,
  instrument: detectInstrument,
  attempt: detectAttempt,
  task: detectTask,
  job: detectJob,
  prompt: detectPrompt,
  breaker: detectBreaker,
  pause: detectPause,
  files: detectResultFiles,
  schedule: detectSchedule,
  trigger: detectTrigger,
  channel: detectChannel,
  broker: detectBroker,
}

/** What is wrong with a subject now, and when to look again. Pure. */
export function detect(view: View, subject: Subject): Detected {
  const colon = subject.indexOf(':')
  // A kind that a newer version had watched is none here.
  return DETECTORS[subject.slice(0, colon)]?.(view, subject.slice(colon + 1)) ?? NOTHING
}
