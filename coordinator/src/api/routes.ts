import { JobSubmission } from '@muster/protocol'
import { InvalidInputError, MusterError } from '@muster/runtime'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Coordinator } from '../coordinator.ts'
import type { JobRecord } from '../model/records.ts'
import * as parse from './parse.ts'
import { problemResponses } from './problems.ts'
import * as schemas from './schemas.ts'
import * as views from './views.ts'

const strict = { additionalProperties: false } as const
const ById = Type.Object({ id: Type.String({ maxLength: 200 }) }, strict)
const list = (
  name: string,
  item:
    | typeof schemas.AgentView
    | typeof schemas.InstrumentView
    | typeof schemas.PromptView
    | typeof schemas.TaskView,
) => Type.Object({ [name]: Type.Array(item) }, strict)

/** Parameters, bodies and queries are documented by these schemas and parsed by `parse.ts`, which names every fault. */
const idOf = (request: FastifyRequest): string => (request.params as { readonly id: string }).id

const notFound = (what: string, id: string) =>
  new MusterError('not-found', 'input', `there is no ${what} ${id}`)

function userOf(request: FastifyRequest): string {
  const header = request.headers['x-muster-user']
  return typeof header === 'string' && header !== '' ? header.slice(0, 200) : 'anonymous'
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && key.length >= 1 && key.length <= 200) return key
  throw new InvalidInputError('the Idempotency-Key is not right', [
    { field: 'Idempotency-Key', message: 'must have 1 to 200 characters' },
  ])
}

