import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, type Duration, type Logger, messageOf, repeat, running } from '@muster/runtime'
import { delayAnswer, deliveryOfStart } from '../faults/answer.ts'
import type { FaultBook } from '../faults/fault-book.ts'
import type { InstrumentModel } from '../instruments/model.ts'
import { isOver, type Run } from '../instruments/run.ts'
import type { ProtocolServer } from '../link/protocol-server.ts'
import { parseJob } from './job.ts'

export interface AnalyserPcOptions {
  readonly model: InstrumentModel
  readonly faults: FaultBook
  readonly clock: Clock
  readonly logger: Logger
  /** Its disk, with all its folders in it. */
  readonly disk: string
  readonly pollEvery: Duration
  /** Takes the share away for a while. */
  cut(): void
}

const FOLDERS = ['jobs', 'working', 'done', 'failed', 'log', 'results', 'stop'] as const
const JOB = /^(.+)\.job$/

interface Job {
  /** Of its file, without the ending. */
  readonly name: string
  /** What its log has said last. */
  said: string
}

/** Begins one power cycle of the PC of an analyser, which does what it finds in a folder. */
export async function startAnalyserPc(options: AnalyserPcOptions): Promise<ProtocolServer> {
  const pc = new AnalyserPc(options)
  await pc.boot()
  let turn: Promise<void> = Promise.resolve()
  let idle = true
  const timer = repeat(options.clock, options.pollEvery, () => {
    // One look after the other; a slow disk makes them fewer.
    if (!idle) return
    idle = false
    turn = pc
      .look()
      .catch((error: unknown) => options.logger.error('a look broke', { error: messageOf(error) }))
      .finally(() => {
        idle = true
      })
  })
  return {
    port: 0,
    ...running(async () => {
      timer.cancel()
      await turn
    }),
  }
}

/** The program on the instrument's PC: what it leaves in its folders is in the README, file by file. */
class AnalyserPc {
  readonly #options: AnalyserPcOptions
  #job: Job | undefined

  constructor(options: AnalyserPcOptions) {
    this.#options = options
  }

  /** What was under way when the power went is among the failed ones afterwards. */
  async boot(): Promise<void> {
    for (const folder of FOLDERS) await mkdir(this.#path(folder), { recursive: true })
    for (const file of await readdir(this.#path('working')))
      await this.#put(file.replace(JOB, '$1'), 'ERROR power failure', 'failed')
  }

  async look(): Promise<void> {
    if (this.#options.faults.take('hang')) return
    if (this.#job) return this.#attend(this.#job)
    const next = (await readdir(this.#path('jobs'))).find(file => JOB.test(file))
    if (next !== undefined && !this.#options.model.busy) await this.#take(next.replace(JOB, '$1'))
  }

  async #take(name: string): Promise<void> {
    const { model, faults, clock } = this.#options
    await rename(this.#path('jobs', `${name}.job`), this.#path('working', `${name}.job`))
    try {
      const text = await readFile(this.#path('working', `${name}.job`), 'utf8')
      await model.start({ activity: 'analyse', ...parseJob(text) })
    } catch (error) {
      return this.#put(name, `ERROR ${messageOf(error)}`, 'failed')
    }
    this.#job = { name, said: '' }
    if (deliveryOfStart(faults) === 'cut') this.#options.cut()
    await delayAnswer(faults, clock)
  }

  async #attend(job: Job): Promise<void> {
    const { model } = this.#options
    const stop = this.#path('stop', `${job.name}.stop`)
    if (await exists(stop)) {
      await rm(stop)
      if (model.busy) model.stop('client')
    }
    const { run, progress, readings } = model
    if (run && isOver(run.state)) return this.#end(job, run)
    if (!progress) return
    const said = [
      `PROGRESS ${Math.floor(progress.percent)}`,
      `STEP ${progress.phase.toUpperCase()}`,
      `FURNACE ${(readings['temperature'] ?? 0).toFixed(1)} °C`,
    ].join('\r\n')
    if (said !== job.said) await this.#say(job.name, said)
    job.said = said
  }

  async #end(job: Job, run: Run): Promise<void> {
    this.#job = undefined
    const { state, results, parameters } = run
    if (state.name !== 'completed') {
      const line = state.name === 'failed' ? `ERROR ${state.error}` : `STOPPED BY ${stopperOf(run)}`
      return this.#put(job.name, line, 'failed')
    }
    const lines = [
      `Sample;${parameters['sample']}`,
      `C;${results['carbon']}`,
      `S;${results['sulphur']}`,
      'Furnace;1350 °C',
    ]
    await writeFile(this.#path('results', `${job.name}.txt`), `${lines.join('\r\n')}\r\n`, 'latin1')
    await this.#put(job.name, 'PROGRESS 100', 'done')
  }

  /** Says a last line, and then moves the job file on. */
  async #put(name: string, line: string, folder: 'done' | 'failed'): Promise<void> {
    await this.#say(name, line)
    await rename(this.#path('working', `${name}.job`), this.#path(folder, `${name}.job`))
  }

  #say(name: string, text: string): Promise<void> {
    return appendFile(this.#path('log', `${name}.log`), Buffer.from(`${text}\r\n`, 'utf16le'))
  }

  #path(...parts: readonly [(typeof FOLDERS)[number], ...string[]]): string {
    return join(this.#options.disk, ...parts)
  }
}

function stopperOf({ state }: Run): string {
  return 'by' in state && state.by === 'panel' ? 'OPERATOR' : 'FILE'
}

function exists(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    () => false,
  )
}
