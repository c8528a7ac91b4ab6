import { type Client, createClient, type PromptView } from '@muster/client'
import { type Duration, messageOf, millis, minutes, seconds, sleep, systemClock } from '@muster/runtime'
import { BENCHES, TOKEN } from './configurations.ts'

const LOOK = millis(250)

export interface Escalation {
  readonly kind: string
  readonly state: string
  readonly entries: readonly { readonly subject: string }[]
}

/** The coordinator as people and programs reach it; it may not answer at any moment. */
export class Api {
  readonly client: Client
  readonly #url: string

  constructor(url: string) {
    this.#url = url
    const options = { user: 'chaos', requestTimeout: seconds(10), retryFor: minutes(30) }
    this.client = createClient({ url, token: TOKEN, ...options })
  }

  /** Newest first, those that are over too; undefined where this coordinator has no such route. */
  async escalations(): Promise<readonly Escalation[] | undefined> {
    const answer = await this.#get('/v1/escalations?state=all&limit=500')
    return (answer as { escalations: readonly Escalation[] } | undefined)?.escalations
  }

  /** The newest 500, those that are over too. */
  async prompts(): Promise<readonly PromptView[]> {
    const answer = await this.#get('/v1/prompts?state=all&limit=500')
    return (answer as { prompts: readonly PromptView[] }).prompts
  }

  /** All agents synchronised, all instruments connected, and the coordinator at its broker. @returns what is not so */
  async whatIsWrong(): Promise<string | undefined> {
    try {
      if ((await this.#get('/readyz')) === undefined) return 'there is no /readyz'
      const agents = await this.client.agents()
      const instruments = await this.client.instruments()
      const wrong = BENCHES.flatMap(({ agent, instrument }) => {
        const there = agents.find(({ id }) => id === agent)
        const link = instruments.find(({ id }) => id === instrument)?.link
        if (!there?.online || !there.synced) return [`${agent} is not synchronised`]
        return link === 'connected' ? [] : [`${instrument} is ${link ?? 'not known'}`]
      })
      return wrong.length > 0 ? wrong.join(', ') : undefined
    } catch (error) {
      return messageOf(error)
    }
  }

  async #get(path: string): Promise<unknown> {
    const late = new AbortController()
    const timer = systemClock.after(seconds(10), () => late.abort())
    try {
      const headers = { authorization: `Bearer ${TOKEN}` }
      const response = await fetch(this.#url + path, { headers, signal: late.signal })
      if (response.status === 404) return undefined
      if (!response.ok) throw new Error(`${path} answered ${response.status}`)
      return await response.json()
    } finally {
      timer.cancel()
    }
  }
}

/** Looks until nothing is wrong any more. @throws Error with what still is, when the time is over */
export async function settled(look: () => Promise<string | undefined>, within: Duration): Promise<void> {
  const until = systemClock.monotonic() + within
  for (;;) {
    const wrong = await look().catch(messageOf)
    if (wrong === undefined) return
    if (systemClock.monotonic() > until) throw new Error(`not at rest within ${within / 1_000} s: ${wrong}`)
    await sleep(systemClock, LOOK)
  }
}
