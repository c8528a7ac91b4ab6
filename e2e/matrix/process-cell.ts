import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient, type JobDetail } from '@muster/client'
import { millis, minutes, seconds, sleep, systemClock, withTimeout } from '@muster/runtime'
import { checkedFetch } from '../processes/checked-fetch.ts'
import { Lab, type Victim } from '../processes/lab.ts'
import { readLedgers } from '../processes/ledger.ts'
import type { CellEnd } from './cell.ts'
import type { ProcessPoint } from './process-points.ts'
import { AT_THE_POINT } from './stop-at.ts'

/** An instrument that can be asked what became of a start (OPC UA), and one that can't (SCPI without ids). */
export const PROCESS_INSTRUMENTS = ['printer', 'balance'] as const
export type ProcessInstrument = (typeof PROCESS_INSTRUMENTS)[number]

const WORK = {
  printer: { activity: 'print', parameters: { layers: 60, material: '17-4PH' } },
  balance: { activity: 'weigh', parameters: { sample: 'A-17' } },
} as const
/** For how long a victim is away. */
const AWAY = seconds(1)
/** In how much time a cell has to come to its end. */
const LIMIT = minutes(2)
const LOOK = millis(100)

export interface ProcessCellResult {
  readonly end: CellEnd
  readonly attempts: number
  readonly broken: readonly string[]
}

export function expectedProcessEnd(
  point: ProcessPoint,
  victim: Victim,
  instrument: ProcessInstrument,
): CellEnd {
  return instrument === 'balance' && victim === 'agent' && point.isStarting ? 'verifying' : 'succeeded'
}

/** Runs a job in real processes, stops it at the point, kills the victim with kill -9, and sees what comes of it. */
export async function runProcessCell(
  point: ProcessPoint,
  victim: Victim,
  instrument: ProcessInstrument,
): Promise<ProcessCellResult> {
  await using parts = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'muster-matrix-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  const script = `e2e/matrix/gated-${point.passer}.ts`
  const first = { [point.passer]: script, env: { MUSTER_MATRIX_STAGE: point.stage } }
  const lab = parts.use(await Lab.prepare({ folder, instruments: [instrument], usualPorts: false, first }))
  const cell = new ProcessCell(lab, point, victim, instrument)
  // Awaited here: what it uses is let go when this function is left.
  return await withTimeout(
    systemClock,
    LIMIT,
    cell.live(),
    () => new Error(`it has not ended within ${LIMIT} ms`),
  )
}

class ProcessCell {
  readonly #lab: Lab
  readonly #point: ProcessPoint
  readonly #victim: Victim
  readonly #instrument: ProcessInstrument
  readonly #client: Client

  constructor(lab: Lab, point: ProcessPoint, victim: Victim, instrument: ProcessInstrument) {
    this.#lab = lab
    this.#point = point
    this.#victim = victim
    this.#instrument = instrument
    this.#client = createClient({ url: lab.apiUrl, user: 'matrix', fetch: checkedFetch(lab.apiUrl) })
  }

  async live(): Promise<ProcessCellResult> {
    await this.#lab.start()
    await this.#until(async () => (await this.#client.instruments()).length === 1)
    // A coordinator that dies leaves the submission without an answer: it is made again, under its key.
    const submitted = this.#client.submit({ activity: WORK[this.#instrument] })
    submitted.catch(() => undefined)
    await this.#strike()
    const { id } = await submitted
    const end = await this.#settled(id)
    const job = await this.#ended(id)
    return { end, attempts: job.tasks[0]?.attempts ?? 0, broken: await this.#broken(job) }
  }

  async #strike(): Promise<void> {
    const passer = this.#lab.program(this.#point.passer, this.#instrument)
    await passer.logged(AT_THE_POINT)
    await passer.standsStill()
    await this.#lab.kill(this.#victim, this.#instrument)
    if (this.#victim !== this.#point.passer) passer.signal('SIGCONT')
    await sleep(systemClock, AWAY)
    await this.#lab.revive(this.#victim, this.#instrument)
  }

  /** Until the job has ended or a person is asked; who is asked answers as the ledger has it. */
  async #settled(id: string): Promise<CellEnd> {
    let end: CellEnd = 'succeeded'
    await this.#until(async () => {
      if ((await this.#client.job(id)).endedAt !== undefined) return true
      const [prompt] = await this.#client.prompts()
      if (!prompt) return false
      end = 'verifying'
      const wasStarted = (await readLedgers(this.#lab.folder)).length > 0
      const answer = wasStarted ? 'succeeded' : 'start-again'
      await this.#client.answer(prompt.id, { answer, by: 'matrix', comment: 'as the ledger has it' })
      return true
    })
    return end
  }

  async #ended(id: string): Promise<JobDetail> {
    let job: JobDetail | undefined
    await this.#until(async () => {
      job = await this.#client.job(id)
      return job.endedAt !== undefined
    })
    if (!job) throw new Error('there is no job')
    return job
  }

  async #broken(job: JobDetail): Promise<string[]> {
    const ledger = await readLedgers(this.#lab.folder)
    return [
      ...(job.state === 'succeeded'
        ? []
        : [`the job is ${job.state}: ${JSON.stringify(job.tasks[0]?.failure)}`]),
      ...(ledger.length === 1 ? [] : [`the ledger has ${ledger.length} lines`]),
    ]
  }

  /** Looks until it holds; while a part is away nobody answers. */
  async #until(look: () => Promise<boolean>): Promise<void> {
    for (;;) {
      try {
        if (await look()) return
      } catch (error) {
        if (error instanceof Error && /document/.test(error.message)) throw error
      }
      await sleep(systemClock, LOOK)
    }
  }
}
