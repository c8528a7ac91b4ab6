import { open } from 'node:fs/promises'
import type { ResultFile } from '@muster/protocol'
import {
  type Clock,
  createBackoff,
  type Logger,
  messageOf,
  millis,
  minutes,
  type Random,
  seconds,
  sleep,
} from '@muster/runtime'
import { hasContent, type KeptFiles, type Manifest } from './kept.ts'
import { type UploadAnswer, type UploadLink, uploadOf } from './upload-link.ts'

const CHUNK = 512 * 1024
/** Of one file, before it is left for later. */
const MOST_TRIES = 5

export interface UploaderPorts {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly kept: KeptFiles
  readonly link: UploadLink
  /** 0: as quickly as it goes. */
  readonly bytesPerSecond: number
  /** Whether the coordinator has acknowledged the end of this attempt: before that it expects no files of it. */
  readonly isReported: (attemptId: string) => boolean
}

/** What waits to be uploaded, for whoever asks how the agent is. */
export interface UploadStatus {
  readonly waiting: number
  /** Refused for good: a person has to look; the copies are still there. */
  readonly refused: number
  /** Why the last one that waits could not be sent. */
  readonly problem?: string
}

type Outcome = 'stored' | 'refused' | 'later'

/** Sends what is kept to the coordinator, one file after another, beside the work of the agent and never in its way. */
export class Uploader {
  readonly #ports: UploaderPorts
  readonly #stop = new AbortController()
  #status: UploadStatus = { waiting: 0, refused: 0 }
  #wake: () => void = () => undefined
  #isWoken = true
  #problem: string | undefined
  #loop: Promise<void> | undefined

  constructor(ports: UploaderPorts) {
    this.#ports = ports
  }

  get status(): UploadStatus {
    return this.#status
  }

