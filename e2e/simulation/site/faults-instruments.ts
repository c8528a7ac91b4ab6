import type { FakeDriverCall, FakeStartFault } from '@muster/edge-agent/testing'
import type { Failure } from '@muster/protocol'
import { type Duration, hours, minutes, seconds } from '@muster/runtime'
import { atMessage } from './faults-network.ts'
import { instrumentsOf, type PickedInstrument, pickInstrument, type Site } from './site.ts'
import { jobOf } from './truth.ts'

/** What happens to instruments, and what people do at their panels. */

const START_FAULTS = ['refuse', 'lose-answer', 'lose-request', 'late-start', 'hang', 'drop-link'] as const

function startFault(site: Site, kind: (typeof START_FAULTS)[number]): FakeStartFault {
  // Later than the settling time that is declared would be an instrument that breaks its promise.
  if (kind === 'late-start') return { kind, by: seconds(2) }
  if (kind === 'hang' || kind === 'drop-link') return { kind, started: site.dice.chance(0.5) }
  return { kind }
}

const FAILURES: readonly Failure[] = [
  { code: 'head-blocked', message: 'the head is blocked', category: 'instrument', started: 'yes' },
  { code: 'door-open', message: 'the door was opened', category: 'safety', started: 'yes' },
  { code: 'powder-empty', message: 'the powder ran out', category: 'resource', started: 'yes' },
  { code: 'bus-error', message: 'the bus did not answer', category: 'transient', started: 'yes' },
]

const GATE_CLOSED: Failure = {
  code: 'gas-missing',
  message: 'there is no gas in the line',
  category: 'instrument',
  started: 'no',
}

/** The next start goes wrong; it may be days until there is one. */
function nextStart(site: Site, kind: (typeof START_FAULTS)[number]): void {
  const { instrument } = pickInstrument(site, 'idle')
  instrument.failNextStart(startFault(site, kind))
}

/** A cable that comes loose at a start is put back sooner or later. */
export function plugIn(site: Site): void {
  for (const machine of site.world.machines.values()) {
    for (const instrument of machine.instruments.values()) {
      if (instrument.link !== undefined || site.unplugged.has(instrument)) continue
      site.unplugged.add(instrument)
      site.later(forAWhile(site), () => {
        site.unplugged.delete(instrument)
        instrument.restoreLink()
      })
    }
  }
}

/** All instruments of a kind refuse the next starts, and much work comes for them. */
function fleetRefuses(site: Site): void {
  const activity = site.dice.pick(['weigh', 'scan'])
  for (const { instrument } of instrumentsOf(site, activity))
    for (let i = 0; i < 3; i++) instrument.failNextStart({ kind: 'refuse', failure: GATE_CLOSED })
  site.orders.placeMany(activity, 6)
}

/** An instrument refuses until its breaker has opened, is mended, and has work for its trials. */
function refuseThenWork(site: Site): void {
  const { id, instrument } = site.dice.pick([...instrumentsOf(site, 'weigh'), ...instrumentsOf(site, 'scan')])
  const activity = instrument.activities[0]?.name ?? ''
  for (let i = 0; i < 4; i++) instrument.failNextStart({ kind: 'refuse' })
  for (let i = 0; i < 6; i++)
    site.later(minutes(40 * i), () => !site.isPeace() && site.orders.placeAt(activity, id))
}

/** Somebody wants the instrument of what runs, and at once: of work that must not be broken off, or of work that may be. */
function wantBusy(site: Site): void {
  const isBusy = ({ instrument }: PickedInstrument) => instrument.busyWith() !== undefined
  const wanted = site.dice.pick(['print', 'cure', 'scan', 'scan'] as const)
  const all = instrumentsOf(site, wanted)
  const busy = all.filter(isBusy)
  const { id } = site.dice.pick(busy.length > 0 ? busy : all)
  if (busy.length === 0) site.orders.placeAt(wanted, id, 'low')
  site.later(busy.length === 0 ? minutes(7) : seconds(1), () => site.orders.placeAt(wanted, id))
}

const forAWhile = (site: Site): Duration =>
  site.dice.chance(0.3) ? site.dice.between(hours(1), hours(6)) : site.dice.between(seconds(10), minutes(30))

const CALLS: readonly FakeDriverCall[] = [
  'connect',
  'describe',
  'bootMark',
  'idle',
  'find',
  'cancel',
  'health',
  'release',
]

function driverFault(site: Site): void {
  const { id, machine } = pickInstrument(site)
  const fault = site.dice.pick(['hang', 'throw'] as const)
  machine.drivers.get(id)?.failNext(site.dice.pick(CALLS), fault)
}

