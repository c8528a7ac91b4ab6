import type { TelemetryPoint } from '@muster/protocol'
import type { FileSystem } from '@muster/runtime'
import { decodePoints, encodePoints, newSegment, type Segment, segmentNamed } from './segment.ts'
import { thinned, withoutValues } from './thinning.ts'

/** A file of this length is not added to any more. */
const SEGMENT_BYTES = 64 * 1024

/** Points of one stream that are to be sent next. */
export interface Stretch {
  readonly stream: string
  readonly points: readonly TelemetryPoint[]
}

/**
 * Points on disk, oldest first, in files that are only appended to. What is more than there is room for is dropped by class: live
 * values go first, oldest first; then progress is thinned, every second point at a time; whole files go last.
 */
export class Spool {
  readonly #fileSystem: FileSystem
  readonly #folder: string
  readonly #segments: Segment[]
  #maxBytes: number
  /** The one that is being sent: it stays as it is. */
  #head: { readonly segment: Segment; points: TelemetryPoint[] } | undefined

  private constructor(fileSystem: FileSystem, folder: string, maxBytes: number, segments: Segment[]) {
    this.#fileSystem = fileSystem
    this.#folder = folder
    this.#maxBytes = maxBytes
    this.#segments = segments
  }

  static async open(fileSystem: FileSystem, folder: string, maxBytes: number): Promise<Spool> {
    await fileSystem.makeFolder(folder)
    const names = await fileSystem.list(folder)
    const segments = names.flatMap(name => segmentNamed(name) ?? [])
    for (const segment of segments)
      segment.bytes = (await fileSystem.read(`${folder}/${segment.name}`))?.length ?? 0
    return new Spool(fileSystem, folder, maxBytes, segments)
  }

  get isEmpty(): boolean {
    return this.#segments.length === 0
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  set maxBytes(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Resolves when the points are on disk. Calls must not overlap, here and below. */
  async append(stream: string, points: readonly TelemetryPoint[]): Promise<void> {
    const bytes = encodePoints(points)
    const segment = this.#tail(stream)
    const path = this.#pathOf(segment)
    await this.#fileSystem.append(path, bytes)
    await this.#fileSystem.sync(path)
    if (!this.#segments.includes(segment)) {
      await this.#fileSystem.syncFolder(this.#folder)
      this.#segments.push(segment)
    }
    segment.bytes += bytes.length
    await this.#makeRoom()
  }

  /** What is to be sent first; undefined where nothing is. */
  async next(): Promise<Stretch | undefined> {
    while (!this.#head) {
      const [segment] = this.#segments
      if (!segment) return undefined
      const points = decodePoints(await this.#fileSystem.read(this.#pathOf(segment)))
      if (points.length > 0) this.#head = { segment, points }
      else await this.#remove(segment)
    }
    return { stream: this.#head.segment.stream, points: this.#head.points }
  }

  /** The coordinator has these: what is below and at the sequence goes. */
  async acknowledged(stream: string, sequence: number): Promise<void> {
    const head = this.#head
    if (head?.segment.stream !== stream) return
    head.points = head.points.filter(point => point.sequence > sequence)
    if (head.points.length > 0) return
    this.#head = undefined
    await this.#remove(head.segment)
  }

  /** The file that is added to: another where it is full, of another process, or being sent. */
  #tail(stream: string): Segment {
    const last = this.#segments.at(-1)
    const isOpen = last?.stream === stream && last.bytes < SEGMENT_BYTES && last !== this.#head?.segment
    return isOpen && last ? last : newSegment((last?.number ?? 0) + 1, stream)
  }

  async #makeRoom(): Promise<void> {
    while (this.bytes > this.#maxBytes) {
      const free = this.#segments.filter(segment => segment !== this.#head?.segment)
      const valued = free.find(({ hasValues }) => hasValues)
      if (valued) {
        await this.#rewrite(valued, withoutValues)
        valued.hasValues = false
        continue
      }
      const least = Math.min(...free.map(segment => segment.thinned))
      const segment = free.find(({ thinned: times }) => times === least)
      if (!segment) return
      const before = segment.bytes
      await this.#rewrite(segment, thinned)
      segment.thinned += 1
      // It could not be made shorter: only now is something given up as a whole.
      if (segment.bytes >= before && segment.bytes > 0) await this.#remove(segment)
    }
  }

  async #rewrite(
    segment: Segment,
    change: (points: readonly TelemetryPoint[]) => TelemetryPoint[],
  ): Promise<void> {
    const path = this.#pathOf(segment)
    const points = change(decodePoints(await this.#fileSystem.read(path)))
    if (points.length === 0) return this.#remove(segment)
    const bytes = encodePoints(points)
    await this.#fileSystem.write(`${path}.new`, bytes)
    await this.#fileSystem.sync(`${path}.new`)
    await this.#fileSystem.rename(`${path}.new`, path)
    await this.#fileSystem.syncFolder(this.#folder)
    segment.bytes = bytes.length
  }

  async #remove(segment: Segment): Promise<void> {
    await this.#fileSystem.remove(this.#pathOf(segment))
    this.#segments.splice(this.#segments.indexOf(segment), 1)
    segment.bytes = 0
  }

  #pathOf({ name }: Segment): string {
    return `${this.#folder}/${name}`
  }
}