  start(): void {
    this.#loop ??= this.#run().catch((error: unknown) => {
      if (!this.#stop.signal.aborted)
        this.#ports.logger.error('uploads have stopped', { error: messageOf(error) })
    })
  }

  /** There may be more to send than before, or somebody to send it to. */
  wake(): void {
    this.#isWoken = true
    this.#wake()
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error('the agent stops'))
    this.#wake()
    await this.#loop
  }

  async #run(): Promise<void> {
    const { clock, random, logger } = this.#ports
    const { signal } = this.#stop
    const backoff = createBackoff({ first: seconds(1), longest: minutes(5) }, random)
    while (!signal.aborted) {
      this.#isWoken = false
      let isLeft = true
      try {
        isLeft = await this.#round()
      } catch (error) {
        signal.throwIfAborted()
        logger.warn('the kept files could not be looked through', { error: messageOf(error) })
      }
      // News come all the time: they are a reason to ask again soon, and not at once, for what has just been refused.
      if (isLeft) await sleep(clock, seconds(1), signal).catch(() => undefined)
      else backoff.reset()
      if (this.#isWoken || signal.aborted) continue
      const woken = new Promise<void>(resolve => {
        this.#wake = resolve
      })
      if (isLeft) {
        const pause = new AbortController()
        await Promise.race([
          sleep(clock, backoff.next(), AbortSignal.any([signal, pause.signal])).catch(() => undefined),
          woken,
        ])
        pause.abort()
      } else await woken
    }
  }

  /** @returns whether something is left that waits for another time */
  async #round(): Promise<boolean> {
    const { kept, isReported } = this.#ports
    let waiting = 0
    let refused = 0
    this.#problem = undefined
    for (const attemptId of await kept.attempts()) {
      if (!isReported(attemptId)) continue
      const manifest = await kept.manifest(attemptId)
      if (!manifest) continue
      const after = await this.#attempt(manifest)
      waiting += after.filter(state => state === 'waiting').length
      refused += after.filter(
        (state, place) => state === 'refused' && manifest.files.list[place]?.sha256,
      ).length
    }
    this.#status = { waiting, refused, ...(this.#problem === undefined ? {} : { problem: this.#problem }) }
    return waiting > 0
  }

  /** Sends what waits of an attempt. @returns how each of its files is then */
  async #attempt(manifest: Manifest): Promise<Manifest['states']> {
    const { kept, logger } = this.#ports
    const { attemptId } = manifest
    let now = manifest
    for (const [place, file] of manifest.files.list.entries()) {
      if (now.states[place] !== 'waiting' || !hasContent(file)) continue
      const { outcome, why } = await this.#file(attemptId, place, file)
      if (why !== undefined) this.#problem = `${file.name} of ${attemptId}: ${why}`
      if (outcome === 'later') {
        logger.warn('a result file waits', { attempt: attemptId, file: file.name, why })
        continue
      }
      if (outcome === 'refused')
        logger.error('a result file was refused', { attempt: attemptId, file: file.name, why })
      const states = now.states.map((state, at) => (at === place ? outcome : state))
      now = { ...now, states, ...(why === undefined ? {} : { why }) }
      await kept.note(now)
      if (outcome === 'stored') await kept.drop(attemptId, place)
    }
    const isDone = now.states.every(
      (state, place) => state === 'stored' || now.files.list[place]?.sha256 === undefined,
    )
    if (isDone) await kept.dropAll(attemptId)
    return now.states
  }

  /** One file, from where it stopped to its end. */
  async #file(
    attemptId: string,
    place: number,
    file: ResultFile & { readonly size: number; readonly sha256: string },
  ): Promise<{ readonly outcome: Outcome; readonly why?: string }> {
    const { kept, link } = this.#ports
    const { signal } = this.#stop
    const upload = uploadOf(attemptId, place)
    let answer = await link.offset(upload, signal)
    for (let tries = 0; tries < MOST_TRIES; ) {
      signal.throwIfAborted()
      switch (answer.kind) {
        case 'stored':
          return { outcome: 'stored' }
        case 'refused':
          return { outcome: 'refused', why: answer.why }
        case 'not-expected':
        case 'not-now':
          return { outcome: 'later', why: answer.why }
        case 'broken':
          tries += 1
          answer = await link.offset(upload, signal)
          break
        case 'wrong-hash': {
          tries += 1
          const hash = await kept.hash(attemptId, place)
          if (hash !== file.sha256) return this.#damaged(upload, hash)
          answer = await link.offset(upload, signal)
          break
        }
        case 'offset':
          answer = await this.#chunk(upload, kept.pathOf(attemptId, place), answer.offset, file.size)
      }
    }
    return { outcome: 'later', why: 'it arrived damaged again and again' }
  }

  async #chunk(upload: string, path: string, offset: number, size: number): Promise<UploadAnswer> {
    const { link, clock, bytesPerSecond } = this.#ports
    const { signal } = this.#stop
    let bytes: Uint8Array
    try {
      bytes = await readAt(path, offset, Math.min(CHUNK, size - offset))
    } catch (error) {
      const why = `its copy can't be read: ${messageOf(error)}`
      await link.giveUp(upload, why, signal)
      return { kind: 'refused', why }
    }
    const answer = await link.send(upload, offset, bytes, signal)
    if (bytesPerSecond > 0) await sleep(clock, millis((bytes.length / bytesPerSecond) * 1_000), signal)
    return answer
  }

  async #damaged(upload: string, hash: string | undefined): Promise<{ outcome: Outcome; why: string }> {
    const why =
      hash === undefined ? 'its copy at the agent is gone' : 'its copy at the agent has changed since'
    const answer = await this.#ports.link.giveUp(upload, why, this.#stop.signal)
    return { outcome: answer.kind === 'not-now' ? 'later' : 'refused', why }
  }
}

/** @throws Error where there are not as many bytes */
async function readAt(path: string, offset: number, length: number): Promise<Uint8Array> {
  await using handle = await open(path)
  const bytes = Buffer.allocUnsafe(Math.max(0, length))
  let read = 0
  while (read < bytes.length) {
    const { bytesRead } = await handle.read(bytes, read, bytes.length - read, offset + read)
    if (bytesRead === 0) throw new Error(`it ends after ${offset + read} bytes`)
    read += bytesRead
  }
  return bytes
}
