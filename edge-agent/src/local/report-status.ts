import { type InstrumentStatus, type RunProgress, SOFTWARE_VERSION } from '@muster/protocol'
import type { Clock } from '@muster/runtime'
import type { Journal } from '../journal/journal.ts'
import type { Link } from '../link/link.ts'
import type { LastReload } from '../reload.ts'
import type { UploadStatus } from '../results/uploader.ts'
import type { TelemetryKept } from '../telemetry/telemetry.ts'
import type { AgentStatus, InstrumentAnswer } from './status.ts'

/** An instrument and what it runs, as the agent has them. */
export interface StatusOfInstrument {
  readonly unit: {
    readonly id: string
    readonly driverName: string
    readonly linkSinceWallMs: number
    readonly status: InstrumentStatus
  }
  readonly progress: RunProgress | undefined
}

export interface StatusSources {
  readonly agentId: string
  readonly site: string
  readonly brokerUrl: string
  readonly clock: Clock
  readonly journal: Journal
  readonly link: Link
  /** For how long nothing was heard of the coordinator, milliseconds. */
  readonly silentFor: number
  /** When the agent started, by each clock. */
  readonly started: { readonly wallMs: number; readonly uptime: number }
  readonly telemetry: TelemetryKept
  /** undefined where none are taken. */
  readonly resultFiles: UploadStatus | undefined
  /** undefined where nobody asked for one. */
  readonly reload: LastReload | undefined
  readonly instruments: readonly StatusOfInstrument[]
}

/** What an agent says of itself to the person in front of it. */
export function reportStatus(sources: StatusSources): AgentStatus {
  const { agentId, site, brokerUrl, clock, journal, link, started } = sources
  const { epoch, storeId } = journal.durable
  return {
    agentId,
    site,
    softwareVersion: SOFTWARE_VERSION,
    pid: process.pid,
    startedWallMs: started.wallMs,
    upForMs: clock.uptime() - started.uptime,
    wallMs: clock.wall(),
    journalId: journal.journalId,
    bootId: journal.bootId,
    broker: { url: brokerUrl, ...link.broker },
    coordinator: {
      synced: link.synced,
      silentForMs: sources.silentFor,
      epoch,
      ...(storeId === undefined ? {} : { storeId }),
    },
    outboxDepth: journal.outboxDepth,
    ...storageOf(journal),
    telemetry: { ...sources.telemetry },
    ...(sources.resultFiles ? { resultFiles: { ...sources.resultFiles } } : {}),
    ...(sources.reload ? { reload: reloadOf(sources.reload) } : {}),
    instruments: sources.instruments.map(instrument => instrumentOf(instrument, journal)),
  }
}

function storageOf({ storage: { fault } }: Journal): Pick<AgentStatus, 'storage'> {
  return fault ? { storage: { message: fault.message, sinceWallMs: fault.since } } : {}
}

function reloadOf({ atWallMs, refused, later }: LastReload): NonNullable<AgentStatus['reload']> {
  return { atWallMs, refused: [...refused], later: [...later] }
}

function instrumentOf({ unit, progress }: StatusOfInstrument, journal: Journal): InstrumentAnswer {
  const { link, message, failedChecks, foreignRun, readiness, readinessDetail } = unit.status
  return {
    id: unit.id,
    driver: unit.driverName,
    link,
    linkSinceWallMs: unit.linkSinceWallMs,
    ...(message === undefined ? {} : { message }),
    failedChecks,
    ...(foreignRun === undefined ? {} : { foreignRun }),
    readiness,
    ...sinceOf(readinessDetail),
    ...(progress ? { run: runOf(progress, journal) } : {}),
  }
}

function sinceOf(detail: InstrumentStatus['readinessDetail']): Partial<InstrumentAnswer> {
  const { atWallMs, by, reason } = detail ?? {}
  return {
    ...(atWallMs === undefined ? {} : { readinessSinceWallMs: atWallMs }),
    ...(by === undefined ? {} : { readinessBy: by }),
    ...(reason === undefined ? {} : { readinessReason: reason }),
  }
}

function runOf(progress: RunProgress, journal: Journal): NonNullable<InstrumentAnswer['run']> {
  const { attemptId, state, percent, phase, remainingMs } = progress
  return {
    attemptId,
    activity: journal.entry(attemptId)?.activity ?? '',
    state,
    ...(percent === undefined ? {} : { percent }),
    ...(phase === undefined ? {} : { phase }),
    ...(remainingMs === undefined ? {} : { remainingMs }),
  }
}
