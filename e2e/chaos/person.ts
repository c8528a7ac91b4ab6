import type { PromptView, TaskDetail } from '@muster/client'
import { messageOf, millis, type Random, seconds, sleep, systemClock } from '@muster/runtime'
import type { Api } from './api.ts'
import { BENCHES } from './configurations.ts'
import { pick } from './faults.ts'
import type { LedgerLine, Site } from './site.ts'

const LOOK = millis(700)
/** In this time of a coordinator that answers, a question has become an escalation. */
const ESCALATED_WITHIN = seconds(20)
const NAME = 'the-person-of-the-test'

/** What `GET /state` of a simulator tells. */
interface InstrumentState {
  readonly bootedAt: string
  readonly run?: { readonly start: number; readonly state: { readonly name: string } }
}

/** The physical starts of a task. */
export function linesOf(task: TaskDetail, ledger: readonly LedgerLine[]): readonly LedgerLine[] {
  const attempts = new Set(task.attemptList.map(({ id }) => id))
  const { sample } = (task.parameters ?? {}) as { readonly sample?: string }
  return ledger.filter(({ jobOrderId, parameters }) =>
    jobOrderId === null ? sample !== undefined && parameters['sample'] === sample : attempts.has(jobOrderId),
  )
}

/** Stands in for the operator: goes to the instrument, looks at what it wrote down, and answers what is asked. */
export class Person {
  /** Tasks that were ordered to be started (again), with the starts that there were then. */
  readonly orders = new Map<string, number>()
  /** Tasks whose end is what the person said. */
  readonly settled = new Set<string>()
  readonly asked = new Map<string, number>()
  /** Questions of which nobody was told. */
  readonly silent: string[] = []
  /** What escalations were about. */
  readonly escalated = new Set<string>()
  hasEscalations = true
  readonly #api: Api
  readonly #site: Site
  readonly #random: Random
  readonly #say: (line: string) => void
  /** Since when each open question has been known, by a coordinator that answers. */
  readonly #known = new Map<string, number>()
  readonly #done = new Set<string>()
  #isOver = false

  constructor(api: Api, site: Site, random: Random, say: (line: string) => void) {
    this.#api = api
    this.#site = site
    this.#random = random
    this.#say = say
  }

  async run(): Promise<void> {
    while (!this.#isOver) {
      // While parts of the site are away nobody answers; the next look is soon.
      await this.#answerAll().catch(() => undefined)
      await sleep(systemClock, LOOK)
    }
  }

  end(): void {
    this.#isOver = true
  }

  async #answerAll(): Promise<void> {
    const open = await this.#api.client.prompts()
    if (open.length === 0) return
    await this.lookAtEscalations()
    for (const prompt of open) {
      this.#count(prompt)
      if (!this.#isEscalated(prompt)) continue
      const answer = await this.#decide(prompt)
      if (answer !== undefined) await this.#answer(prompt, answer)
    }
  }

  async lookAtEscalations(): Promise<void> {
    const escalations = await this.#api.escalations()
    this.hasEscalations = escalations !== undefined
    for (const { entries } of escalations ?? [])
      for (const { subject } of entries) this.escalated.add(subject)
  }

  #count({ id, kind, question, known }: PromptView): void {
    if (this.#known.has(id)) return
    this.#known.set(id, systemClock.monotonic())
    this.asked.set(kind, (this.asked.get(kind) ?? 0) + 1)
    this.#say(`  asked (${kind}): ${question} ${known}`)
  }

  #isEscalated({ id, kind, question }: PromptView): boolean {
    if (!this.hasEscalations || this.escalated.has(`prompt:${id}`)) return true
    const since = this.#known.get(id) ?? 0
    if (systemClock.monotonic() - since < ESCALATED_WITHIN) return false
    const text = `${id} (${kind}): ${question}`
    if (!this.silent.includes(text)) this.silent.push(text)
    return true
  }

  /** @returns undefined where it can't be said yet. */
  async #decide(prompt: PromptView): Promise<string | undefined> {
    const { taskId, kind, answers } = prompt
    const offered = answers.map(({ id }) => id)
    if (taskId === undefined || !['verify-start', 'repeat-activity'].includes(kind)) return offered[0]
    const task = await this.#api.client.task(taskId)
    const lines = linesOf(task, await this.#site.ledger())
    const last = lines.at(-1)
    const isRepeat = kind === 'repeat-activity'
    const become = last ? await this.#whatBecameOf(last) : 'nothing'
    if (become === 'runs') return undefined
    const answer = become === 'nothing' ? 'start-again' : isRepeat ? pick(this.#random, offered) : become
    if (answer === 'start-again') this.orders.set(taskId, lines.length)
    else if (!isRepeat) this.settled.add(taskId)
    return answer
  }

  async #whatBecameOf(line: LedgerLine): Promise<'runs' | 'succeeded' | 'failed'> {
    const bench = BENCHES.find(({ instrument }) => instrument === line.instrument)
    if (!bench) throw new Error(`nobody knows ${line.instrument}`)
    const { bootedAt, run } = JSON.parse(await this.#site.control(bench, 'GET', '/state')) as InstrumentState
    if (run?.start !== line.start) return bootedAt > line.at ? 'failed' : 'succeeded'
    if (run.state.name === 'running' || run.state.name === 'paused') return 'runs'
    return run.state.name === 'completed' ? 'succeeded' : 'failed'
  }

  async #answer({ id, kind }: PromptView, answer: string): Promise<void> {
    if (this.#done.has(id)) return
    const comment = 'as the ledger of the instrument has it'
    try {
      await this.#api.client.answer(id, { answer, by: NAME, comment })
      this.#say(`  answered (${kind}): ${answer}`)
      this.#done.add(id)
    } catch (error) {
      this.#say(`  could not answer: ${messageOf(error)}`)
    }
  }
}
