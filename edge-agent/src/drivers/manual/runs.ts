import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { Failure } from '@muster/protocol'
import { compileSchema, type FileSystem, InvalidInputError, messageOf, MusterError } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import type { RunEnd } from '../../instruments/driver.ts'

const End = Type.Unsafe<RunEnd>(
  Type.Object({
    kind: Type.String({ enum: ['succeeded', 'failed', 'cancelled', 'stopped-locally'] }),
    result: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    failure: Type.Optional(
      Type.Unsafe<Failure>(Type.Object({ code: Type.String(), message: Type.String() })),
    ),
    note: Type.Optional(Type.String()),
  }),
)

/** What a person was asked to do, and what came of it: a file of its own. */
const ManualRun = Type.Object({
  attemptId: Type.String(),
  activity: Type.String(),
  parameters: Type.Record(Type.String(), Type.Unknown()),
  /** Wall clock, ISO 8601. */
  since: Type.String(),
  end: Type.Optional(End),
})
export type ManualRun = Static<typeof ManualRun>

const parseRun = compileSchema<ManualRun>(ManualRun)

/** Bytes of a photo at the most. */
const LARGEST_PHOTO = 25_000_000

/** The folder was not written to: nothing is known to be different there. */
export class NotWrittenError extends MusterError {
  constructor(cause: unknown) {
    super('not-written', 'unavailable', `it could not be written down: ${messageOf(cause)}`, { cause })
  }
}

/** The runs of one desk, in its folder. Whatever fails here makes the folder as good as gone until it was read anew. */
export class RunFolder {
  readonly runs: ReadonlyMap<string, ManualRun>
  readonly mark: string
  readonly #fileSystem: FileSystem
  readonly #folder: string
  readonly #runs: Map<string, ManualRun>

  private constructor(fileSystem: FileSystem, folder: string, runs: Map<string, ManualRun>, mark: string) {
    this.#fileSystem = fileSystem
    this.#folder = folder
    this.#runs = runs
    this.runs = runs
    this.mark = mark
  }

  /** @param newMark for a folder that has none. @throws where it can't be read, or what is in it is not understood */
  static async open(fileSystem: FileSystem, folder: string, newMark: string): Promise<RunFolder> {
    await fileSystem.makeFolder(`${folder}/runs`)
    const mark = await markOf(fileSystem, folder, newMark)
    const names = (await fileSystem.list(`${folder}/runs`)).filter(name => name.endsWith('.json'))
    // What a start that broke off may have left is shown to people from now on: it must not go with the power.
    await fileSystem.syncFolder(`${folder}/runs`)
    const runs = new Map<string, ManualRun>()
    for (const name of names) {
      const run = readRun(name, await fileSystem.read(`${folder}/runs/${name}`))
      runs.set(run.attemptId, run)
    }
    return new RunFolder(fileSystem, folder, runs, mark)
  }

  get open(): ManualRun | undefined {
    return [...this.#runs.values()].find(run => !run.end)
  }

  /**
   * Resolves when it is durable.
   * @param isWanted asked right before it counts
   * @throws NotWrittenError where surely nothing was; any other error where it may have been
   */
  async put(run: ManualRun, isWanted: () => boolean = () => true): Promise<void> {
    const path = this.#path(run.attemptId)
    try {
      await this.#fileSystem.write(
        `${path}.new`,
        new TextEncoder().encode(`${JSON.stringify(run, undefined, 1)}\n`),
      )
      await this.#fileSystem.sync(`${path}.new`)
    } catch (error) {
      throw new NotWrittenError(error)
    }
    if (!isWanted()) throw new NotWrittenError(new Error('the driver was closed, or its folder was away'))
    await this.#fileSystem.rename(`${path}.new`, path)
    await this.#fileSystem.syncFolder(`${this.#folder}/runs`)
    this.#runs.set(run.attemptId, run)
  }

  async forget(attemptId: string): Promise<void> {
    await this.#fileSystem.remove(this.#path(attemptId))
    await this.#fileSystem.syncFolder(`${this.#folder}/runs`)
    this.#runs.delete(attemptId)
  }

  /** Rejects when the folder can't be used any more. */
  async check(): Promise<void> {
    const mark = await this.#fileSystem.read(`${this.#folder}/mark`)
    if (new TextDecoder().decode(mark) !== this.mark) throw new Error('it is another folder than before')
  }

  /** Copies a photo into the folder. @throws InvalidInputError where it can't be read */
  async keepPhoto(attemptId: string, path: string, number: number) {
    const bytes = await this.#fileSystem.read(path).catch((error: unknown) => {
      throw noPhoto(path, messageOf(error))
    })
    if (!bytes) throw noPhoto(path, 'there is no such file on the machine of the agent')
    if (bytes.length > LARGEST_PHOTO) throw noPhoto(path, `it has more than ${LARGEST_PHOTO} bytes`)
    const folder = `${this.#folder}/photos/${attemptId}`
    const name = `${number}-${basename(path)
      .replaceAll(/[^\w.-]/g, '_')
      .slice(-100)}`
    await this.#fileSystem.makeFolder(folder)
    await this.#fileSystem.write(`${folder}/${name}`, bytes)
    await this.#fileSystem.sync(`${folder}/${name}`)
    await this.#fileSystem.syncFolder(folder)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return { file: `photos/${attemptId}/${name}`, sha256, bytes: bytes.length }
  }

  #path(attemptId: string): string {
    return `${this.#folder}/runs/${encodeURIComponent(attemptId)}.json`
  }
}

const noPhoto = (path: string, why: string) =>
  new InvalidInputError('the photo can not be kept', [{ field: 'photos', message: `${path}: ${why}` }])

async function markOf(fileSystem: FileSystem, folder: string, newMark: string): Promise<string> {
  const bytes = await fileSystem.read(`${folder}/mark`)
  if (bytes && bytes.length > 0) return new TextDecoder().decode(bytes)
  await fileSystem.write(`${folder}/mark`, new TextEncoder().encode(newMark))
  await fileSystem.sync(`${folder}/mark`)
  await fileSystem.syncFolder(folder)
  return newMark
}

function readRun(name: string, bytes: Uint8Array | undefined): ManualRun {
  try {
    const parsed = parseRun(JSON.parse(new TextDecoder().decode(bytes)))
    if (parsed.ok) return parsed.value
    throw new Error(parsed.faults.map(fault => `${fault.field} ${fault.message}`).join('; '))
  } catch (error) {
    throw new MusterError('run-unreadable', 'instrument', `runs/${name} can't be read: ${messageOf(error)}`)
  }
}
