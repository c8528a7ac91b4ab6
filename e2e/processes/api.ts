import { compileForeignSchema, type JsonSchema } from '@muster/runtime'

interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Documented>> }>>>
  >
}
interface Documented {
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>
}

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Talks to a coordinator, and holds each answer against the OpenAPI document that the coordinator serves. */
export class CheckedApi {
  readonly #url: string
  #document: OpenApi | undefined

  constructor(url: string) {
    this.#url = url
  }

  /** @throws Error for an answer that the document does not describe. */
  async call(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const answer = { status: response.status, body: (await response.json()) as Answer['body'] }
    await this.#check(method, path, answer)
    return answer
  }

  async #check(method: string, path: string, { status, body }: Answer): Promise<void> {
    this.#document ??= (await (await fetch(`${this.#url}/openapi.json`)).json()) as OpenApi
    const route = Object.entries(this.#document.paths).find(([pattern]) => matches(pattern, path))?.[1]?.[
      method.toLowerCase()
    ]
    if (!route) throw new Error(`${method} ${path} is not in the OpenAPI document`)
    const schema = Object.values(route.responses[String(status)]?.content ?? {})[0]?.schema
    if (!schema) throw new Error(`${method} ${path} answered ${status}, which is not in the OpenAPI document`)
    const parse = compileForeignSchema(schema)
    const parsed = parse.ok ? parse.value(body) : parse
    if (!parsed.ok)
      throw new Error(`${method} ${path} ${status} is not as documented: ${JSON.stringify(parsed.faults)}`)
  }
}

function matches(pattern: string, path: string): boolean {
  const asked = (path.split('?')[0] ?? '').split('/')
  const parts = pattern.split('/')
  return (
    parts.length === asked.length &&
    parts.every((part, index) => part.startsWith('{') || part === asked[index])
  )
}
