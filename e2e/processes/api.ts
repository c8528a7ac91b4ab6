import { checkedFetch } from './checked-fetch.ts'

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Talks to a coordinator, and holds each answer against the OpenAPI document that the coordinator serves. */
export class CheckedApi {
  readonly #url: string
  readonly #fetch: typeof fetch

  constructor(url: string) {
    this.#url = url
    this.#fetch = checkedFetch(url)
  }

  /** @throws Error for an answer that the document does not describe. */
  async call(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await this.#fetch(`${this.#url}${path}`, {
      method,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Answer['body'] }
  }
}
