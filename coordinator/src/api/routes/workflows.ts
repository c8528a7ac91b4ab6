import { diffWorkflows, WorkflowDefinition } from '@muster/protocol'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import type { WorkflowRecord } from '../../model/workflow-record.ts'
import { listOf } from '../lists.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../workflow-schemas.ts'
import { notFound, userOf } from './shared.ts'

const tags = ['workflows']

const nameOf = (request: FastifyRequest): string => (request.params as { readonly name: string }).name

/** One version, or the latest. @throws MusterError `not-found` */
function found(coordinator: Coordinator, name: string, version?: number): WorkflowRecord {
  const workflow = coordinator.lead().state.workflows.version(name, version)
  if (workflow) return workflow
  throw notFound('workflow', version === undefined ? name : `${name}@${version}`)
}

/** Whether it is retired stands on the latest version, and holds for all. */
const retirementOf = (coordinator: Coordinator, { name }: WorkflowRecord) => found(coordinator, name).retired

export function addWorkflowRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  addRegistration(app, coordinator)
  addLists(app, coordinator)
  addPlan(app, coordinator)
  addRetirement(app, coordinator)
  // Last: readers of the OpenAPI document may take the first path that fits.
  addVersions(app, coordinator)
}

function addRegistration(app: FastifyInstance, coordinator: Coordinator): void {
  app.post(
    '/v1/workflows',
    {
      schema: {
        summary: 'Register a workflow as the next version of its name',
        description:
          'What says the same as the latest version is that version: 200. Versions never change. Whether there are instruments for it is told by `warnings`, and asked again for each job.',
        tags,
        headers: Type.Object({ 'x-muster-user': Type.Optional(Type.String()) }),
        body: WorkflowDefinition,
        response: {
          200: schemas.RegisteredView,
          201: schemas.RegisteredView,
          ...problemResponses(400, 409, 413, 415, 422),
        },
      },
    },
    async (request, reply) => {
      const by = userOf(request)
      const { warnings, ...registered } = await coordinator.operations.registerWorkflow(request.body, by)
      return reply
        .status(registered.created ? 201 : 200)
        .header('location', `/v1/workflows/${registered.workflow.name}/${registered.workflow.number}`)
        .send(schemas.registeredView(registered, warnings))
    },
  )
}

function addLists(app: FastifyInstance, coordinator: Coordinator): void {
  const parseQuery = parse.parser(schemas.WorkflowsQuery, 'query')
  app.get(
    '/v1/workflows',
    {
      schema: {
        summary: 'The latest version of each workflow, in order of names',
        tags,
        querystring: schemas.WorkflowsQuery,
        response: { 200: schemas.WorkflowPage, ...problemResponses(422) },
      },
    },
    async request => {
      const { prefix, cursor, limit } = schemas.pageOf(parseQuery(request.query))
      const page = coordinator.lead().state.workflows.page(prefix, cursor, limit)
      const last = page.at(-1)
      return {
        workflows: page.map(row => schemas.workflowSummary(row)),
        ...(last && page.length === limit ? { nextCursor: last.name } : {}),
      }
    },
  )
  app.get(
    '/v1/workflows/:name/versions',
    {
      schema: {
        summary: 'All versions of a workflow, the newest first',
        tags,
        params: schemas.ByName,
        response: { 200: listOf('versions', schemas.WorkflowSummary), ...problemResponses(404) },
      },
    },
    async request => {
      const { name, retired } = found(coordinator, nameOf(request))
      const versions = coordinator.lead().state.workflows.versions(name)
      return { versions: versions.map(row => schemas.workflowSummary(row, retired)) }
    },
  )
}

function addVersions(app: FastifyInstance, coordinator: Coordinator): void {
  app.get(
    '/v1/workflows/:name',
    {
      schema: {
        summary: 'The latest version of a workflow',
        tags,
        params: schemas.ByName,
        response: { 200: schemas.WorkflowView, ...problemResponses(404) },
      },
    },
    async request => schemas.workflowView(found(coordinator, nameOf(request))),
  )
  const parseDiff = parse.parser(schemas.DiffQuery, 'query')
  app.get(
    '/v1/workflows/:name/diff',
    {
      schema: {
        summary: 'What has changed from one version to another',
        tags,
        params: schemas.ByName,
        querystring: schemas.DiffQuery,
        response: { 200: schemas.DiffView, ...problemResponses(404, 422) },
      },
    },
    async request => {
      const query = parseDiff(request.query)
      const name = nameOf(request)
      const from = found(coordinator, name, schemas.versionOf(query.from))
      const to = found(coordinator, name, schemas.versionOf(query.to))
      return schemas.diffView(name, from.number, to.number, diffWorkflows(from.definition, to.definition))
    },
  )
  app.get(
    '/v1/workflows/:name/:version',
    {
      schema: {
        summary: 'One version of a workflow',
        tags,
        params: schemas.ByVersion,
        response: { 200: schemas.WorkflowView, ...problemResponses(404, 422) },
      },
    },
    async request => {
      const { version } = request.params as { readonly version: string }
      const row = found(coordinator, nameOf(request), schemas.versionOf(version))
      return schemas.workflowView(row, retirementOf(coordinator, row))
    },
  )
}

function addPlan(app: FastifyInstance, coordinator: Coordinator): void {
  const parseBody = parse.parser(schemas.PlanBody, 'body')
  app.post(
    '/v1/workflows/:name/plan',
    {
      schema: {
        summary: 'What a workflow comes to if there is always an instrument free; nothing is submitted',
        description:
          'By how long its activities have been seen to take. What nobody knows is assumed, and named. When a job really would be done is told by `/v1/plan`.',
        tags,
        params: schemas.ByName,
        body: schemas.PlanBody,
        response: { 200: schemas.WorkflowPlanView, ...problemResponses(400, 404, 413, 415, 422) },
      },
    },
    async request => {
      const body = parseBody(request.body)
      const plan = await coordinator.operations.planWorkflow({ name: nameOf(request), ...body })
      return schemas.workflowPlanView(plan)
    },
  )
}

function addRetirement(app: FastifyInstance, coordinator: Coordinator): void {
  const parseBody = parse.parser(parse.ReasonBody, 'body')
  const schema = (summary: string) => ({
    summary,
    tags,
    params: schemas.ByName,
    body: parse.ReasonBody,
    response: { 200: schemas.WorkflowSummary, ...problemResponses(400, 404, 409, 413, 415, 422) },
  })
  app.post(
    '/v1/workflows/:name/retire',
    { schema: schema('Begin no job of a workflow any more, in none of its versions; those that run go on') },
    async request => {
      const { by, reason } = parseBody(request.body)
      return schemas.workflowSummary(await coordinator.operations.retireWorkflow(nameOf(request), by, reason))
    },
  )
  app.post('/v1/workflows/:name/restore', { schema: schema('Undo that') }, async request => {
    const { by, reason } = parseBody(request.body)
    return schemas.workflowSummary(await coordinator.operations.restoreWorkflow(nameOf(request), by, reason))
  })
}
