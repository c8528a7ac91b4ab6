import { lstatSync, mkdirSync, symlinkSync, unlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  type Clock,
  ConfigurationError,
  type Duration,
  type Logger,
  messageOf,
  running,
} from '@muster/runtime'
import type { FaultBook } from '../faults/fault-book.ts'
import type { Link } from '../link/link.ts'

export interface ShareOptions {
  /** Where others find the instrument's folders: a symbolic link to its disk, which lies beside it. */
  readonly folder: string
  readonly faults: FaultBook
  readonly clock: Clock
  /** How long the share is away when it was dropped and nothing says for how long. */
  readonly away: Duration
  readonly logger: Logger
}

/** What the instrument's own programs work on, whether the share is there or not. */
export function diskOf(folder: string): string {
  return `${folder}.disk`
}

/**
 * The network share of an instrument that is fed by files: the cable between it and the world. The share is a symbolic link,
 * so that it can go away while the instrument works on.
 * @throws ConfigurationError where something else has the folder's name.
 */
export async function openShare(options: ShareOptions): Promise<Link> {
  const { folder, faults, clock, logger } = options
  let isOff = true
  const settle = () => {
    try {
      remove(folder)
      if (!isOff && !faults.peek('drop-link')) symlinkSync(diskOf(folder), folder)
    } catch (error) {
      logger.error('the share could not be changed', { error: messageOf(error) })
    }
  }
  const drop = () => {
    isOff = true
    settle()
    clock.after(options.away, () => {
      isOff = false
      settle()
    })
  }
  mkdirSync(dirname(folder), { recursive: true })
  remove(folder)
  const endListening = faults.onChange((change, fault) => {
    if (fault.kind !== 'drop-link') return
    if (change === 'added' && fault.for === undefined && faults.take('drop-link')) drop()
    else settle()
  })
  return {
    host: '',
    port: 0,
    leadTo(port) {
      isOff = port === undefined
      settle()
    },
    drop,
    ...running(async () => {
      endListening()
      isOff = true
      settle()
    }),
  }
}

function remove(folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found && !found.isSymbolicLink())
    throw new ConfigurationError(`${folder} is there already, and is not a share of this simulator`)
  if (found) unlinkSync(folder)
}
