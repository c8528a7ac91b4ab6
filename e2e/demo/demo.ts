import { readFile } from 'node:fs/promises'
import {
  changesOf,
  type Client,
  createClient,
  LiveDisplay,
  renderRun,
  type Run,
  type RunState,
} from '@muster/client'
import { parseSubmission } from '@muster/protocol/workflow'
import { formatDuration, millis, parseYaml, repeat, seconds, sleep, systemClock } from '@muster/runtime'
import type { Lab, Victim } from '../processes/lab.ts'
import { readLedgers } from '../processes/ledger.ts'
import { Operator } from './operator.ts'
import { summary } from './summary.ts'

/** How far the print is when a part is killed, and for how long it is away. */
const KILL_AT_PERCENT = 40
const AWAY = seconds(2)

/** What a visitor sees. */
export class Demo {
  readonly #lab: Lab
  readonly #began: number
  readonly #client: Client
  readonly #display = process.stdout.isTTY ? new LiveDisplay(process.stdout) : undefined
  readonly #operator: Operator
  #kill: Victim | undefined
  #killing: Promise<void> | undefined
  #shown: RunState | undefined
  #hasProgress = false
  #hasLeft = false

  /** @param began when the laboratory's start was, by the monotonic clock */
  constructor(lab: Lab, kill: Victim | undefined, began: number) {
    this.#lab = lab
    this.#began = began
    this.#kill = kill
    this.#client = createClient({ url: lab.apiUrl, user: 'demo' })
    this.#operator = new Operator(lab, this.#client, line => this.say(line))
  }

  /** The visitor is leaving: nothing more is shown. */
  leave(): void {
    this.#hasLeft = true
    this.#display?.done()
  }

  say(line: string): void {
    if (this.#hasLeft) return
    if (this.#display) this.#display.log(line)
    else process.stdout.write(`${line}\n`)
  }

  /** @param started when all parts of the laboratory work */
  async start(started: Promise<void>): Promise<void> {
    await started
    await this.#whenAllAreKnown()
    this.say(`API            ${this.#lab.apiUrl}/v1/jobs`)
    this.say(`documentation  ${this.#lab.apiUrl}/docs`)
    this.say(`files          ${this.#lab.folder}`)
  }

  /** Submits the work order and follows it. @returns whether it succeeded, with each task started once. */
  async workOrder(): Promise<boolean> {
    const text = await readFile(new URL('work-order.yaml', import.meta.url), 'utf8')
    const parsed = parseSubmission(parseYaml(text, 'work-order.yaml').value)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
    const run = await this.#client.submit(parsed.value.submission)
    this.say(`submitted      e2e/demo/work-order.yaml as ${run.id}\n`)
    const asking = repeat(systemClock, seconds(1), () => {
      // While the coordinator is away nobody can be asked.
      this.#operator.answerAll().catch(() => undefined)
    })
    try {
      await this.#follow(run)
    } finally {
      asking.cancel()
      this.#display?.done()
    }
    await this.#killing
    return this.#conclude(run)
  }

  async #follow(run: Run): Promise<void> {
    for await (const state of run) {
      this.#show(state)
      const print = state.job.tasks.find(({ step }) => step === 'print')
      const percent = print?.progress?.percent
      if (percent !== undefined && !this.#hasProgress) {
        this.#hasProgress = true
        this.say(
          `first progress ${formatDuration(millis(Math.round(systemClock.monotonic() - this.#began)))} after the start`,
        )
      }
      if (percent !== undefined && percent >= KILL_AT_PERCENT && this.#kill) {
        this.#killing = this.#killAndRevive(this.#kill, percent)
        this.#kill = undefined
      }
    }
  }

  async #killAndRevive(victim: Victim, percent: number): Promise<void> {
    const name = victim === 'agent' ? `the agent beside the printer` : `the ${victim}`
    await this.#lab.kill(victim, 'printer')
    this.say(`⚡ killed ${name} (kill -9) with the print at ${Math.floor(percent)} %; the printer prints on`)
    await sleep(systemClock, AWAY)
    await this.#lab.revive(victim, 'printer')
    this.say(`↻ ${name} is back`)
  }

  #show(state: RunState): void {
    if (this.#hasLeft) return
    if (this.#display) {
      const { width, height } = this.#display
      this.#display.show(renderRun(state, { width, height, color: process.stdout.hasColors() }))
    } else for (const line of changesOf(this.#shown, state)) this.say(line)
    this.#shown = state
  }

  async #conclude(run: Run): Promise<boolean> {
    const job = await this.#client.job(run.id)
    const { lines, isProven } = summary(job, await readLedgers(this.#lab.folder), this.#killing !== undefined)
    for (const line of lines) process.stdout.write(`${line}\n`)
    return isProven
  }

  /** The instruments of all agents, with what they can do. */
  async #whenAllAreKnown(): Promise<void> {
    for (;;) {
      const known = await this.#client.instruments()
      if (known.length === 3) return
      await sleep(systemClock, millis(50))
    }
  }
}
