import type { Clock } from '@muster/runtime'
import type { RunUpdate, StartRequest } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import { fillTemplate } from '../shared/template.ts'
import { endOfProgram } from './end.ts'
import type { Output } from './output.ts'
import { CallWatch } from './pool/call-standing.ts'
import { isAnswered, type Pools } from './pool/pools.ts'
import { isAlive, machineBootId, type ProcessMark, signalGroup } from './process-table.ts'
import type { RunFolders } from './run-folder.ts'
import type { CommandActivity } from './settings.ts'

/** A run whose claim was taken by what runs it. */
export interface BegunRun {
  readonly id: string
  /** Of its program, or of the call to one of a pool. */
  readonly mark: ProcessMark
  readonly activity: CommandActivity
  /** The program of a pool that was given it. */
  readonly worker: string | undefined
}

/** Tells by the folders of runs, and by which processes live, how runs stand. */
export class RunReader {
  readonly #folders: RunFolders
  readonly #pools: Pools
  readonly #clock: Clock
  readonly #calls: CallWatch

  constructor(folders: RunFolders, pools: Pools, clock: Clock) {
    this.#folders = folders
    this.#pools = pools
    this.#clock = clock
    this.#calls = new CallWatch(clock)
  }

  /** @returns undefined for a run that is over, or never will be. */
  async whatRuns(id: string): Promise<string | undefined> {
    const code = await this.#folders.endOf(id)
    const claim = await this.#folders.claimOf(id)
    const { bootId, worker } = await this.#folders.requestOf(id)
    if (claim.kind === 'revoked' || (worker === undefined ? code !== undefined : isAnswered(code)))
      return undefined
    if (claim.kind === 'none')
      return bootId === (await machineBootId()) ? `the program of ${id} may be about to begin` : undefined
    if (code === undefined && (await isAlive(claim.mark))) return `the program of ${id} runs`
    if (worker === undefined || (await this.#folders.isReleased(id))) return undefined
    const program = await this.#pools.workerOf(worker)
    return (await program?.isAlive())
      ? `the program of the pool that was given ${id} (process ${program?.mark.pid}) may still be at it`
      : undefined
  }

  /** How a run stands. Kills what has not ended some time after it was asked to. */
  async read({ id, mark, activity, worker }: BegunRun, output: Output): Promise<RunUpdate> {
    // In this order: what is gone now wrote its end before.
    const alive = await isAlive(mark)
    const code = await this.#folders.endOf(id)
    const asked = await this.#folders.cancelOf(id)
    if (worker !== undefined && !isAnswered(code)) {
      await output.read(false)
      const isCarried = alive && code === undefined
      const isSameBoot = mark.bootId === (await machineBootId())
      const askedAt = isSameBoot ? asked?.at : undefined
      const end = await this.#readCall({ id, mark, activity, worker }, isCarried, askedAt)
      return end ?? output.progress
    }
    if (code !== undefined) {
      if (asked) return { kind: 'cancelled' }
      await output.read(true)
      return endOfProgram(code, activity, output, this.#resultFile(id, activity))
    }
    if (!alive) {
      if (asked && mark.bootId === (await machineBootId())) return { kind: 'cancelled' }
      return {
        kind: 'lost',
        reason: 'the program is gone and left no exit code: killed, or the machine went off',
      }
    }
    const waited = asked && this.#clock.wall() - asked.at
    if (waited !== undefined && waited >= durationOf(activity.cancel.killAfter)) {
      await this.#folders.markCancel(id, { at: asked?.at ?? 0, killed: true })
      await signalGroup(mark, 'SIGKILL')
    }
    await output.read(false)
    return output.progress
  }

  async #readCall(
    { id, mark, activity, worker: workerId }: BegunRun & { readonly worker: string },
    isCarried: boolean,
    askedAt: number | undefined,
  ): Promise<RunUpdate | undefined> {
    const worker = await this.#pools.workerOf(workerId)
    const killAfter = durationOf(activity.cancel.killAfter)
    const standing = await this.#calls.judge(id, { isCarried, worker, askedAt, killAfter })
    if (typeof standing !== 'string') return standing
    if (standing === 'kill-call') await signalGroup(mark, 'SIGKILL')
    if (standing === 'kill-worker') {
      await this.#folders.markCancel(id, { at: askedAt ?? 0, killed: true })
      await worker?.signal('SIGKILL')
    }
    return undefined
  }

  #resultFile(id: string, activity: CommandActivity): string | undefined {
    const { file } = activity.result
    if (file === undefined) return undefined
    const path = fillTemplate(file, valuesOf(this.#folders, id, {}), () => undefined)
    return path.ok ? path.value : undefined
  }
}

/** What arguments and result files may name. */
export function valuesOf(
  folders: RunFolders,
  id: string,
  parameters: StartRequest['parameters'],
): Readonly<Record<string, unknown>> {
  const inputFile = folders.requestFileOf(id)
  return { ...parameters, attemptId: id, inputFile, runFolder: folders.workFolderOf(id) }
}