/** Somebody pauses a run, and goes on later; or something else comes of it. */
function pauseAtPanel(site: Site): void {
  const { instrument } = pickInstrument(site, 'busy')
  const run = instrument.busyWith()
  if (run === undefined) return
  const attemptId = instrument.ledger.findLast(line => line.runReference === run)?.attemptId
  instrument.setPaused(run, true)
  const isThere = () => instrument.busyWith() === run
  const then = site.dice.weighted({ resume: 4, stop: 2, fail: 2, reboot: 2, cancel: 2 })
  const isForgotten = site.dice.chance(0.2)
  const length = isForgotten
    ? site.dice.between(hours(4.5), hours(7))
    : site.dice.between(minutes(5), hours(3))
  site.later(length, () => {
    if (!isThere()) return
    if (then === 'stop') instrument.stopAtPanel()
    else if (then === 'fail') instrument.failRun(site.dice.pick(FAILURES))
    else if (then === 'reboot') instrument.reboot(seconds(20))
    else if (then === 'cancel' && attemptId !== undefined) site.orders.cancel(jobOf(attemptId))
    // What is asked to stop may not hear it, and nobody leaves a run paused for ever.
    site.later(minutes(30), () => isThere() && instrument.setPaused(run, false))
    if (then === 'resume') instrument.setPaused(run, false)
  })
}

/** The cable comes loose while an instrument is asked to start, which it does; the agent gives up looking before it is put back. */
function cableOutAtStart(site: Site): void {
  const long = [...instrumentsOf(site, 'print'), ...instrumentsOf(site, 'sinter')]
  const free = long.filter(({ instrument }) => instrument.keepsIds && instrument.busyWith() === undefined)
  if (free.length === 0) return
  const { id, instrument } = site.dice.pick(free)
  site.unplugged.add(instrument)
  instrument.failNextStart({ kind: 'drop-link', started: true })
  site.orders.placeAt(instrument.activities[0]?.name ?? '', id)
  site.later(site.dice.between(minutes(20), minutes(50)), () => {
    site.unplugged.delete(instrument)
    instrument.restoreLink()
  })
}

/** An instrument says that it is not well, and somebody wants work done there all the same. */
function fallSick(site: Site): void {
  const { id, instrument } = pickInstrument(site, 'idle')
  instrument.feelSick('the filter is clogged')
  site.later(minutes(45), () => {
    if (instrument.complaint !== undefined) site.orders.placeAt(instrument.activities[0]?.name ?? '', id)
  })
  site.later(site.dice.between(minutes(5), hours(4)), () => instrument.feelSick(undefined))
}

/** The cable comes loose while an offer is under way. */
function cableOutAtOffer(site: Site): void {
  const { id, machine, instrument } = pickInstrument(site, 'idle')
  atMessage(site, machine.agentId, '/down/offer', () => {
    instrument.dropLink()
    plugIn(site)
  })
  site.orders.placeAt(instrument.activities[0]?.name ?? '', id)
}

export const INSTRUMENT_FAULTS: Readonly<Record<string, (site: Site) => void>> = {
  ...Object.fromEntries(
    START_FAULTS.map(kind => [`start: ${kind}`, (site: Site) => nextStart(site, kind)] as const),
  ),
  'instrument refuses on and on': site => {
    const { instrument } = pickInstrument(site, 'idle')
    for (let i = 0; i < 8; i++) instrument.failNextStart({ kind: 'refuse' })
  },
  'fleet refuses': fleetRefuses,
  'instrument refuses, and is mended': refuseThenWork,
  'busy instrument wanted': wantBusy,
  'driver call fails': driverFault,
  'instrument reboots': site => pickInstrument(site, 'any').instrument.reboot(seconds(20)),
  'reboot mid-run': site => pickInstrument(site, 'busy').instrument.reboot(forAWhile(site)),
  'stop at the panel': site => pickInstrument(site, 'busy').instrument.stopAtPanel(),
  'fails mid-run': site => pickInstrument(site, 'busy').instrument.failRun(site.dice.pick(FAILURES)),
  'link dropped': site => {
    pickInstrument(site).instrument.dropLink()
    plugIn(site)
  },
  'link dropped at a start': cableOutAtStart,
  'link dropped at an offer': cableOutAtOffer,
  'sick health': fallSick,
  'progress stalls': site => {
    const { instrument } = pickInstrument(site, 'busy')
    instrument.stall(true)
    site.later(site.dice.between(minutes(10), hours(12)), () => instrument.stall(false))
  },
  'progress goes back': site => pickInstrument(site, 'busy').instrument.goBack(site.dice.int(1, 3)),
  'run started at the panel': site => {
    const { instrument } = pickInstrument(site, 'idle')
    instrument.startAtPanel()
    site.later(site.dice.between(minutes(10), hours(3)), () => {
      if (instrument.busyWith() === 'by-hand') instrument.stopAtPanel()
    })
  },
  'paused at the panel': pauseAtPanel,
}
