import { type Clock, type Duration, type Random, seconds, systemClock, systemRandom } from '@muster/runtime'
import type { ReadinessOrderWord } from '@muster/protocol'
import type { JobSubmission } from '@muster/protocol/workflow'
import * as answers from './answers.ts'
import type {
  AgentView,
  InstrumentView,
  JobDetail,
  JobView,
  PromptView,
  Stats,
  TaskDetail,
} from './api-types.ts'
import { type ResultFiles, resultFilesBy } from './files.ts'
import { Http } from './http.ts'
import { type JobLife, jobLifeBy } from './job-life.ts'
import { type JobFilter, jobsQuery } from './job-filter.ts'
import { wholeList } from './pages.ts'
import { type Queue, queueBy } from './queue.ts'
import { type Resources, resourcesBy } from './resources.ts'
import { type CancelOptions, Run } from './run.ts'
import { type Forecasts, forecastsBy } from './forecast.ts'
import { type Maintenance, maintenanceBy } from './maintenance.ts'
import { type Once, submitOnce, type SubmitOptions } from './submit.ts'
import { type Supervision, supervisionBy } from './supervision.ts'
import { type Triggers, triggersBy } from './triggers.ts'
import { type Workflows, workflowsBy } from './workflows.ts'

export interface ClientOptions {
  /** Such as `http://127.0.0.1:8420`. */
  readonly url: string
  readonly token?: string
  /** The name of the person for whom this program submits and cancels. */
  readonly user?: string
  /** In the place of the global `fetch`. */
  readonly fetch?: typeof fetch
  readonly clock?: Clock
  readonly random?: Random
  /** How long an answer may take; 30 s unless told. */
  readonly requestTimeout?: Duration
  /** For how long a submission is tried again when no answer comes; 30 s unless told. */
  readonly retryFor?: Duration
}

export interface AnswerOptions {
  /** One of the prompt's answers, by its id. */
  readonly answer: string
  /** The name of the person who answers. */
  readonly by: string
  readonly comment?: string
  /** What the prompt's `fields` ask for, by name. */
  readonly fields?: Readonly<Record<string, unknown>>
}

export interface ReadinessOptions {
  /** `return`: what it was before it was borrowed or in maintenance. */
  readonly readiness: ReadinessOrderWord
  /** The name of the person. */
  readonly by: string
  readonly reason?: string
}

/**
 * A coordinator's API, typed. Every call rejects with ApiError when it was refused, with UnreachableError when no
 * coordinator answered, and with UnexpectedAnswerError when what answered is none.
 */
export interface Client
  extends Supervision,
    Maintenance,
    ResultFiles,
    Resources,
    Queue,
    Forecasts,
    Workflows,
    JobLife,
    Triggers {
  /** Resolves when the job is on the coordinator's disk. A lost answer is asked for again under the same key. */
  submit(submission: JobSubmission, options?: SubmitOptions): Promise<Run>
  /** Follows a job. Nothing is asked until somebody listens. */
  watch(jobId: string): Run
  job(id: string): Promise<JobDetail>
  /** Newest first, page after page as they are wanted. */
  jobs(filter?: JobFilter): AsyncIterable<JobView>
  /** With all its attempts. */
  task(id: string): Promise<TaskDetail>
  /** Asks for the end of a job. What runs is stopped by its instrument, which takes its time. */
  cancel(jobId: string, options?: CancelOptions): Promise<JobDetail>
  agents(): Promise<readonly AgentView[]>
  instruments(): Promise<readonly InstrumentView[]>
  /** Says what an instrument is. Its agent does it; resolves when the coordinator will tell it until it has. */
  setReadiness(instrumentId: string, options: ReadinessOptions): Promise<InstrumentView>
  stats(): Promise<Stats>
  /** Questions to people: the open ones unless told. */
  prompts(state?: PromptView['state'] | 'all'): Promise<readonly PromptView[]>
  answer(promptId: string, options: AnswerOptions): Promise<PromptView>
}

/** @throws InvalidInputError for a URL, token or user that no request could carry. */
export function createClient(options: ClientOptions): Client {
  const { clock = systemClock, random = systemRandom, retryFor = seconds(30) } = options
  const http = new Http({
    url: options.url,
    token: options.token,
    user: options.user,
    fetch: options.fetch ?? fetch,
    clock,
    requestTimeout: options.requestTimeout ?? seconds(30),
  })
  const get = <T>(path: string, parse: answers.Parser<T>, signal?: AbortSignal) =>
    http.ask({ method: 'GET', path }, parse, signal)
  const post = <T>(path: string, body: unknown, parse: answers.Parser<T>) =>
    http.ask({ method: 'POST', path, body: JSON.stringify(body) }, parse)
  const put = <T>(path: string, body: unknown, parse: answers.Parser<T>) =>
    http.ask({ method: 'PUT', path, body: JSON.stringify(body) }, parse)
  const remove = <T>(path: string, parse: answers.Parser<T>) => http.ask({ method: 'DELETE', path }, parse)
  const job = (id: string, signal?: AbortSignal) =>
    get(`/v1/jobs/${encodeURIComponent(id)}`, answers.parseJob, signal)
  const cancel = (id: string, body: CancelOptions = {}) =>
    post(`/v1/jobs/${encodeURIComponent(id)}/cancel`, body, answers.parseJob)
  const once: Once = (call, onceOptions) => submitOnce(http, call, onceOptions, { clock, random, retryFor })
  const runOf = (id: string, submitted?: JobDetail) =>
    new Run(id, { http, clock, random, job, cancel }, submitted)

  return {
    submit: async (submission, submitOptions = {}) => {
      const submitted = await once({ path: '/v1/jobs', body: submission }, submitOptions)
      return runOf(submitted.id, submitted)
    },
    watch: id => runOf(id),
    job: id => job(id),
    jobs: filter => pagesOf(http, filter),
    task: id => get(`/v1/tasks/${encodeURIComponent(id)}`, answers.parseTask),
    cancel,
    agents: () => wholeList(get, '/v1/agents', {}, answers.parseAgents, page => page.agents),
    instruments: () =>
      wholeList(get, '/v1/instruments', {}, answers.parseInstruments, page => page.instruments),
    setReadiness: (id, body) =>
      post(`/v1/instruments/${encodeURIComponent(id)}/readiness`, body, answers.parseInstrument),
    stats: () => get('/v1/stats', answers.parseStats),
    prompts: (state = 'open') =>
      wholeList(get, '/v1/prompts', { state }, answers.parsePrompts, page => page.prompts),
    ...supervisionBy({ get, post }),
    ...maintenanceBy({ get, post, remove }),
    ...resultFilesBy({ get }, http),
    ...resourcesBy({ get, post, put, remove }),
    ...queueBy({ get, post, put, remove }),
    ...forecastsBy({ get, post }),
    ...workflowsBy({ get, post }),
    ...jobLifeBy({ post }, once),
    ...triggersBy({ get, post, put, remove }),
    answer: (id, body) => post(`/v1/prompts/${encodeURIComponent(id)}/answer`, body, answers.parsePrompt),
  }
}

async function* pagesOf(http: Http, filter: JobFilter = {}): AsyncGenerator<JobView, void, void> {
  let cursor: string | undefined
  do {
    const path = `/v1/jobs?${jobsQuery(filter, cursor).toString()}`
    const page = await http.ask({ method: 'GET', path }, answers.parseJobPage)
    yield* page.jobs
    cursor = page.nextCursor
  } while (cursor !== undefined)
}
