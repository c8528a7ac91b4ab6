import { type Duration, hours, millis, minutes, seconds, type Timestamp } from '@muster/runtime'
import { type EscalationRecord, SEVERITIES, type Severity } from '../model/records.ts'
import { type ClockWindow, localTime, minutesLeft } from './calendar.ts'

/** One step of a ladder: who is told by which way, so long after the escalation. */
export interface Step {
  readonly after: Duration
  readonly channel: string
  readonly to: readonly string[]
}

export interface Policy {
  readonly kinds: readonly string[] | undefined
  readonly severities: readonly Severity[] | undefined
  /** In the order of their times. */
  readonly steps: readonly Step[]
  /** How often the last step is repeated while nobody has acknowledged. */
  readonly repeat: Duration | undefined
}

export interface PersonAddress {
  readonly mail?: string
  readonly ntfy?: string
}

export interface LadderRules {
  /** In the order in which one stands in for another that is down. */
  readonly channels: readonly string[]
  readonly people: Readonly<Record<string, PersonAddress>>
  readonly timeZone: string
  readonly quietHours: (ClockWindow & { readonly below: Severity }) | undefined
  readonly onCall: readonly (ClockWindow & { readonly people: readonly string[] })[]
  readonly policies: readonly Policy[]
  /** Messages in words of the site's own; the first that fits counts. */
  readonly templates?: readonly Template[]
}

export interface Template {
  readonly kinds?: readonly string[]
  readonly title?: string
  readonly text?: string
}

export const NO_LADDER: LadderRules = {
  channels: [],
  people: {},
  timeZone: 'UTC',
  quietHours: undefined,
  onCall: [],
  policies: [],
}

/** What fails together is told together: so long is waited at least. */
const GATHERING = seconds(5)

/** Who was told of something is not told again within this time that it came back. */
export const DAMPED_FOR = hours(1)
/** Longer than anything is gathered, and than clocks are put right by in passing. */
const SLACK = minutes(5)

/** A message to be sent. */
export interface Send {
  readonly channel: string
  readonly to: readonly string[]
}

/** What follows when a ladder's time has come. */
export interface Climb {
  readonly send: readonly Send[]
  readonly rung: number
  /** When to come back; never where undefined. */
  readonly nextRungAt: Timestamp | undefined
}

type Climber = Pick<
  EscalationRecord,
  | 'kind'
  | 'severity'
  | 'state'
  | 'occurrences'
  | 'raisedAt'
  | 'rung'
  | 'nextRungAt'
  | 'acknowledged'
  | 'snoozedUntil'
>

export function policyFor(
  rules: LadderRules,
  { kind, severity }: Pick<Climber, 'kind' | 'severity'>,
): Policy | undefined {
  return rules.policies.find(
    policy =>
      (policy.kinds === undefined || policy.kinds.includes(kind)) &&
      (policy.severities === undefined || policy.severities.includes(severity)),
  )
}

/** When the first step is due of what was raised at `raisedAt`. @param gather how long others of its kind may take to be found */
export function firstRung(
  rules: LadderRules,
  escalation: Pick<Climber, 'kind' | 'severity'>,
  raisedAt: Timestamp,
  gather: Duration = GATHERING,
): Timestamp | undefined {
  const first = policyFor(rules, escalation)?.steps[0]
  return first && raisedAt + Math.max(gather, first.after)
}

/**
 * Takes all steps of the ladder that are due. Nobody is told while it is acknowledged, snoozed, or in quiet hours that it is not
 * severe enough for. Pure.
 * @param isDown whether a channel is known not to work; then the next one stands in
 */
