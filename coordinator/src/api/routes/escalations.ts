import type { Clock } from '@muster/runtime'
import type { TSchema } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import type { EscalationRecord } from '../../model/records.ts'
import type { Operations } from '../../operations/index.ts'
import { answered, listOf, pageOfStored } from '../lists.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import * as schemas from '../supervision-schemas.ts'
import * as views from '../supervision-views.ts'
import { ById, idOf, notFound } from './shared.ts'

export function addEscalationRoutes(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  addEscalationReads(app, coordinator, clock)
  const add = actionAdder(app, coordinator, clock)
  const parsePerson = parse.parser(parse.PersonBody, 'body')
  const parseReason = parse.parser(parse.ReasonBody, 'body')
  const parseAssign = parse.parser(parse.AssignBody, 'body')
  const parseSnooze = parse.parser(parse.SnoozeBody, 'body')
  const parseComment = parse.parser(parse.CommentBody, 'body')
  add(
    'acknowledge',
    'Take it up: nobody is told again; it stays open until its cause goes',
    parse.PersonBody,
    (operations, id, body) => operations.acknowledge(id, parsePerson(body).by),
  )
  add(
    'assign',
    'Say whose it is; nobody’s where `to` is left out',
    parse.AssignBody,
    (operations, id, body) => {
      const { by, to } = parseAssign(body)
      return operations.assign(id, by, to)
    },
  )
  add(
    'snooze',
    'Tell nobody for a while; after it people are told again, also where it was acknowledged',
    parse.SnoozeBody,
    (operations, id, body) => {
      const parsed = parseSnooze(body)
      return operations.snooze(id, parsed.by, clock.wall() + parse.snoozeTime(parsed))
    },
  )
  add(
    'resolve',
    'Say that it was dealt with; refused with `cause-remains` while it is still so',
    parse.ReasonBody,
    (operations, id, body) => {
      const { by, reason } = parseReason(body)
      return operations.resolve(id, by, reason)
    },
  )
  add('comment', 'Add a comment, also to one that is resolved', parse.CommentBody, (operations, id, body) => {
    const { by, text } = parseComment(body)
    return operations.comment(id, by, text)
  })
}

function addEscalationReads(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  const { store } = coordinator
  const parseQuery = parse.parser(parse.EscalationsQuery, 'query')
  app.get(
    '/v1/escalations',
    {
      schema: {
        summary: 'What needs a person, newest first; the open ones unless told',
        tags: ['escalations'],
        querystring: parse.EscalationsQuery,
        response: { 200: listOf('escalations', schemas.EscalationView), ...problemResponses(422) },
      },
    },
    async request => {
      const { state = 'open', ...page } = parseQuery(request.query)
      const escalations = await pageOfStored(store, 'escalations', state, page)
      return answered('escalations', escalations, row => views.escalationView(row, clock.wall()))
    },
  )
  app.get(
    '/v1/escalations/:id',
    {
      schema: {
        summary: 'What needs a person, with who was told and what was done',
        tags: ['escalations'],
        params: ById,
        response: { 200: schemas.EscalationView, ...problemResponses(404) },
      },
    },
    async request => {
      const escalation = await store.listed('escalations', idOf(request))
      if (!escalation) throw notFound('escalation', idOf(request))
      return views.escalationView(escalation, clock.wall())
    },
  )
}

type Act = (operations: Operations, id: string, body: unknown) => Promise<EscalationRecord>

/** @returns what adds a route that does something about one escalation and answers it as it is then. */
function actionAdder(app: FastifyInstance, coordinator: Coordinator, clock: Clock) {
  return (action: string, summary: string, body: TSchema, act: Act): void => {
    app.post(
      `/v1/escalations/:id/${action}`,
      {
        schema: {
          summary,
          tags: ['escalations'],
          params: ById,
          body,
          response: { 200: schemas.EscalationView, ...problemResponses(400, 404, 409, 413, 415, 422) },
        },
      },
      async request => {
        const escalation = await act(coordinator.operations, idOf(request), request.body)
        return views.escalationView(escalation, clock.wall())
      },
    )
  }
}
