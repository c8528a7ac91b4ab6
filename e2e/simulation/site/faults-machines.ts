import { decodeUp, encodeUp } from '@muster/protocol'
import { hours, millis, minutes, seconds } from '@muster/runtime'
import type { ManualClock } from '@muster/runtime/testing'
import type { CrashRule } from '../process-gate.ts'
import { atMessage } from './faults-network.ts'
import type { SimulatedMachine } from '../world.ts'
import { COORDINATOR, pickInstrument, pickMachine, type Site } from './site.ts'

/** What happens to computers: processes that die, power, disks, clocks, backups. */

/** Where a process is most of its time, and has little to lose. */
const DULL = /heartbeat|driver health|driver idle|read |list /

/** Dies at one of the next points that it passes: any, or (mostly) one at which it does something. */
function crashSoon({ dice }: Site): CrashRule {
  let left = dice.int(0, 40)
  const isAnywhere = dice.chance(0.3)
  return point => (isAnywhere || !DULL.test(point)) && left-- <= 0
}

function stayOff({ world, dice, offUntil }: Site, name: string): void {
  const off = dice.chance(0.2) ? dice.between(hours(1), hours(6)) : dice.between(seconds(5), minutes(10))
  offUntil.set(name, world.time.now + off)
}

/** Agents and coordinator whose next lives may be short. */
function crashAgain(site: Site, name: string, times: number): void {
  const { world, dice } = site
  if (times === 0 || site.isPeace()) return
  const gate = name === COORDINATOR ? world.coordinatorGate : world.machines.get(name)?.gate
  gate?.kill('(again and again)')
  site.offUntil.set(name, world.time.now + 5_000)
  site.later(dice.between(seconds(50), seconds(100)), () => crashAgain(site, name, times - 1))
}

function suspend(site: Site): void {
  const length = site.dice.chance(0.3)
    ? site.dice.between(hours(1), hours(6))
    : site.dice.between(seconds(5), minutes(20))
  pickMachine(site).clock.suspend(length)
}

/** A machine falls asleep while its claim is under way: the grant waits for it, and is too old when it wakes. */
function sleepAtClaim(site: Site): void {
  const { id, machine, instrument } = pickInstrument(site, 'idle')
  atMessage(site, machine.agentId, '/up/claim', () =>
    machine.clock.suspend(site.dice.between(seconds(20), minutes(20))),
  )
  site.orders.placeAt(instrument.activities[0]?.name ?? '', id)
}

/** The agent's machine was put back from a snapshot while it lived on: its twin claims what it claims. */
function twinClaims(site: Site): void {
  const { id, machine, instrument } = pickInstrument(site, 'idle')
  atMessage(site, machine.agentId, '/up/claim', ({ topic, payload }) => {
    const claim = { ...decodeUp('claim', payload), nonce: `twin-${site.dice.int(0, 999_999)}` }
    publishOnce(site, machine, topic, encodeUp('claim', claim)).catch(() => undefined)
  })
  site.orders.placeAt(instrument.activities[0]?.name ?? '', id)
}

async function publishOnce(
  { world }: Site,
  { agentId, clock }: SimulatedMachine,
  topic: string,
  payload: Uint8Array,
): Promise<void> {
  const name = `${agentId}-twin`
  const port = world.network.port(name, { clock })
  const connection = await port.connect(
    { url: 'mqtt://broker', clientId: name, keepaliveSeconds: 10 },
    () => undefined,
  )
  await connection.publish(topic, payload, { qos: 1 })
  await connection.close()
}

/** Wrong until somebody sets it right. */
function jump(site: Site, clock: ManualClock): void {
  const by: number = site.dice.between(seconds(-7_200), seconds(7_200))
  clock.jump(millis(by))
  site.later(site.dice.between(minutes(5), hours(8)), () => clock.jump(millis(-by)))
}

function loseJournal(site: Site): void {
  const machine = pickMachine(site)
  machine.gate?.kill('(its journal is deleted)')
  machine.disk.restore(new Map())
}

/** The journal comes back from a backup that is some hours old; what lies beside it stays. */
function putJournalBack(site: Site): void {
  const machine = pickMachine(site)
  const journal = machine.disk.backup().get('/agent/journal.json')
  if (!journal) return
  site.later(site.dice.between(minutes(10), hours(12)), () => {
    if (site.isPeace()) return
    machine.gate?.kill('(its journal is put back)')
    machine.disk.crash()
    machine.disk.restore(new Map([...machine.disk.backup(), ['/agent/journal.json', journal]]))
  })
}

function putStoreBack(site: Site): void {
  const { world, orders, watch, judge, grants, holdings, kept, dice } = site
  const backup = world.storeDisk.backup()
  const accepted = [...orders.accepted]
  if (!backup.database) return
  site.later(dice.between(minutes(5), hours(6)), () => {
    if (site.isPeace()) return
    world.tell('the store is put back')
    while (world.coordinatorGate?.alive) world.coordinatorGate.kill('(its store is put back)')
    world.storeDisk.restore(backup)
    // What was accepted after the backup was made is lost with the store, unless an agent knows of it.
    orders.restored(accepted)
    watch.restored()
    judge.restored()
    grants.restored()
    holdings.restored()
    kept.restored()
  })
}

function fillDisk(site: Site): void {
  const machine = pickMachine(site)
  const load = { cpu: 0.1, memory: 0.3, residentBytes: 60_000_000 }
  machine.load = { ...load, disk: 0.95 }
  site.later(site.dice.between(minutes(5), hours(5)), () => {
    machine.load = { ...load, disk: 0.4 }
  })
}

export const MACHINE_FAULTS: Readonly<Record<string, (site: Site) => void>> = {
  'agent crash': site => {
    const { gate, agentId } = pickMachine(site)
    if (!gate?.alive) return
    gate.dies = crashSoon(site)
    stayOff(site, agentId)
  },
  'agent killed': site => {
    const { gate, agentId } = pickMachine(site)
    gate?.kill('(killed)')
    stayOff(site, agentId)
  },
  'agent crashes again and again': site => crashAgain(site, pickMachine(site).agentId, 4),
  'coordinator crash': site => {
    if (site.world.coordinatorGate) site.world.coordinatorGate.dies = crashSoon(site)
    site.offUntil.set(COORDINATOR, site.world.time.now + site.dice.between(seconds(1), minutes(20)))
  },
  'second coordinator': site => void site.world.startAnotherCoordinator(),
  'power lost': site => {
    const { agentId } = pickMachine(site)
    site.world.losePower(agentId)
    stayOff(site, agentId)
  },
  suspend,
  'asleep while a grant comes': sleepAtClaim,
  'twin claims too': twinClaims,
  'coordinator suspend': site =>
    site.world.coordinatorClock.suspend(millis(site.dice.between(seconds(5), minutes(30)))),
  'clock jump': site => jump(site, pickMachine(site).clock),
  'coordinator clock jump': site => jump(site, site.world.coordinatorClock),
  'journal deleted': loseJournal,
  'journal put back': putJournalBack,
  'store put back': putStoreBack,
  'disk fills': fillDisk,
}
