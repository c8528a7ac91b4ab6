import { type AccessRules, accessRules, mayUseClientId, type Principal } from '@muster/protocol'
import type { Logger } from '@muster/runtime'
import { authenticator, type Credential } from './credentials.ts'

/** What was refused since the start. */
export interface Refusals {
  logins: number
  publishes: number
  subscriptions: number
}

/** Names of clients and topics are chosen by strangers; past this many, denials are counted and not logged. */
const MOST_LOGGED = 1_000

export type Admission = { readonly who: Principal } | { readonly refused: 'login' | 'client-id' }

/** Everyone on a broker without credentials, which answers on loopback only. */
const ANYONE: Principal = { role: 'coordinator' }

/** Decides who comes in and who may say and hear what; counts each refusal, and logs it once. */
export class Gatekeeper {
  readonly refusals: Refusals = { logins: 0, publishes: 0, subscriptions: 0 }
  readonly #rules: AccessRules | undefined
  readonly #authenticate: ReturnType<typeof authenticator> | undefined
  readonly #logger: Logger
  readonly #logged = new Set<string>()

  /** Without credentials all is allowed but the broker's own topics and shared subscriptions. */
  constructor(site: string, credentials: readonly Credential[] | undefined, logger: Logger) {
    this.#rules = credentials && accessRules(site)
    this.#authenticate = credentials && authenticator(credentials)
    this.#logger = logger
  }

  admit(clientId: string, username: string | undefined, password: Uint8Array | undefined): Admission {
    if (!this.#authenticate) return { who: ANYONE }
    const who = this.#authenticate(username ?? '', password ?? new Uint8Array())
    if (who && mayUseClientId(who, clientId)) return { who }
    const refused = who ? 'client-id' : 'login'
    this.refusals.logins += 1
    this.#logOnce('refused a login', { clientId, username: username ?? '', why: refused })
    return { refused }
  }

  mayPublish(clientId: string, who: Principal, topic: string): boolean {
    const isAllowed = !topic.startsWith('$') && (this.#rules?.mayPublish(who, topic) ?? true)
    if (isAllowed) return true
    this.refusals.publishes += 1
    this.#logOnce('dropped a message on a topic that its sender may not use', { clientId, topic })
    return false
  }

  maySubscribe(clientId: string, who: Principal, filter: string): boolean {
    // aedes takes `$share/...` for a topic, grants it and delivers nothing; `$SYS` tells of other clients.
    const isAllowed = !filter.startsWith('$') && (this.#rules?.maySubscribe(who, filter) ?? true)
    if (isAllowed) return true
    this.refusals.subscriptions += 1
    this.#logOnce('refused a subscription', { clientId, filter })
    return false
  }

  #logOnce(message: string, fields: Readonly<Record<string, string>>): void {
    const key = JSON.stringify([message, fields])
    if (this.#logged.has(key) || this.#logged.size >= MOST_LOGGED) return
    this.#logged.add(key)
    this.#logger.warn(message, fields)
    if (this.#logged.size === MOST_LOGGED) this.#logger.warn('many refusals: further ones are only counted')
  }
}
