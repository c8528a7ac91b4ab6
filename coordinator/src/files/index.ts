import { join } from 'node:path'
import { type Clock, type FileSystem, type Logger, type Running, running } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import type { Transactor } from '../model/transactor.ts'
import type { Store } from '../store/store.ts'
import { ContentStore } from './content-store.ts'
import { Retention } from './retention.ts'
import { Uploads } from './uploads.ts'

export type { UploadName, UploadProgress } from './uploads.ts'

export const FileSettings = Type.Object(
  {
    maxMegabytes: Type.Number({
      minimum: 0.001,
      maximum: 1_000_000,
      default: 4096,
      description: 'Of one file that an agent uploads.',
    }),
    keepDays: Type.Number({
      minimum: 0,
      maximum: 36_500,
      default: 0,
      description: 'How long files are kept after their run has ended; 0 for ever.',
    }),
  },
  { additionalProperties: false, default: {}, description: 'What runs leave behind (docs/result-files.md).' },
)
export type FileSettings = Static<typeof FileSettings>

/** The files that runs left behind. */
export interface ResultFileStore extends Running {
  readonly contents: ContentStore
  readonly uploads: Uploads
}

export function startResultFiles(
  settings: FileSettings,
  /** Of the coordinator's data. */
  folder: string,
  ports: {
    readonly clock: Clock
    readonly logger: Logger
    readonly fileSystem: FileSystem
    readonly store: Store
    readonly transactor: () => Transactor
  },
): ResultFileStore {
  const contents = new ContentStore(ports.fileSystem, join(folder, 'files'))
  const uploads = new Uploads({ ...ports, contents, maxBytes: settings.maxMegabytes * 1024 * 1024 })
  const retention = new Retention({ ...ports, contents, uploads, keepDays: settings.keepDays })
  retention.start()
  return { contents, uploads, ...running(() => retention.stop()) }
}
