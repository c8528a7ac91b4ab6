import { type FileSystem, messageOf, MusterError } from '@muster/runtime'
import type { DriverContext } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import { KeptLink, type LinkSession } from '../shared/kept-link.ts'
import { RunFolder } from './runs.ts'
import type { ManualSettings } from './settings.ts'

/** The folder, from when it was read until it can't be used any more: then it is read anew. */
export class FolderSession implements LinkSession {
  readonly folder: RunFolder
  readonly closed: Promise<string>
  /** An answer is being written. */
  isBusy = false
  readonly #ended = Promise.withResolvers<string>()
  #isOpen = true

  constructor(folder: RunFolder) {
    this.folder = folder
    this.closed = this.#ended.promise
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  lose(why: string): void {
    this.#isOpen = false
    this.#ended.resolve(why)
  }

  close(): void {
    this.lose('the driver was closed')
  }
}

export function folderLink(
  settings: ManualSettings,
  { folder, ...context }: DriverContext,
  fileSystem: FileSystem,
): KeptLink<FolderSession> {
  return new KeptLink<FolderSession>(
    {
      open: async () => new FolderSession(await RunFolder.open(fileSystem, folder, context.random.id())),
      check: session => {
        session.folder.check().catch((error: unknown) => session.lose(messageOf(error)))
      },
      checkEvery: durationOf(settings.checkEvery),
      noSession: () => new MusterError('no-folder', 'unavailable', `${folder} can not be used`),
    },
    { ...context, folder },
  )
}
