/** The whole of Muster at work: `pnpm demo --help`. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  changesOf,
  type Client,
  createClient,
  LiveDisplay,
  renderRun,
  type Run,
  type RunState,
} from '@muster/client'
import { parseSubmission } from '@muster/protocol'
import {
  formatDuration,
  messageOf,
  millis,
  parseYaml,
  repeat,
  seconds,
  sleep,
  systemClock,
} from '@muster/runtime'
import { type AgentName, Lab, type Victim, VICTIMS } from './lab.ts'
import { Operator } from './operator.ts'
import { summary } from './summary.ts'

const HELP = `Runs a laboratory on this machine: an MQTT broker, a coordinator, three agents, and a simulated printer, furnace and
balance, each a process of its own. Submits a binder-jet work order (print, cure, sinter, weigh), shows it at work, and goes
on serving until Ctrl-C.

  pnpm demo                 hours of work in half a minute
  pnpm demo --once          ends when the work order has: exit code 0 if it succeeded and each task was started once
  pnpm demo --kill PART     agent, coordinator or broker: kills it (kill -9) in the middle of the print, and starts it again
  pnpm demo --keep          leaves configurations, journals and ledgers where they are
`

/** How far the print is when a part is killed, and for how long it is away. */
const KILL_AT_PERCENT = 40
const AWAY = seconds(2)
const PRINTER_AGENT: AgentName = 'printer-pc'

class Demo {
  readonly #lab: Lab
  readonly #client: Client
  readonly #display = process.stdout.isTTY ? new LiveDisplay(process.stdout) : undefined
  readonly #operator: Operator
  #kill: Victim | undefined
  #killing: Promise<void> | undefined
  #shown: RunState | undefined
  #hasProgress = false

  constructor(lab: Lab, kill: Victim | undefined) {
    this.#lab = lab
    this.#kill = kill
    this.#client = createClient({ url: lab.apiUrl, user: 'demo' })
    this.#operator = new Operator(lab, this.#client, line => this.say(line))
  }

  say(line: string): void {
    if (this.#display) this.#display.log(line)
    else process.stdout.write(`${line}\n`)
  }

  async start(): Promise<void> {
    this.say('starting: broker, coordinator, 3 instruments, 3 agents …')
    await this.#lab.start()
    await this.#whenAllAreKnown()
    this.say(`API            ${this.#lab.apiUrl}/v1/jobs`)
    this.say(`documentation  ${this.#lab.apiUrl}/docs`)
    this.say(`files          ${this.#lab.folder}`)
  }

  /** Submits the work order and follows it. @returns whether it succeeded, with each task started once. */
  async workOrder(): Promise<boolean> {
    const text = await readFile(new URL('lab/work-order.yaml', import.meta.url), 'utf8')
    const parsed = parseSubmission(parseYaml(text, 'work-order.yaml').value)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
    const run = await this.#client.submit(parsed.value.submission)
    this.say(`submitted      e2e/demo/lab/work-order.yaml as ${run.id}\n`)
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
      const percent = print?.progress?.percent ?? 0
      if (percent > 0 && !this.#hasProgress) {
        this.#hasProgress = true
        this.say(
          `first progress ${formatDuration(millis(Math.round(process.uptime() * 1_000)))} after the start`,
        )
      }
      if (percent >= KILL_AT_PERCENT && this.#kill) {
        this.#killing = this.#killAndRevive(this.#kill, percent)
        this.#kill = undefined
      }
    }
  }

  async #killAndRevive(victim: Victim, percent: number): Promise<void> {
    const name = victim === 'agent' ? `the agent beside the printer` : `the ${victim}`
    await this.#lab.kill(victim, PRINTER_AGENT)
    this.say(`⚡ killed ${name} (kill -9) with the print at ${Math.floor(percent)} %; the printer prints on`)
    await sleep(systemClock, AWAY)
    await this.#lab.revive(victim, PRINTER_AGENT)
    this.say(`↻ ${name} is back`)
  }

  #show(state: RunState): void {
    if (this.#display) {
      const { width, height } = this.#display
      this.#display.show(renderRun(state, { width, height, color: process.stdout.hasColors() }))
    } else for (const line of changesOf(this.#shown, state)) this.say(line)
    this.#shown = state
  }

  async #conclude(run: Run): Promise<boolean> {
    const job = await this.#client.job(run.id)
    const { lines, isProven } = summary(job, await this.#lab.ledger(), this.#killing !== undefined)
    for (const line of lines) process.stdout.write(`${line}\n`)
    return isProven
  }

  /** The instruments of all agents, with what they can do. */
  async #whenAllAreKnown(): Promise<void> {
    for (;;) {
      const known = await this.#client.instruments()
      if (known.filter(({ link }) => link === 'connected').length === 3) return
      await sleep(systemClock, millis(50))
    }
  }
}

function readArguments() {
  const { values } = parseArgs({
    // `pnpm demo -- --once` is the same as `pnpm demo --once`.
    args: process.argv.slice(2).filter(argument => argument !== '--'),
    options: {
      once: { type: 'boolean', default: false },
      kill: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const kill = VICTIMS.find(victim => victim === values.kill)
  if (values.kill !== undefined && !kill)
    throw new Error(`--kill takes ${VICTIMS.join(', ')}, not ${values.kill}`)
  return { ...values, kill }
}

async function main(): Promise<number> {
  let values: ReturnType<typeof readArguments>
  try {
    values = readArguments()
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${HELP}`)
    return 2
  }
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const interrupted = Promise.withResolvers<number>()
  process.once('SIGINT', () => interrupted.resolve(130))
  process.once('SIGTERM', () => interrupted.resolve(143))
  const folder = await mkdtemp(join(tmpdir(), 'muster-demo-'))
  const lab = await Lab.prepare(folder)
  await using all = new AsyncDisposableStack()
  if (!values.keep) all.defer(() => rm(folder, { recursive: true, force: true }))
  all.use(lab)
  const demo = new Demo(lab, values.kill)
  const work = (async () => {
    await demo.start()
    const isProven = await demo.workOrder()
    if (values.once) return isProven ? 0 : 1
    process.stdout.write(`\nServing until Ctrl-C. Try: npx -y pnpm@12 muster jobs --url ${lab.apiUrl}\n`)
    return interrupted.promise
  })()
  const code = await Promise.race([work, interrupted.promise])
  process.stdout.write('\nstopping: ')
  await lab.stop(part => void process.stdout.write(`${part} `))
  process.stdout.write('\n')
  return code
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`the demo failed: ${error instanceof Error ? error.stack : messageOf(error)}\n`)
    process.exit(1)
  },
)
