import { decodeUp, parseTopic } from '@muster/protocol'
import type { Hop } from '@muster/protocol/testing'
import type { SimulatedMachine, World } from './world.ts'

const FILE = '/agent/journal.json'

/** What of a journal is looked at here. */
interface OnDisk {
  readonly writes: number
  readonly attempts: Readonly<Record<string, { readonly state: string; readonly revision: number }>>
}

/** The journal that the agent of a machine would find there if its power went now. */
export function durableJournal({ disk }: SimulatedMachine): OnDisk | undefined {
  const bytes = disk.durable(FILE)
  if (bytes === undefined || bytes.length === 0) return undefined
  // It is what this agent has written; one that is torn is a defect that may be loud.
  return JSON.parse(new TextDecoder().decode(bytes)) as OnDisk
}

/** Watches that agents write before they act: what they claim, tell or start would be in the journal if the power went at that moment. */
export class DurableJournals {
  readonly broken: string[] = []
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** A driver is asked to start an attempt. */
  started(agentId: string, attemptId: string): void {
    const state = this.#find(agentId)?.attempts[attemptId]?.state
    if (state !== 'starting')
      this.broken.push(
        `${agentId} asks for the start of ${attemptId}, and on its disk that is ${state ?? 'not known'}`,
      )
  }

  /** Looks at a message on its way. */
  hop({ leg, process, topic, payload }: Hop): void {
    const parsed = leg === 'up' ? parseTopic(topic) : undefined
    if (parsed?.direction !== 'up' || parsed.agentId !== process) return
    if (parsed.kind === 'claim') {
      const { attemptId, refusal } = decodeUp('claim', payload)
      if (refusal === undefined) this.#mustHave(process, attemptId, 1)
    }
    if (parsed.kind === 'report')
      for (const { report } of decodeUp('report', payload).events)
        this.#mustHave(process, report.attemptId, report.revision)
  }

  #mustHave(agentId: string, attemptId: string, revision: number): void {
    const entry = this.#find(agentId)?.attempts[attemptId]
    if (entry === undefined || entry.revision < revision)
      this.broken.push(
        `${agentId} tells of ${attemptId}, revision ${revision}, and on its disk is ${entry?.revision ?? 'none'}`,
      )
  }

  #find(agentId: string): OnDisk | undefined {
    const machine = this.#world.machines.get(agentId)
    return machine && durableJournal(machine)
  }
}
