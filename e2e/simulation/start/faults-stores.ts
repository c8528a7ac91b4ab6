import { decodeDown } from '@muster/protocol'
import { seconds } from '@muster/runtime'
import { durableJournal } from '../durable-journal.ts'
import type { ProcessGate } from '../process-gate.ts'
import type { SimulatedMachine } from '../world.ts'
import { type Faults, pickMachine, type Scene } from './scene.ts'

/** What happens to what was written: journals and stores that are deleted, and put back from backups. */

function loseJournal(scene: Scene): void {
  const machine = pickMachine(scene)
  machine.gate?.kill('(its journal is deleted)')
  machine.disk.restore(new Map())
}

function backUpJournal(scene: Scene): void {
  const { agentId, disk } = pickMachine(scene)
  scene.backups.folders.set(agentId, disk.backup())
}

/** The journal comes back from a backup; what lies beside it stays. */
function putJournalBack(scene: Scene): void {
  const machine = pickMachine(scene)
  const journal = scene.backups.folders.get(machine.agentId)?.get('/agent/journal.json')
  if (!journal) return
  machine.gate?.kill('(its journal is put back)')
  machine.disk.crash()
  machine.disk.restore(new Map([...machine.disk.backup(), ['/agent/journal.json', journal]]))
}

function backUpStore({ world, backups, accepted }: Scene): void {
  backups.store = { backup: world.storeDisk.backup(), accepted: [...accepted] }
}

function putStoreBack(scene: Scene): void {
  const { world, backups } = scene
  if (!backups.store) return
  world.coordinatorGate?.kill('(its store is put back)')
  world.storeDisk.restore(backups.store.backup)
  backups.storesPutBack += 1
  scene.storeRestored()
  // What was accepted after the backup was made is lost with the store, unless an agent knows of it.
  scene.accepted = [...backups.store.accepted]
}

/** A whole folder as it was when an offer came, before anything of it was written. */
interface Snapshot {
  readonly attemptId: string
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly gate: ProcessGate | undefined
  readonly storesPutBack: number
}

/**
 * The machine of an agent is put back, all of it, as it was before an offer whose start is at the instrument now. Its agent dies
 * again and again before it is heard, until its journal counts higher than anything that was heard of it before: then only that it
 * does not know of the attempt tells what happened.
 */
function putFolderBack(scene: Scene): void {
  const { heard, starting } = scene
  const machine = pickMachine(scene)
  let snapshot: Snapshot | undefined
  const atMessage = (process: string, topic: string, payload: Uint8Array) => {
    if (process !== machine.agentId || !topic.endsWith('/down/offer')) return
    const { attemptId } = decodeDown('offer', payload)
    if (machine.agent?.journal.entry(attemptId)) return
    const { gate, disk } = machine
    snapshot = { attemptId, files: disk.backup(), gate, storesPutBack: scene.backups.storesPutBack }
  }
  const atStart = (agentId: string, attemptId: string) => {
    if (agentId !== machine.agentId || attemptId !== snapshot?.attemptId) return
    const before = snapshot
    scene.later(seconds(2 * scene.dice.float()), () => {
      if (!isStill(scene, machine, before)) return
      heard.delete(atMessage)
      starting.delete(atStart)
      goBackTo(scene, machine, before)
    })
  }
  heard.add(atMessage)
  starting.add(atStart)
}

/** A store that was put back as well may not know of the attempt either: nothing could tell that it was started. */
const isStill = (scene: Scene, machine: SimulatedMachine, before: Snapshot): boolean =>
  !scene.isPeace() &&
  machine.gate === before.gate &&
  machine.gate?.alive === true &&
  scene.backups.storesPutBack === before.storesPutBack

function goBackTo({ world, counts, backups, unheard }: Scene, machine: SimulatedMachine, to: Snapshot): void {
  const { agentId, disk } = machine
  machine.gate?.kill(`(its machine is put back to before ${to.attemptId})`)
  disk.restore(to.files)
  counts.add('machine put back over a start')
  // From here on the store alone knows of that start, and what is older than that may not come back.
  backups.store = undefined
  backups.folders.delete(agentId)
  unheard.set(agentId, () => {
    const known = world.storeDisk.database?.rows.agents.get(agentId)?.journalWrites ?? 0
    const isLower = (durableJournal(machine)?.writes ?? 0) <= known
    if (!isLower) unheard.delete(agentId)
    return isLower
  })
}

export const STORE_FAULTS: Faults = {
  'journal deleted': loseJournal,
  'journal backup': backUpJournal,
  'journal put back': putJournalBack,
  'store backup': backUpStore,
  'store put back': putStoreBack,
  'machine put back': putFolderBack,
}
