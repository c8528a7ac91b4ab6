import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { messageOf, MusterError } from '@muster/runtime'
import type { DriverContext } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import { KeptLink, type LinkSession } from '../shared/kept-link.ts'
import { machineBootId } from './process-table.ts'
import type { RunFolders } from './run-folder.ts'
import type { CommandActivity, CommandSettings } from './settings.ts'

/** The time in which programs and folders are there: the link to an instrument that is programs. */
export class CommandSession implements LinkSession {
  readonly memoryId: string
  readonly bootId: string
  readonly #closed = Promise.withResolvers<string>()
  isOpen = true

  constructor(memoryId: string, bootId: string) {
    this.memoryId = memoryId
    this.bootId = bootId
  }

  get closed(): Promise<string> {
    return this.#closed.promise
  }

  close(reason = 'closed by us'): void {
    this.isOpen = false
    this.#closed.resolve(reason)
  }
}

/** A link that stands while all that the activities need is there. `whenThere` is called each time when it was found so, and never rejects. */
export function commandLink(
  settings: CommandSettings,
  folders: RunFolders,
  context: DriverContext,
  whenThere: () => Promise<void>,
): KeptLink<CommandSession> {
  const open = async () => {
    for (const each of [...settings.activities, ...settings.pools]) await checkProgram(each)
    void whenThere()
    return new CommandSession(await folders.memoryId(), await machineBootId())
  }
  const look = async (session: CommandSession) => {
    try {
      const { memoryId } = await open()
      if (memoryId !== session.memoryId) session.close('the folders of the runs are others than before')
    } catch (error) {
      session.close(messageOf(error))
    }
  }
  return new KeptLink(
    {
      open,
      check: session => void look(session),
      checkEvery: durationOf(settings.checkEvery),
      noSession: () => new MusterError('no-program', 'unavailable', 'the program or its folder is not there'),
    },
    context,
  )
}

/** @throws MusterError where the program can't be run or its working folder is missing. */
export async function checkProgram(
  each: Pick<CommandActivity, 'name' | 'program' | 'folder'>,
): Promise<void> {
  const { program, folder } = each
  try {
    if (program !== undefined) await access(program, constants.X_OK)
    if (folder !== undefined) await access(folder, constants.R_OK | constants.X_OK)
  } catch (error) {
    throw new MusterError('no-program', 'unavailable', `${each.name} can't be run: ${messageOf(error)}`)
  }
}
