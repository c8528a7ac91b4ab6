import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { messageOf, MusterError } from '@muster/runtime'
import type { DriverContext } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import { KeptLink, type LinkSession } from '../shared/kept-link.ts'
import type { Notes } from './notes.ts'
import type { FileDropSettings } from './settings.ts'

/** The time in which the folders are there: the link to an instrument that is fed by files. */
export class FolderSession implements LinkSession {
  readonly memoryId: string
  readonly #closed = Promise.withResolvers<string>()
  isOpen = true

  constructor(memoryId: string) {
    this.memoryId = memoryId
  }

  get closed(): Promise<string> {
    return this.#closed.promise
  }

  close(reason = 'closed by us'): void {
    this.isOpen = false
    this.#closed.resolve(reason)
  }
}

/** A link that stands while all folders are there. A share that hangs instead is the caller's time limit's. */
export function folderLink(
  settings: FileDropSettings,
  notes: Notes,
  context: DriverContext,
): KeptLink<FolderSession> {
  const open = async () => {
    await checkFolders(settings)
    return new FolderSession(await notes.memoryId())
  }
  const look = async (session: FolderSession) => {
    try {
      const { memoryId } = await open()
      if (memoryId !== session.memoryId) session.close('the notes of the runs are others than before')
    } catch (error) {
      session.close(messageOf(error))
    }
  }
  return new KeptLink(
    {
      open,
      check: session => void look(session),
      checkEvery: durationOf(settings.checkEvery),
      noSession: () => new MusterError('no-folder', 'unavailable', 'a folder of the instrument is not there'),
    },
    context,
  )
}

/** @throws MusterError with the first folder that is missing. */
export async function checkFolders(settings: FileDropSettings): Promise<void> {
  try {
    await access(settings.folders.in, constants.R_OK | constants.W_OK | constants.X_OK)
    for (const folder of Object.values(settings.folders)) await access(folder, constants.R_OK)
  } catch (error) {
    throw new MusterError('no-folder', 'unavailable', messageOf(error))
  }
}
