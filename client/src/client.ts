import { MusterError } from '@muster/runtime'
import type { JobSubmission } from '@muster/protocol'
import type { AgentView, Fault, JobDetail, JobPage, PromptView } from './api-types.ts'

export interface ClientOptions {
  /** Such as `http://127.0.0.1:8420`. */
  readonly url: string
  readonly token?: string
  /** Who submits and cancels. */
  readonly user?: string
}

/** What the coordinator said no to. `code` and `faults` are its own. */
export class ApiError extends MusterError {
  readonly status: number

  constructor(status: number, code: string, message: string, faults: readonly Fault[]) {
    super(code, 'input', message, { faults })
    this.status = status
  }
}

/** A coordinator's API, typed. Every call rejects with ApiError, or with MusterError `unreachable`. */
export interface Client {
  /** The same key with the same submission gives the same job again; without one a lost answer may mean a second job. */
  submit(submission: JobSubmission, idempotencyKey?: string): Promise<JobDetail>
  job(id: string): Promise<JobDetail>
  /** Newest first. */
  jobs(limit?: number): Promise<JobPage>
  cancel(id: string, reason?: string): Promise<JobDetail>
  agents(): Promise<readonly AgentView[]>
  /** Open ones. */
  prompts(): Promise<readonly PromptView[]>
  answer(promptId: string, answer: string, by: string, comment?: string): Promise<PromptView>
}

export function createClient(options: ClientOptions): Client {
  const call = caller(options)
  return {
    submit: (submission, key) =>
      call('POST', '/v1/jobs', submission, key === undefined ? {} : { 'idempotency-key': key }),
    job: id => call('GET', `/v1/jobs/${encodeURIComponent(id)}`),
    jobs: (limit = 50) => call('GET', `/v1/jobs?limit=${limit}`),
    cancel: (id, reason) =>
      call('POST', `/v1/jobs/${encodeURIComponent(id)}/cancel`, reason === undefined ? {} : { reason }),
    agents: async () => (await call<{ readonly agents: readonly AgentView[] }>('GET', '/v1/agents')).agents,
    prompts: async () =>
      (await call<{ readonly prompts: readonly PromptView[] }>('GET', '/v1/prompts')).prompts,
    answer: (id, answer, by, comment) =>
      call('POST', `/v1/prompts/${encodeURIComponent(id)}/answer`, {
        answer,
        by,
        ...(comment === undefined ? {} : { comment }),
      }),
  }
}

function caller({ url, token, user }: ClientOptions) {
  return async <T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> => {
    const response = await reach(`${url}${path}`, {
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(user === undefined ? {} : { 'x-muster-user': user }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer: unknown = await response.json()
    if (response.ok) return answer as T
    const problem = answer as {
      readonly code?: string
      readonly detail?: string
      readonly faults?: readonly Fault[]
    }
    throw new ApiError(
      response.status,
      problem.code ?? 'unknown',
      problem.detail ?? response.statusText,
      problem.faults ?? [],
    )
  }
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    throw new MusterError('unreachable', 'unavailable', `no coordinator answers at ${new URL(url).origin}`, {
      cause: error,
    })
  }
}