export function addJobRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  const { store, operations } = coordinator
  const detail = async (job: JobRecord) => {
    const { state } = coordinator.lead()
    const tasks = await store.tasksOfJob(job.id)
    return {
      ...views.jobView(job),
      tasks: tasks.map(task => views.taskView(state.tasks.get(task.id) ?? task, state)),
    }
  }
  const mustFind = async (id: string): Promise<JobRecord> => {
    const job = await store.job(id)
    if (!job) throw notFound('job', id)
    return job
  }

  app.post(
    '/v1/jobs',
    {
      schema: {
        summary: 'Submit a job: a workflow, or a single activity',
        tags: ['jobs'],
        headers: Type.Object({
          'idempotency-key': Type.Optional(Type.String()),
          'x-muster-user': Type.Optional(Type.String()),
        }),
        body: JobSubmission,
        response: { 200: schemas.JobDetail, 201: schemas.JobDetail, ...problemResponses(400, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request)
      const { job, created } = await operations.submit(request.body, {
        by: userOf(request),
        ...(key === undefined ? {} : { idempotencyKey: key }),
      })
      return reply
        .status(created ? 201 : 200)
        .header('location', `/v1/jobs/${job.id}`)
        .send(await detail(job))
    },
  )

  const parseJobs = parse.parser(parse.JobsQuery, 'query')
  app.get(
    '/v1/jobs',
    {
      schema: {
        summary: 'Jobs, newest first',
        tags: ['jobs'],
        querystring: parse.JobsQuery,
        response: { 200: schemas.JobPage, ...problemResponses(422) },
      },
    },
    async request => {
      const filter = parse.jobFilter(parseJobs(request.query))
      const jobs = await store.jobs(filter)
      const last = jobs.at(-1)
      return {
        jobs: jobs.map(views.jobView),
        ...(last && jobs.length === filter.limit ? { nextCursor: String(last.sequence) } : {}),
      }
    },
  )
  app.get(
    '/v1/jobs/:id',
    {
      schema: {
        summary: 'A job with its tasks',
        tags: ['jobs'],
        params: ById,
        response: { 200: schemas.JobDetail, ...problemResponses(404) },
      },
    },
    async request => detail(await mustFind(idOf(request))),
  )
  const parseCancel = parse.parser(parse.CancelBody, 'body')
  app.post(
    '/v1/jobs/:id/cancel',
    {
      schema: {
        summary: 'Ask for the end of a job',
        tags: ['jobs'],
        params: ById,
        body: parse.CancelBody,
        response: { 202: schemas.JobDetail, ...problemResponses(400, 404, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const { by = userOf(request), reason } = parseCancel(request.body)
      return reply.status(202).send(await detail(await operations.cancel(idOf(request), by, reason)))
    },
  )
  app.get(
    '/v1/tasks/:id',
    {
      schema: {
        summary: 'A task with its attempts',
        tags: ['tasks'],
        params: ById,
        response: { 200: schemas.TaskDetail, ...problemResponses(404) },
      },
    },
    async request => {
      const { state } = coordinator.lead()
      const task = state.tasks.get(idOf(request)) ?? (await store.task(idOf(request)))
      if (!task) throw notFound('task', idOf(request))
      const attempts = await store.attemptsOfTask(task.id)
      return { ...views.taskView(task, state), attemptList: attempts.map(views.attemptView) }
    },
  )
}

export function addFleetRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  app.get(
    '/v1/agents',
    {
      schema: {
        summary: 'All agents',
        tags: ['agents'],
        response: { 200: list('agents', schemas.AgentView), ...problemResponses() },
      },
    },
    async () => {
      const { state } = coordinator.lead()
      return { agents: [...state.agents.values()].map(agent => views.agentView(agent, state)) }
    },
  )
  app.get(
    '/v1/agents/:id',
    {
      schema: {
        summary: 'An agent',
        tags: ['agents'],
        params: ById,
        response: { 200: schemas.AgentView, ...problemResponses(404) },
      },
    },
    async request => {
      const { state } = coordinator.lead()
      const agent = state.agents.get(idOf(request))
      if (!agent) throw notFound('agent', idOf(request))
      return views.agentView(agent, state)
    },
  )
  app.get(
    '/v1/instruments',
    {
      schema: {
        summary: 'All instruments',
        tags: ['instruments'],
        response: { 200: list('instruments', schemas.InstrumentView), ...problemResponses() },
      },
    },
    async () => {
      const { state } = coordinator.lead()
      return { instruments: [...state.known.values()].map(known => views.instrumentView(known, state)) }
    },
  )
  app.get(
    '/v1/instruments/:id',
    {
      schema: {
        summary: 'An instrument',
        tags: ['instruments'],
        params: ById,
        response: { 200: schemas.InstrumentView, ...problemResponses(404) },
      },
    },
    async request => {
      const { state } = coordinator.lead()
      const known = state.known.get(idOf(request))
      if (!known) throw notFound('instrument', idOf(request))
      return views.instrumentView(known, state)
    },
  )
  app.get(
    '/v1/stats',
    {
      schema: { summary: 'Counts', tags: ['stats'], response: { 200: schemas.Stats, ...problemResponses() } },
    },
    async () => {
      const { state, gateway, term } = coordinator.lead()
      const counts = await coordinator.store.counts()
      const online = [...state.live.values()].filter(
        live => live.online && live.contactLostSince === undefined,
      ).length
      return {
        jobs: counts.jobs,
        queued: state.queue.size,
        openAttempts: [...state.openAttemptsByAgent.values()].reduce((sum, open) => sum + open.size, 0),
        openPrompts: state.prompts.size,
        agents: { known: state.agents.size, online },
        messages: gateway.counts,
        events: counts.events,
        epoch: term.epoch,
      }
    },
  )
}

export function addPromptRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  const { store, operations } = coordinator
  const parseQuery = parse.parser(parse.PromptsQuery, 'query')
  app.get(
    '/v1/prompts',
    {
      schema: {
        summary: 'Questions to operators',
        tags: ['prompts'],
        querystring: parse.PromptsQuery,
        response: { 200: list('prompts', schemas.PromptView), ...problemResponses(422) },
      },
    },
    async request => {
      const { state = 'open', limit } = parseQuery(request.query)
      const prompts = await store.prompts(state, parse.limitOf(limit))
      return { prompts: prompts.map(views.promptView) }
    },
  )
  app.get(
    '/v1/prompts/:id',
    {
      schema: {
        summary: 'A question',
        tags: ['prompts'],
        params: ById,
        response: { 200: schemas.PromptView, ...problemResponses(404) },
      },
    },
    async request => {
      const prompt = await store.prompt(idOf(request))
      if (!prompt) throw notFound('prompt', idOf(request))
      return views.promptView(prompt)
    },
  )
  const parseAnswer = parse.parser(parse.AnswerBody, 'body')
  app.post(
    '/v1/prompts/:id/answer',
    {
      schema: {
        summary: 'Answer a question, with your name',
        tags: ['prompts'],
        params: ById,
        body: parse.AnswerBody,
        response: { 200: schemas.PromptView, ...problemResponses(400, 404, 409, 413, 415, 422) },
      },
    },
    async request => {
      const { answer, by, comment } = parseAnswer(request.body)
      const prompt = await operations.answer(idOf(request), {
        answer,
        by,
        ...(comment === undefined ? {} : { comment }),
      })
      return views.promptView(prompt)
    },
  )
  const parseAudit = parse.parser(parse.AuditQuery, 'query')
  app.get(
    '/v1/audit',
    {
      schema: {
        summary: 'Changes of state, in order, each with the hash of the one before',
        tags: ['audit'],
        querystring: parse.AuditQuery,
        response: { 200: schemas.AuditPage, ...problemResponses(422) },
      },
    },
    async request => {
      const { after, job, limit } = parseAudit(request.query)
      const events = await store.events({
        limit: parse.limitOf(limit),
        ...(after === undefined ? {} : { after: Number(after) }),
        ...(job === undefined ? {} : { jobId: job }),
      })
      return { events: events.map(views.eventView) }
    },
  )
}

export function addHealthRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  app.get(
    '/healthz',
    { schema: { summary: 'The process runs', tags: ['health'], response: { 200: schemas.Health } } },
    async () => ({ status: 'ok' }),
  )
  app.get(
    '/readyz',
    {
      schema: {
        summary: 'It leads, and reaches its broker',
        tags: ['health'],
        response: { 200: schemas.Health, ...problemResponses() },
      },
    },
    async () => {
      if (coordinator.lead().gateway.connected) return { status: 'ready' }
      throw new MusterError('broker-unreachable', 'unavailable', 'the broker does not answer')
    },
  )
}