export function climb(
  rules: LadderRules,
  escalation: Climber,
  now: Timestamp,
  isDown: (channel: string) => boolean,
): Climb {
  const { rung } = escalation
  const wait = (until: Timestamp | undefined): Climb => ({ send: [], rung, nextRungAt: until })
  const policy = policyFor(rules, escalation)
  if (!policy || escalation.state === 'resolved' || escalation.acknowledged) return wait(undefined)
  if (!isDue(rules, escalation, now)) return wait(escalation.nextRungAt)
  if (escalation.snoozedUntil !== undefined && escalation.snoozedUntil > now)
    return wait(escalation.snoozedUntil)
  const quiet = quietFor(rules, escalation.severity, now)
  if (quiet !== undefined) return wait(now + quiet)
  const age = ageAt(policy, escalation, now)
  const due = policy.steps.slice(rung).filter(step => step.after <= age)
  const steps = rung < policy.steps.length ? due : policy.steps.slice(-1)
  const next = rung + Math.max(due.length, rung < policy.steps.length ? 0 : 1)
  return {
    send: steps.map(step => ({
      channel: standIn(rules.channels, step.channel, isDown),
      to: peopleOf(rules, step.to, now),
    })),
    rung: next,
    nextRungAt: nextTime(policy, next, now - age, now),
  }
}

/** Whether its time has come: also where that is further away than it can be, since the clock was set back. Pure. */
export function isDue(rules: LadderRules, escalation: Climber, now: Timestamp): boolean {
  const { nextRungAt } = escalation
  return (
    nextRungAt !== undefined && (nextRungAt <= now || nextRungAt - now > longestWait(rules, escalation, now))
  )
}

/** The longest time for which a ladder may have to wait for its next step, as long as the clock is not set back. Pure. */
export function longestWait(rules: LadderRules, escalation: Climber, now: Timestamp): Duration {
  const { rung, occurrences, severity, snoozedUntil } = escalation
  const policy = policyFor(rules, escalation)
  const step = policy?.steps[rung]?.after ?? policy?.repeat ?? 0
  const damped = rung === 0 && occurrences > 1 ? DAMPED_FOR : 0
  const quiet = quietFor(rules, severity, now)
  // They may end an hour late, where summer time begins or ends in them.
  const untilLoud = quiet === undefined ? 0 : quiet + hours(1)
  const snoozed = snoozedUntil === undefined ? 0 : snoozedUntil - now
  return millis(SLACK + Math.max(step, damped, untilLoud, snoozed))
}

/** Since it was raised. Where that lies ahead, the clock was set back: then it counts as old as its next step needs it to be. */
function ageAt({ steps }: Policy, { rung, raisedAt }: Climber, now: Timestamp): number {
  return raisedAt <= now ? now - raisedAt : ((steps[rung] ?? steps.at(-1))?.after ?? 0)
}

function nextTime(policy: Policy, rung: number, raisedAt: Timestamp, now: Timestamp): Timestamp | undefined {
  const step = policy.steps[rung]
  if (step) return raisedAt + step.after
  return policy.repeat === undefined ? undefined : now + policy.repeat
}

/** Milliseconds for which an escalation of this severity has to wait; undefined where it has not. */
function quietFor(rules: LadderRules, severity: Severity, now: Timestamp): Duration | undefined {
  const { quietHours, timeZone } = rules
  if (!quietHours || SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(quietHours.below)) return undefined
  const left = minutesLeft(quietHours, localTime(now, timeZone))
  return left === undefined ? undefined : minutes(left)
}

/** The channel itself, or the next that works; the channel itself again where none does. */
export function standIn(
  channels: readonly string[],
  wanted: string,
  isDown: (channel: string) => boolean,
): string {
  const at = channels.indexOf(wanted)
  const inOrder = [...channels.slice(at + 1), ...channels.slice(0, Math.max(0, at))]
  return isDown(wanted) ? (inOrder.find(channel => !isDown(channel)) ?? wanted) : wanted
}

/** `on-call` becomes whoever is on call then; nobody twice. */
export function peopleOf(rules: LadderRules, to: readonly string[], now: Timestamp): string[] {
  const names = to.flatMap(name => (name === 'on-call' ? onCall(rules, now) : [name]))
  return [...new Set(names)]
}

/** Who is on call: the first shift that fits. */
export function onCall(rules: LadderRules, now: Timestamp): readonly string[] {
  const local = localTime(now, rules.timeZone)
  return rules.onCall.find(shift => minutesLeft(shift, local) !== undefined)?.people ?? []
}
