import { ConfigurationError, messageOf, MusterError, type Running, running } from '@muster/runtime'
import type { ReadinessKeeper } from './activities/readiness-keeper.ts'
import type { AgentOptions, AgentPorts } from './agent-options.ts'
import type { PersonDesk } from './instruments/person-desk.ts'
import { Journal } from './journal/journal.ts'
import { isDiskFault } from './journal/storage.ts'
import { Contact } from './link/contact.ts'
import type { Link } from './link/link.ts'
import type { AgentStatus } from './local/status.ts'
import type { ReloadOutcome } from './reload.ts'
import { type AgentResultFiles, createResultFiles } from './results/index.ts'
import { STANDARD_TELEMETRY, Telemetry } from './telemetry/telemetry.ts'
import { Wiring } from './wiring.ts'

export interface Agent extends Running {
  readonly journal: Journal
  readonly link: Link
  /** How it is doing, for the person in front of it. */
  readonly status: () => AgentStatus
  /** Keepers of how ready the instruments are, by instrument. */
  readonly readiness: ReadonlyMap<string, ReadinessKeeper>
  /** undefined where none are taken. */
  readonly resultFiles: AgentResultFiles | undefined
  /** Where people do work that this agent is asked for, by instrument. */
  readonly desks: () => ReadonlyMap<string, PersonDesk>
  /** Goes over to another configuration, or to nothing of it. What runs is not touched. */
  reload(options: AgentOptions): Promise<ReloadOutcome>
  /** Tells whoever asks later what came of reading the configuration again. */
  readonly noteReload: (outcome: ReloadOutcome) => void
}

/**
 * One edge agent over its ports.
 * @throws ConfigurationError when another process has the folder.
 */
export async function createAgent(options: AgentOptions, ports: AgentPorts): Promise<Agent> {
  const { fileSystem, logger } = ports
  const lock = await writing(options.folder, async () => {
    await fileSystem.makeFolder(options.folder)
    return fileSystem.lock(`${options.folder}/agent.lock`)
  })
  if (!lock) throw new ConfigurationError(`another agent is running on ${options.folder}`)
  const journal = await writing(options.folder, () => Journal.open(ports, options.folder))
  journal.onFailed = error => options.onFatal(error)
  await journal.history
    .trim()
    .catch((error: unknown) => logger.warn('old attempts can not be dropped', { error: messageOf(error) }))
  logger.info('agent starts', { agent: options.agentId, journal: journal.journalId, boot: journal.bootId })
  const contact = await Contact.open(ports, options.folder)
  const isReported = (attemptId: string) => journal.entry(attemptId) === undefined
  const resultFiles =
    options.resultFiles && (await createResultFiles(options, options.resultFiles, { ...ports, isReported }))
  const telemetry = await writing(options.folder, () =>
    Telemetry.open(ports, options.folder, journal.bootId, options.telemetry ?? STANDARD_TELEMETRY, message =>
      wiring.link.send('telemetry', message),
    ),
  )
  const wiring: Wiring = new Wiring(options, ports, {
    journal,
    contact,
    telemetry,
    resultFiles,
  })
  const stopWork = wiring.start()
  resultFiles?.start()
  return {
    resultFiles,
    journal,
    link: wiring.link,
    status: () => wiring.status(),
    readiness: wiring.readiness,
    desks: () => wiring.desks(),
    reload: next => wiring.reload(next),
    noteReload: outcome => wiring.noteReload(outcome),
    ...running(async () => {
      await stopWork()
      await resultFiles?.stop()
      await journal.storage.close()
      await lock.release()
    }),
  }
}

/** @throws MusterError `folder-unwritable`: who can't write down that it lives can't be told from another. */
async function writing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isDiskFault(error) && !isSqliteFault(error)) throw error
    const advice = 'make room, or have the disk mounted for writing; what instruments do goes on meanwhile'
    throw new MusterError(
      'folder-unwritable',
      'unavailable',
      `${folder} can't be written: ${messageOf(error)}\n${advice}`,
      { cause: error },
    )
  }
}

/** The lock is one on a database file. */
function isSqliteFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
}
