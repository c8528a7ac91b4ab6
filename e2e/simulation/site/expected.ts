import { BREAKER_TRANSITIONS, DETECTION_KINDS } from '@muster/coordinator/testing'
import { ATTEMPT_TRANSITIONS } from '@muster/protocol'
import type { Counts } from './dice.ts'
import { FAULTS, SEEDS_OF_A_ROUND } from './scenario.ts'

/** With so many seeds, what never occurred is not simulated. */
export const ENOUGH_SEEDS = SEEDS_OF_A_ROUND

const TASK_STATES = [
  'pending',
  'queued',
  'running',
  'verifying',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
]
const JOB_STATES = ['submitted', 'running', 'succeeded', 'failed', 'cancelled', 'recovered']
/** What the scheduler is given to do, and what people do about resources. */
const SCHEDULING = [
  'offer: with resources',
  'offer: of a variant',
  'offer: of a batch',
  'offer: together with another',
  'task: displaced',
  'instrument kept',
  'by hand: refill',
  'by hand: lend',
  'by hand: place sample',
]
const MESSAGES = ['lost', 'doubled', 'late', 'held', 'afterlife']

const ONCE_STARTED = 'what has begun is neither refused nor does its offer run out'
const IN_TIME = 'a cancel has to come within the tenth of a second of a start; it does in some runs'
const BY_DIGEST = 'only where a digest tells the end before a report does; too rare to be waited for'

/** What can't occur here, or too rarely to be waited for, and why. */
const NOT_EXPECTED: Readonly<Record<string, string>> = {
  'attempt: claimed → expired': 'the coordinator grants in the decision in which it hears of a claim',
  'attempt: claimed → cancelled': 'the same',
  'attempt: granted → verifying': 'a journal would have to be lost within the second of a start',
  'attempt: granted → cancelled': IN_TIME,
  'attempt: starting → cancelled': IN_TIME,
  'attempt: starting → succeeded': BY_DIGEST,
  'attempt: starting → declined': ONCE_STARTED,
  'attempt: starting → expired': ONCE_STARTED,
  'attempt: starting → stopped-locally': BY_DIGEST,
  'attempt: running → declined': ONCE_STARTED,
  'attempt: running → expired': ONCE_STARTED,
  'attempt: running → not-started': 'only where a restored store takes over what a journal has ended',
  'attempt: paused → declined': ONCE_STARTED,
  'attempt: paused → expired': ONCE_STARTED,
  'attempt: paused → not-started': 'it has run',
  'attempt: paused → succeeded': BY_DIGEST,
  'attempt: verifying → declined': ONCE_STARTED,
  'attempt: verifying → expired': ONCE_STARTED,
  'attempt: verifying → cancelled': BY_DIGEST,
  'attempt: verifying → stopped-locally': BY_DIGEST,
  'detected: trigger-refused': 'what triggers begin is right here',
  'detected: result-files-missing': 'instruments leave no files behind here',
  'detected: impossible-task': 'nobody takes an instrument out of a configuration here',
}

/** All that has to occur in the runs of enough seeds. */
function expected(): string[] {
  const attempts = ATTEMPT_TRANSITIONS.states.flatMap(from =>
    ATTEMPT_TRANSITIONS.next(from).map(to => `attempt: ${from} → ${to}`),
  )
  const breakers = BREAKER_TRANSITIONS.states.flatMap(from =>
    BREAKER_TRANSITIONS.next(from).map(to => `breaker: ${from} → ${to}`),
  )
  return [
    ...Object.keys(FAULTS).map(name => `fault: ${name}`),
    ...MESSAGES.map(what => `message ${what}`),
    ...attempts,
    ...breakers,
    ...TASK_STATES.map(state => `task: ${state}`),
    ...JOB_STATES.map(state => `job: ${state}`),
    ...SCHEDULING,
    ...DETECTION_KINDS.map(kind => `detected: ${kind}`),
  ].filter(name => !(name in NOT_EXPECTED))
}

export const neverOccurred = (counts: Counts): string[] => expected().filter(name => counts.of(name) === 0)

export const notExpected = (): [string, string][] => Object.entries(NOT_EXPECTED)
