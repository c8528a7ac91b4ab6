import type { Client, PromptView } from '@muster/client'
import type { Lab } from '../processes/lab.ts'
import { readLedgers } from '../processes/ledger.ts'

/** Stands in for the person at the instruments: looks at what they wrote down, and answers what is asked. */
export class Operator {
  readonly #lab: Lab
  readonly #client: Client
  readonly #say: (line: string) => void
  readonly #answered = new Set<string>()

  constructor(lab: Lab, client: Client, say: (line: string) => void) {
    this.#lab = lab
    this.#client = client
    this.#say = say
  }

  /** Answers all that is open and that can be answered by now. */
  async answerAll(): Promise<void> {
    for (const prompt of await this.#client.prompts()) {
      if (this.#answered.has(prompt.id)) continue
      const answer = await this.#decide(prompt)
      if (!answer) continue
      this.#answered.add(prompt.id)
      this.#say(`a person is asked: ${prompt.question} ${prompt.known}`)
      this.#say(`  the demo answers "${answer.id}" for them: ${answer.why}`)
      await this.#client.answer(prompt.id, { answer: answer.id, by: 'demo', comment: answer.why })
    }
  }

  /** What a person would say who has been to the instrument. @returns undefined while the run goes on there. */
  async #decide(prompt: PromptView): Promise<{ readonly id: string; readonly why: string } | undefined> {
    const offered = (id: string) => prompt.answers.some(answer => answer.id === id)
    if (prompt.kind === 'verify-start' || prompt.kind === 'repeat-activity') {
      const started = await this.#wasStarted(prompt)
      if (!started && offered('start-again'))
        return { id: 'start-again', why: "the instrument's ledger has no start of it" }
      if (offered('succeeded')) return { id: 'succeeded', why: 'it was started once, and has ended' }
    }
    const [first] = prompt.answers
    return first && { id: first.id, why: `${first.title}: ${first.leadsTo}` }
  }

  async #wasStarted({ taskId }: PromptView): Promise<boolean> {
    if (taskId === undefined) return false
    const task = await this.#client.task(taskId)
    const from = task.attemptList[0]?.offeredAt ?? ''
    const ledger = await readLedgers(this.#lab.folder)
    return ledger.some(({ line }) => line.activity === task.activity && line.at >= from)
  }
}
