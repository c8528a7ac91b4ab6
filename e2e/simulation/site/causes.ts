import type { State } from '@muster/coordinator/testing'
import type { FakeInstrument } from '@muster/edge-agent/testing'
import { isAttemptEnd } from '@muster/protocol'
import { type Duration, hours, minutes } from '@muster/runtime'
import type { ChannelName } from './channels.ts'
import type { Site } from './site.ts'

interface Cause {
  readonly site: Site
  readonly state: State
  /** Of what the escalation is about. */
  readonly id: string
}

/** Whether it is over, as far as the site itself shows, and how long the escalation may stay open after that. */
type IsGone = readonly [isGone: (cause: Cause) => boolean, bound: Duration]

const attemptIsOver = ({ state, id }: Cause): boolean => {
  const attempt = state.attempts.get(id)
  return !attempt || isAttemptEnd(attempt.state)
}
const agentIsBack = ({ site, state, id }: Cause): boolean => isInContact(site, state, id)
const breakerIsClosed = ({ state, id }: Cause): boolean =>
  (state.breakers.get(id)?.state ?? 'closed') === 'closed'
const isHeard = ({ site, state, id }: Cause): boolean =>
  isInContact(site, state, state.known.get(id)?.agentId ?? '')

/** Whether a channel works is known only by the next message that goes by it: in quiet times that may be long. */
function hasTakenAgain({ site: { channels }, id }: Cause): boolean {
  const since = channels.since[id as ChannelName]
  const takes = channels.states[id as ChannelName] === 'well'
  return takes && channels.told.some(({ channel, at }) => channel === id && at >= since)
}

const GONE: Readonly<Record<string, IsGone>> = {
  'prompt-open': [({ state, id }) => !state.prompts.has(id), minutes(10)],
  'run-lost': [
    cause =>
      attemptIsOver(cause) ||
      isInContact(cause.site, cause.state, cause.state.attempts.get(cause.id)?.agentId ?? ''),
    hours(1),
  ],
  'run-stale': [attemptIsOver, minutes(10)],
  'run-overdue': [attemptIsOver, minutes(10)],
  'run-lying': [attemptIsOver, minutes(10)],
  'agent-silent': [agentIsBack, hours(1)],
  'agent-stuck': [agentIsBack, hours(1)],
  'agent-restarting': [agentIsBack, hours(1)],
  'clock-skew': [cause => agentIsBack(cause) && !isSkewed(cause), hours(1)],
  'disk-filling': [cause => agentIsBack(cause) && !isFull(cause), hours(1)],
  'outbox-filling': [agentIsBack, hours(1)],
  'instrument-unhealthy': [cause => isHeard(cause) && isWell(cause), hours(1)],
  'instrument-unreachable': [cause => isHeard(cause) && instrumentOf(cause)?.link !== undefined, hours(1)],
  'start-hanging': [attemptIsOver, minutes(10)],
  'foreign-run': [cause => isHeard(cause) && instrumentOf(cause)?.busyWith() === undefined, hours(1)],
  'waiting-too-long': [({ state, id }) => state.tasks.get(id)?.state !== 'queued', minutes(10)],
  'follow-up-late': [({ state, id }) => state.tasks.get(id)?.state !== 'queued', minutes(10)],
  'deadline-at-risk': [({ state, id }) => !state.jobs.has(id), minutes(10)],
  'breaker-open': [breakerIsClosed, minutes(10)],
  'cascade-stop': [breakerIsClosed, minutes(10)],
  'paused-too-long': [({ state, id }) => state.pauses.get(id)?.state !== 'paused', minutes(10)],
  // Of a schedule or a trigger, which have names of their own.
  'trigger-refused': [
    ({ state, id }) => ((state.schedules.get(id) ?? state.triggers.get(id))?.refusedInRow ?? 0) === 0,
    minutes(10),
  ],
  'broker-gone': [({ state }) => state.brokerLostAt === undefined, minutes(10)],
  'channel-down': [hasTakenAgain, hours(1)],
}

/**
 * Whether what an escalation tells of is over.
 * @returns how long the escalation may stay open after that; undefined where it is not over, or can't be told
 */
export function causeIsGone(site: Site, state: State, kind: string, subject: string): Duration | undefined {
  const [isGone, bound] = GONE[kind] ?? []
  const id = subject.slice(subject.indexOf(':') + 1)
  return isGone?.({ site, state, id }) ? bound : undefined
}

/** Alive, awake and connected, and no message of any kind is being lost. */
function isInContact({ world, lost }: Site, state: State, agentId: string): boolean {
  const machine = world.machines.get(agentId)
  if (!machine?.gate?.alive || !machine.agent || lost.size > 0 || state.brokerLostAt !== undefined)
    return false
  return machine.clock.wakeAt <= world.time.now && world.network.connected.includes(agentId)
}

function isSkewed({ site: { world }, id }: Cause): boolean {
  const wall = world.machines.get(id)?.clock.wall() ?? 0
  return Math.abs(wall - world.coordinatorClock.wall()) > 1_000
}

const isFull = ({ site, id }: Cause): boolean => (site.world.machines.get(id)?.load?.disk ?? 0) >= 0.9

function instrumentOf({ site, id }: Cause): FakeInstrument | undefined {
  for (const machine of site.world.machines.values()) {
    const instrument = machine.instruments.get(id)
    if (instrument) return instrument
  }
  return undefined
}

function isWell(cause: Cause): boolean {
  const instrument = instrumentOf(cause)
  return instrument?.complaint === undefined && instrument?.link !== undefined
}
