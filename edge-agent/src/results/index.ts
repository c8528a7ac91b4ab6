import { join } from 'node:path'
import { type Clock, type Duration, type FileSystem, type Logger, millis, type Random } from '@muster/runtime'
import { type CollectLimits, collector } from './collect.ts'
import { KeptFiles } from './kept.ts'
import type { CollectFiles } from './of-run.ts'
import { httpUploadLink } from './upload-link.ts'
import { Uploader, type UploadStatus } from './uploader.ts'

/** Where result files go, and how. */
export interface ResultFileOptions extends CollectLimits {
  /** Address of the coordinator's API. */
  readonly url: string
  /** The one that the agent has at the broker. */
  readonly password?: string
  /** 0: as quickly as it goes. */
  readonly bytesPerSecond: number
}

export interface ResultFilesPorts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly fileSystem: FileSystem
  readonly isReported: (attemptId: string) => boolean
}

/** What becomes of the files that runs leave behind. */
export interface AgentResultFiles {
  readonly collect: CollectFiles
  readonly status: UploadStatus
  start(): void
  /** The coordinator has the ends of more attempts, or is there again. */
  wake(): void
  stop(): Promise<void>
}

/** Over the agent's folder, in `results` below it. */
export async function createResultFiles(
  agent: { readonly agentId: string; readonly folder: string },
  options: ResultFileOptions,
  ports: ResultFilesPorts,
): Promise<AgentResultFiles> {
  const root = join(agent.folder, 'results')
  await ports.fileSystem.makeFolder(root)
  const kept = new KeptFiles(ports.fileSystem, root)
  const link = httpUploadLink({ ...options, agentId: agent.agentId }, ports.clock)
  const uploader = new Uploader({ ...ports, kept, link, bytesPerSecond: options.bytesPerSecond })
  return {
    collect: onceEach(collector(options, { ...ports, kept }), ports.isReported),
    get status() {
      return uploader.status
    },
    start: () => uploader.start(),
    wake: () => uploader.wake(),
    stop: () => uploader.stop(),
  }
}

/** A run that is looked at anew while its files are being taken has them taken once: the second would throw away what the first has kept. */
function onceEach(collect: CollectFiles, isReported: (attemptId: string) => boolean): CollectFiles {
  const taken = new Map<string, ReturnType<CollectFiles>>()
  return (run, signal) => {
    for (const attemptId of taken.keys()) if (isReported(attemptId)) taken.delete(attemptId)
    const known = taken.get(run.attemptId) ?? collect(run, signal)
    taken.set(run.attemptId, known)
    return known
  }
}

/** As the configuration has them. */
export const limitsOf = (settings: {
  readonly settleSeconds: number
  readonly waitSeconds: number
  readonly maxFiles: number
  readonly maxMegabytes: number
}): CollectLimits => ({
  settle: duration(settings.settleSeconds),
  wait: duration(settings.waitSeconds),
  maxFiles: settings.maxFiles,
  maxBytes: settings.maxMegabytes * 1024 * 1024,
})

const duration = (seconds: number): Duration => millis(Math.round(seconds * 1_000))
