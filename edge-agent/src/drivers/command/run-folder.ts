import { link, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, nodeFileSystem as files, type Random } from '@muster/runtime'
import type { StartRequest } from '../../instruments/driver.ts'
import { machineBootId, parseMark, type ProcessMark } from './process-table.ts'

/** Who has the claim of a run's folder: the wrapper of its program, or whoever made sure that it never begins. */
export type Claim =
  | { readonly kind: 'none' }
  | { readonly kind: 'begun'; readonly mark: ProcessMark }
  | { readonly kind: 'revoked' }

/** How far a cancel has come; `at` by the wall clock, in ms. */
export interface CancelMark {
  readonly at: number
  readonly killed: boolean
}

interface Written extends StartRequest {
  readonly bootId: string
  /** The program of a pool that the job is handed to. */
  readonly worker?: string
}

const REVOKED = 'revoked\n'
const ATTEMPT_ID = /^[A-Za-z0-9][\w-]{0,99}$/

export function isAttemptId(text: string): boolean {
  return ATTEMPT_ID.test(text)
}

/** The folders of the runs of one instrument: what it remembers. */
export class RunFolders {
  readonly root: string
  readonly #random: Random

  constructor(folder: string, random: Random) {
    this.root = join(folder, 'runs')
    this.#random = random
  }

  pathOf(attemptId: string): string {
    return join(this.root, attemptId)
  }

  /** Where the program works and leaves what it makes, unless told otherwise. */
  workFolderOf(attemptId: string): string {
    return join(this.pathOf(attemptId), 'work')
  }

  requestFileOf(attemptId: string): string {
    return join(this.pathOf(attemptId), 'request.json')
  }

  /** An id that lives as long as what is remembered; made where there is none. */
  async memoryId(): Promise<string> {
    const path = join(this.root, '.memory')
    const known = await textOf(path)
    if (known) return known.trim()
    await files.makeFolder(this.root)
    const id = this.#random.id()
    await writeDurably(this.root, '.memory', `${id}\n`)
    return id
  }

  async attemptIds(): Promise<string[]> {
    return (await files.list(this.root)).filter(isAttemptId)
  }

  async has(attemptId: string): Promise<boolean> {
    return stat(this.pathOf(attemptId)).then(
      () => true,
      (error: unknown) => {
        if (isMissing(error)) return false
        throw error
      },
    )
  }

  /**
   * Makes the folder with the request in it, durable before anything can begin in it.
   * @throws where it is there already, or can't be made; then nothing was begun.
   */
  async create(request: StartRequest, worker?: string): Promise<void> {
    const beside = join(this.root, `.new-${request.attemptId}`)
    await rm(beside, { recursive: true, force: true })
    await files.makeFolder(join(beside, 'work'))
    const bootId = await machineBootId()
    const written: Written = { ...request, bootId, ...(worker === undefined ? {} : { worker }) }
    await writeDurably(beside, 'request.json', `${JSON.stringify(written)}\n`)
    // A folder is renamed over an empty one at the most, and one of ours never is empty.
    await rename(beside, this.pathOf(request.attemptId))
    await files.syncFolder(this.root)
  }

  /** @throws where the folder or its request can't be read. */
  async requestOf(attemptId: string): Promise<Written> {
    return JSON.parse(await readFile(this.requestFileOf(attemptId), 'utf8')) as Written
  }

  /** @throws where there is a claim and it can't be read. */
  async claimOf(attemptId: string): Promise<Claim> {
    const text = await textOf(join(this.pathOf(attemptId), 'claim'))
    if (text === undefined) return { kind: 'none' }
    if (text === REVOKED) return { kind: 'revoked' }
    const mark = parseMark(text)
    if (!mark) throw new Error(`the claim of the run ${attemptId} can't be read`)
    return { kind: 'begun', mark }
  }

  /** Takes the claim unless it is taken, and gives the one that holds. Once it is ours the program never begins. */
  async revoke(attemptId: string): Promise<Claim> {
    const folder = this.pathOf(attemptId)
    await writeDurably(folder, 'claim.revoked', REVOKED)
    await link(join(folder, 'claim.revoked'), join(folder, 'claim')).catch((error: unknown) => {
      if (!messageOf(error).includes('EEXIST')) throw error
    })
    await files.syncFolder(folder)
    return this.claimOf(attemptId)
  }

  /** The exit code, once the program has ended and all its output is there. */
  async endOf(attemptId: string): Promise<number | undefined> {
    const text = await textOf(join(this.pathOf(attemptId), 'end'))
    return text === undefined ? undefined : Number(text.trim())
  }

  async cancelOf(attemptId: string): Promise<CancelMark | undefined> {
    const text = await textOf(join(this.pathOf(attemptId), 'cancel.json'))
    return text === undefined ? undefined : (JSON.parse(text) as CancelMark)
  }

  markCancel(attemptId: string, mark: CancelMark): Promise<void> {
    return writeDurably(this.pathOf(attemptId), 'cancel.json', JSON.stringify(mark))
  }

  async isReleased(attemptId: string): Promise<boolean> {
    return (await textOf(join(this.pathOf(attemptId), 'released'))) !== undefined
  }

  /** Notes that the result is kept elsewhere, and removes the oldest such folders but for `keep`. */
  async release(attemptId: string, keep: number): Promise<void> {
    if (!(await this.has(attemptId))) return
    await writeDurably(this.pathOf(attemptId), 'released', '')
    const released: { id: string; at: number }[] = []
    for (const id of await this.attemptIds()) {
      const mark = await stat(join(this.pathOf(id), 'released')).catch(() => undefined)
      if (mark) released.push({ id, at: mark.mtimeMs })
    }
    const old = released.sort((a, b) => b.at - a.at).slice(keep)
    for (const { id } of old) await rm(this.pathOf(id), { recursive: true, force: true })
  }
}

async function writeDurably(folder: string, name: string, text: string): Promise<void> {
  const beside = join(folder, `${name}.new`)
  await files.write(beside, new TextEncoder().encode(text))
  await files.sync(beside)
  await files.rename(beside, join(folder, name))
  await files.syncFolder(folder)
}

async function textOf(path: string): Promise<string | undefined> {
  const bytes = await files.read(path)
  return bytes && new TextDecoder().decode(bytes)
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
