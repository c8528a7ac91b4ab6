import type { KnownInstrument } from '../model/known.ts'
import type { State } from '../model/state.ts'
import type { Observer } from '../observers.ts'
import { BusyTime, isRunning } from './busy-time.ts'
import type { Meter } from './meter.ts'
import { sums } from './samples.ts'

/** Instruments: how they are, and how much of the time they are at work. */
export function measureInstruments(meter: Meter): Partial<Observer> {
  gaugeInstruments(meter)
  const seconds = meter.counter(
    'muster_instrument_busy_seconds_total',
    'Time that something was running at an instrument, the run that goes on included.',
    ['instrument'],
    () => {
      for (const instrument of meter.lead()?.state.known.keys() ?? []) seconds.inc({ instrument }, 0)
      busy.countAll()
    },
  )
  const busy = new BusyTime(meter.clock, (instrument, passed) => seconds.inc({ instrument }, passed))
  return {
    committed: change => {
      for (const attempt of change.rows.attempts) busy.note(attempt)
    },
    restarted: () => {
      const lead = meter.lead()
      if (lead) busy.restart(lead.state)
    },
  }
}

function gaugeInstruments(meter: Meter): void {
  meter.gauge(
    'muster_instruments',
    'Instruments by link and readiness; unknown where nothing is heard from their agent.',
    ['link', 'readiness'],
    ({ state }) => sums([...state.known.values()].map(known => [statusOf(state, known), 1] as const)),
  )
  meter.gauge(
    'muster_instrument_busy',
    '1 while something runs at an instrument.',
    ['instrument'],
    ({ state }) => flags(state, instrument => isBusy(state, instrument)),
  )
  meter.gauge(
    'muster_instrument_ready',
    '1 while an instrument is reached, and its agent says that it is ready.',
    ['instrument'],
    ({ state }) =>
      flags(state, (_, known) => {
        const { link, readiness } = statusOf(state, known)
        return link === 'connected' && readiness === 'ready'
      }),
  )
  meter.gauge(
    'muster_instrument_held',
    '1 while an instrument gets no offers until a person has confirmed it.',
    ['instrument'],
    ({ state }) => flags(state, instrument => state.instruments.get(instrument)?.hold !== undefined),
  )
}

function* flags(state: State, holds: (instrument: string, known: KnownInstrument) => boolean) {
  for (const [instrument, known] of state.known)
    yield [{ instrument }, holds(instrument, known) ? 1 : 0] as const
}

function isBusy(state: State, instrument: string): boolean {
  const id = state.openAttemptByInstrument.get(instrument)
  const attempt = id === undefined ? undefined : state.attempts.get(id)
  return attempt !== undefined && isRunning(attempt)
}

/** What was last heard is no news once contact is lost. */
function statusOf(
  state: State,
  { agentId, description }: KnownInstrument,
): { link: string; readiness: string } {
  const live = state.live.get(agentId)
  const isInContact = live?.online === true && live.contactLostSince === undefined
  const status = isInContact ? live.instruments.get(description.id) : undefined
  return { link: status?.link ?? 'unknown', readiness: status?.readiness ?? 'unknown' }
}
