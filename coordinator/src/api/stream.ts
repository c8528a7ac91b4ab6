import { type Clock, messageOf, millis, repeat, seconds, type Timer } from '@muster/runtime'
import type { FastifyInstance } from 'fastify'
import type { ServerResponse } from 'node:http'
import type { Coordinator } from '../coordinator.ts'
import type { State } from '../model/state.ts'
import { mergePatch } from './merge-patch.ts'
import { parser, StreamQuery } from './parse.ts'
import * as views from './views.ts'

/** How long changes are gathered before they are told, and how often a silent stream says that it lives. */
const GATHER = millis(100)
const KEEP_ALIVE = seconds(15)
/** After so many deltas a snapshot comes, so that a reader who lost its way finds back. */
const SNAPSHOT_EVERY = 200

type Entities = Readonly<Record<string, unknown>>
interface StreamDocument {
  readonly jobs: Entities
  readonly agents: Entities
  readonly instruments: Entities
  readonly prompts: Entities
}

const entries = <T extends { readonly id: string }>(items: Iterable<T>): Entities =>
  Object.fromEntries([...items].map(item => [item.id, item]))

/** What goes on now: open jobs with their tasks, agents, instruments, open prompts, each by id. */
function documentOf(state: State, jobId: string | undefined): StreamDocument {
  const jobs = [...state.jobs.values()].filter(job => jobId === undefined || job.id === jobId)
  const isWanted = (id: string | undefined) => jobId === undefined || id === jobId
  return {
    jobs: entries(
      jobs.map(job => ({
        ...views.jobView(job),
        tasks: entries(state.tasksOf(job.id).map(task => views.taskView(task, state))),
      })),
    ),
    agents:
      jobId === undefined
        ? entries([...state.agents.values()].map(agent => views.agentView(agent, state)))
        : {},
    instruments:
      jobId === undefined
        ? entries([...state.known.values()].map(known => views.instrumentView(known, state)))
        : {},
    prompts: entries(
      [...state.prompts.values()].filter(prompt => isWanted(prompt.jobId)).map(views.promptView),
    ),
  }
}

/** One reader. It is told the difference from what it was told last, so that a slow one gets the latest and no queue. */
class Reader {
  readonly #coordinator: Coordinator
  readonly #response: ServerResponse
  readonly #jobId: string | undefined
  #told: StreamDocument | undefined
  #id: number
  #deltas = 0
  #isDraining = false

  constructor(coordinator: Coordinator, response: ServerResponse, jobId: string | undefined, lastId: number) {
    this.#coordinator = coordinator
    this.#response = response
    this.#jobId = jobId
    this.#id = lastId
  }

  /** Tells what has changed. Resolves with whether the stream is at its end. */
  async tell(): Promise<boolean> {
    if (this.#isDraining) return false
    let document: StreamDocument
    try {
      document = documentOf(this.#coordinator.lead().state, this.#jobId)
    } catch {
      // Between two leads nothing is known; the next change comes with the next lead.
      return false
    }
    if (this.#jobId !== undefined && !(this.#jobId in document.jobs)) return this.#tellEnd(this.#jobId)
    this.#tellDocument(document)
    return false
  }

  keepAlive(): void {
    if (!this.#isDraining) this.#response.write(': still here\n\n')
  }

  #tellDocument(document: StreamDocument): void {
    if (this.#told === undefined || this.#deltas >= SNAPSHOT_EVERY) {
      this.#deltas = 0
      this.#told = document
      return this.#write('snapshot', document)
    }
    const patch = mergePatch(this.#told, document)
    if (patch === undefined) return
    this.#told = document
    this.#deltas += 1
    this.#write('delta', patch)
  }

  async #tellEnd(jobId: string): Promise<boolean> {
    const { store } = this.#coordinator
    const { state } = this.#coordinator.lead()
    const job = await store.job(jobId)
    if (!job) return true
    const tasks = await store.tasksOfJob(jobId)
    const view = { ...views.jobView(job), tasks: entries(tasks.map(task => views.taskView(task, state))) }
    this.#tellDocument({ jobs: { [jobId]: view }, agents: {}, instruments: {}, prompts: {} })
    if (job.endedAt === undefined) return false
    this.#write('end', view)
    return true
  }

  #write(event: string, data: unknown): void {
    this.#id += 1
    const fits = this.#response.write(`id: ${this.#id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    if (fits) return
    this.#isDraining = true
    this.#response.once('drain', () => {
      this.#isDraining = false
      this.tell().catch(() => this.#response.end())
    })
  }
}

/** Server-sent events: a snapshot, then merge patches (RFC 7396) on it. A reader who comes back gets a snapshot. */
export function addStream(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  const parseQuery = parser(StreamQuery, 'query')
  app.get('/v1/stream', { schema: { hide: true } }, (request, reply) => {
    const { job } = parseQuery(request.query)
    reply.hijack()
    const response = reply.raw
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
    })
    const reader = new Reader(coordinator, response, job, Number(request.headers['last-event-id']) || 0)
    follow(reader, response, coordinator, clock, error => app.log.error(messageOf(error)))
  })
}

function follow(
  reader: Reader,
  response: ServerResponse,
  coordinator: Coordinator,
  clock: Clock,
  failed: (error: unknown) => void,
): void {
  let soon: Timer | undefined
  const tell = () => {
    soon = undefined
    reader.tell().then(
      isAtEnd => {
        if (isAtEnd) response.end()
      },
      (error: unknown) => {
        failed(error)
        response.end()
      },
    )
  }
  const changed = () => {
    soon ??= clock.after(GATHER, tell)
  }
  const unwatch = coordinator.observers.watch({ committed: changed, live: changed, restarted: changed })
  const alive = repeat(clock, KEEP_ALIVE, () => reader.keepAlive())
  response.on('close', () => {
    unwatch()
    alive.cancel()
    soon?.cancel()
  })
  tell()
}
