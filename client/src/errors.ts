import {
  compileSchema,
  type Duration,
  type ErrorCategory,
  type Fault,
  messageOf,
  MusterError,
  seconds,
} from '@muster/runtime'

/** What the coordinator said no to. `code` and `faults` are its own and stable. */
export class ApiError extends MusterError {
  /** The HTTP status. */
  readonly status: number
  /** When to try again, where the coordinator says so. */
  readonly retryAfter: Duration | undefined

  constructor(
    status: number,
    code: string,
    message: string,
    faults: readonly Fault[] = [],
    retryAfter?: Duration,
  ) {
    super(code, categoryOf(status), message, { faults })
    this.status = status
    this.retryAfter = retryAfter
  }
}

function categoryOf(status: number): ErrorCategory {
  if (status >= 500 || status === 429) return 'unavailable'
  return status === 409 ? 'conflict' : 'input'
}

/** No coordinator could be asked: code `unreachable`. Whether a request got through is not known. */
export class UnreachableError extends MusterError {
  constructor(url: string, why: string, cause?: unknown) {
    const message = `no coordinator answers at ${new URL(url).origin} (${why})`
    super('unreachable', 'unavailable', message, cause === undefined ? {} : { cause })
  }
}

/** Something answered, but not as a coordinator does: code `unexpected-answer`. */
export class UnexpectedAnswerError extends MusterError {
  constructor(url: string, faults: readonly Fault[]) {
    super('unexpected-answer', 'unavailable', `what ${url} answers is not what a coordinator says`, {
      faults,
    })
  }
}

/** Whether the same request may be answered another time. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ApiError) return [429, 502, 503, 504].includes(error.status)
  return error instanceof UnreachableError
}

/** Why a `fetch` failed, in a few words: fetch itself says no more than "fetch failed". */
export function whyFetchFailed(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : messageOf(cause)
  return messageOf(error)
}

interface Problem {
  readonly code: string
  readonly detail: string
  readonly faults?: readonly Fault[]
}
const parseProblem = compileSchema<Problem>({
  type: 'object',
  required: ['code', 'detail'],
  properties: {
    code: { type: 'string' },
    detail: { type: 'string' },
    faults: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
})

/** The error that an answer other than 2xx is (RFC 9457 problem details, or whatever a proxy made of it). */
export async function errorOfResponse(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined)
  const problem = parseProblem(body)
  if (problem.ok) {
    const { code, detail, faults } = problem.value
    return new ApiError(response.status, code, detail, faults, retryAfterOf(response))
  }
  const words = `the answer was ${response.status} ${response.statusText}`.trimEnd()
  return new ApiError(response.status, `http-${response.status}`, words, [], retryAfterOf(response))
}

/** As a coordinator says it: whole seconds. */
function retryAfterOf({ headers }: Response): Duration | undefined {
  const text = headers.get('retry-after') ?? ''
  return /^[0-9]{1,6}$/.test(text) ? seconds(Number(text)) : undefined
}
