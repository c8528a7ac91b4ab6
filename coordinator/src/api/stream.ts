import { type Clock, messageOf, millis, MusterError, repeat, seconds, type Timer } from '@muster/runtime'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ServerResponse } from 'node:http'
import type { Coordinator } from '../coordinator.ts'
import { currentLead } from './current-lead.ts'
import { mergePatch } from './merge-patch.ts'
import { parser, StreamQuery } from './parse.ts'
import { problemResponses } from './problems.ts'
import { documentOf, endedDocument, type StreamDocument } from './stream-document.ts'

/** How long changes are gathered before they are told, and how often a silent stream says that it lives. */
const GATHER = millis(100)
const KEEP_ALIVE = seconds(15)
/** After so many deltas a snapshot comes, so that a reader who lost its way finds back. */
const SNAPSHOT_EVERY = 200

/** One reader. It is told the difference from what it was told last, so that a slow one gets the latest and no queue. */
class Reader {
  readonly #coordinator: Coordinator
  readonly #response: ServerResponse
  readonly #jobId: string | undefined
  readonly #name: string
  #told: StreamDocument | undefined
  #count = 0
  #deltas = 0
  #isDraining = false

  /** @param place where the reader left off, if it has come back in time */
  constructor(
    coordinator: Coordinator,
    response: ServerResponse,
    jobId: string | undefined,
    name: string,
    place: StreamDocument | undefined,
  ) {
    this.#coordinator = coordinator
    this.#response = response
    this.#jobId = jobId
    this.#name = name
    this.#told = place
  }

  /** Where this reader is, by the id of the last event that it was sent; undefined before the first. */
  get place(): { readonly id: string; readonly document: StreamDocument } | undefined {
    return this.#told && this.#count > 0
      ? { id: `${this.#name}-${this.#count}`, document: this.#told }
      : undefined
  }

  /** Tells what has changed. Resolves with whether the stream is at its end. */
  async tell(): Promise<boolean> {
    if (this.#isDraining) return false
    const lead = currentLead(this.#coordinator)
    // Between two leads nothing is known; the next change comes with the next lead.
    if (!lead) return false
    const document = documentOf(lead.state, this.#jobId)
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
    const document = endedDocument(state, job, tasks)
    this.#tellDocument(document)
    if (job.endedAt === undefined) return false
    this.#write('end', document.jobs[jobId])
    return true
  }

  #write(event: string, data: unknown): void {
    this.#count += 1
    const id = `${this.#name}-${this.#count}`
    const fits = this.#response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    if (fits) return
    this.#isDraining = true
    this.#response.once('drain', () => {
      this.#isDraining = false
      this.tell().catch(() => this.#response.end())
    })
  }
}

/** So many readers that have left are remembered, for those who come back. */
const REMEMBERED = 256

/** Where readers were when they left. One who had not got all that was sent to it begins anew. */
class Places {
  readonly #documents = new Map<string, StreamDocument>()

  keep({ place }: Reader, jobId: string | undefined): void {
    if (!place) return
    this.#documents.set(keyOf(place.id, jobId), place.document)
    const [oldest] = this.#documents.keys()
    if (this.#documents.size > REMEMBERED && oldest !== undefined) this.#documents.delete(oldest)
  }

  take(id: string | undefined, jobId: string | undefined): StreamDocument | undefined {
    const key = keyOf(id ?? '', jobId)
    const document = this.#documents.get(key)
    this.#documents.delete(key)
    return document
  }
}

const keyOf = (id: string, jobId: string | undefined): string => `${id} ${jobId ?? ''}`

const STREAM_DOCUMENTATION = {
  summary: 'What goes on, as server-sent events',
  description: [
    'Events: `snapshot` (open jobs, agents, instruments, open prompts, open escalations, resources, samples, what is paused, and breakers',
    'that are not closed or count failures, each by id; a job has its tasks by id; an escalation has no `text`), then `delta` (a JSON merge patch,',
    'RFC 7396, on what was told before), and a new `snapshot` every 200. With `?job=` only that job, its prompts and the',
    'escalations about it, and an `end` with the job when it has ended. Who comes back with Last-Event-ID gets the changes since, or a snapshot where that is no longer known.',
    'A slow reader gets the latest state and not each step to it.',
  ].join(' '),
  tags: ['stream'],
  querystring: StreamQuery,
  headers: Type.Object({ 'last-event-id': Type.Optional(Type.String()) }),
  response: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: Type.String() } } },
    ...problemResponses(404, 422),
  },
}

/** Server-sent events: a snapshot, then merge patches on it. */
export function addStream(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  const parseQuery = parser(StreamQuery, 'query')
  const places = new Places()
  // Ids of another process of the coordinator are no places of this one.
  const process = clock.wall().toString(36)
  let readers = 0
  app.get('/v1/stream', { schema: STREAM_DOCUMENTATION }, async (request, reply) => {
    const { job } = parseQuery(request.query)
    if (job !== undefined && !(await coordinator.store.job(job)))
      throw new MusterError('not-found', 'input', `there is no job ${job}`)
    reply.hijack()
    const response = reply.raw
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      connection: 'keep-alive',
    })
    readers += 1
    const place = places.take(lastEventId(request), job)
    const reader = new Reader(coordinator, response, job, `${process}.${readers}`, place)
    response.on('close', () => places.keep(reader, job))
    follow(reader, response, coordinator, clock, error => app.log.error(messageOf(error)))
  })
}

function lastEventId(request: FastifyRequest): string | undefined {
  const header = request.headers['last-event-id']
  return typeof header === 'string' ? header : undefined
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
