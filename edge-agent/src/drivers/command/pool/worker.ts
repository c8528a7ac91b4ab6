import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, millis, type Random, sleep } from '@muster/runtime'
import { durationOf } from '../../shared/declared-activity.ts'
import { isAlive, parseMark, type ProcessMark, signalGroup } from '../process-table.ts'
import { environmentOf, KEEP_OUTPUT, spawnDetached } from '../wrapper.ts'
import { PipeReader, writeLine } from './pipe.ts'
import type { PoolSettings } from './settings.ts'

/** How often it is looked whether a program has begun. */
const MARK_EVERY = millis(5)
const BEGIN_LIMIT = millis(5_000)

/**
 * What stands around a program of a pool. Its pipes stay open as long as it lives, whoever comes and goes at the
 * other end: neither the death of the agent nor the end of a call ends it. It says when the program has ended.
 */
const SCRIPT = `
umask 077
dir=$1 work=$2 told=
shift 2
cd "$dir" || exit 1
start=$(cut -d ' ' -f 22 "/proc/$$/stat") || exit 1
read -r boot < /proc/sys/kernel/random/boot_id
mkfifo in.pipe out.pipe err.pipe || exit 1
${KEEP_OUTPUT}
trap 'told=yes' TERM INT HUP
exec 5<> out.pipe 6<> err.pipe
keep err &
printf '%s %s %s\\n' "$$" "$start" "$boot" > mark.new && mv mark.new mark || exit 1
[ -n "$told" ] && exit 1
(cd "$work" && exec "$@") <> in.pipe >&5 2>&6 5>&- 6>&-
printf '%s\\n' "$WORKER_ENDED" >&5
`

/** The line that stands for the end of the program itself, in the way of its answers. */
export const WORKER_ENDED = 'muster: the program of the pool has ended'

/** One program of a pool, and the folder in which its pipes are. */
export class Worker {
  readonly id: string
  readonly folder: string
  readonly mark: ProcessMark

  private constructor(id: string, folder: string, mark: ProcessMark) {
    this.id = id
    this.folder = folder
    this.mark = mark
  }

  /** Begins a program; it may need a while before it takes jobs. @throws where it could not be begun. */
  static async begin(
    pool: PoolSettings,
    root: string,
    ports: { clock: Clock; random: Random },
  ): Promise<Worker> {
    const id = ports.random.id()
    const folder = join(root, id)
    await mkdir(join(folder, 'work'), { recursive: true })
    await writeFile(join(folder, 'pool'), pool.name)
    const work = pool.folder ?? join(folder, 'work')
    const environment = { ...environmentOf(pool.environment), WORKER_ENDED }
    await spawnDetached(
      '/bin/sh',
      [...['-c', SCRIPT, 'muster-worker', folder, work], ...[pool.program, ...pool.arguments]],
      environment,
    )
    const giveUp = ports.clock.monotonic() + BEGIN_LIMIT
    for (;;) {
      const worker = await Worker.at(root, id)
      if (worker) return worker
      if (ports.clock.monotonic() > giveUp)
        throw new Error(`a program of the pool ${pool.name} did not begin`)
      await sleep(ports.clock, MARK_EVERY)
    }
  }

  /** @returns undefined where no program has begun in that folder. */
  static async at(root: string, id: string): Promise<Worker | undefined> {
    const folder = join(root, id)
    const text = await readFile(join(folder, 'mark'), 'utf8').catch(() => '')
    const mark = parseMark(text)
    return mark && new Worker(id, folder, mark)
  }

  get inPipe(): string {
    return join(this.folder, 'in.pipe')
  }

  get outPipe(): string {
    return join(this.folder, 'out.pipe')
  }

  isAlive(): Promise<boolean> {
    return isAlive(this.mark)
  }

  /** Whether it has ever said that it takes jobs. */
  isReady(): Promise<boolean> {
    return readFile(join(this.folder, 'ready')).then(
      () => true,
      () => false,
    )
  }

  /** Waits for it to say that it takes jobs. Never asked of one that has a run. */
  async becomesReady(pool: PoolSettings, clock: Clock): Promise<boolean> {
    if (pool.ready !== undefined) {
      await using reader = await PipeReader.open(this.outPipe)
      const within = durationOf(pool.readyLimit)
      if (!(await reader.hears(pool.ready, { ...this.#unlessDead, within, clock }))) return false
    }
    await writeFile(join(this.folder, 'ready.new'), '')
    await rename(join(this.folder, 'ready.new'), join(this.folder, 'ready'))
    return true
  }

  /** Whether it answers its health line. Never asked of one that has a run: the answer would be taken from it. */
  async isHealthy(pool: PoolSettings, clock: Clock): Promise<boolean> {
    if (!(await this.isAlive())) return false
    if (!pool.health) return true
    await using reader = await PipeReader.open(this.outPipe)
    await reader.drain()
    if (!(await writeLine(this.inPipe, pool.health.line))) return false
    // Awaited here: the reader is closed when this ends.
    return await reader.hears(pool.health.answer, {
      ...this.#unlessDead,
      within: durationOf(pool.health.limit),
      clock,
    })
  }

  get #unlessDead() {
    return { unless: WORKER_ENDED, isThere: () => this.isAlive() }
  }

  signal(signal: NodeJS.Signals): Promise<void> {
    return signalGroup(this.mark, signal)
  }

  /** Its folder is of no use once it is dead. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
