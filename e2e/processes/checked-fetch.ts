import { compileForeignSchema, type JsonSchema } from '@muster/runtime'

interface OpenApi {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Documented>> }>>>
  >
}
interface Documented {
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>
}

/**
 * A `fetch` that holds each answer of a coordinator against the OpenAPI document that it serves.
 * @returns what rejects for a route, a status or a form that is not documented
 */
export function checkedFetch(origin: string): typeof fetch {
  let document: OpenApi | undefined
  return async (input, init) => {
    const response = await fetch(input, init)
    const authorization = new Headers(init?.headers).get('authorization')
    const headers = authorization === null ? {} : { authorization }
    document ??= (await (await fetch(`${origin}/openapi.json`, { headers })).json()) as OpenApi
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    await check(document, init?.method ?? 'GET', pathname, response)
    return response
  }
}

async function check(document: OpenApi, method: string, path: string, response: Response): Promise<void> {
  const asked = `${method} ${path}`
  const { status } = response
  const route = Object.entries(document.paths).find(([pattern]) => matches(pattern, path))?.[1]
  const documented = route?.[method.toLowerCase()]?.responses[String(status)]
  if (!documented) throw new Error(`${asked} answered ${status}, which is not in the OpenAPI document`)
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
  const content = documented.content?.[type]
  if (!content) throw new Error(`${asked} ${status} came as ${type}, which is not documented`)
  // A stream has no end to wait for; its events are checked by whoever reads them.
  if (type === 'text/event-stream') return
  const parse = compileForeignSchema(content.schema)
  const body: unknown = type.endsWith('json') ? await response.clone().json() : await response.clone().text()
  const parsed = parse.ok ? parse.value(body) : parse
  if (!parsed.ok) throw new Error(`${asked} ${status} is not as documented: ${JSON.stringify(parsed.faults)}`)
}

function matches(pattern: string, path: string): boolean {
  const asked = path.split('/')
  const parts = pattern.split('/')
  return (
    parts.length === asked.length &&
    parts.every((part, index) => part.startsWith('{') || part === asked[index])
  )
}
