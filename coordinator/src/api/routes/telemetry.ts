import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { seriesOf } from '../../telemetry/index.ts'
import * as parse from '../parse.ts'
import { problemResponses } from '../problems.ts'
import { optional, strict, Time } from '../schema-parts.ts'
import { ById, idOf, notFound } from './shared.ts'

/** Points of a run that are looked at for an answer. */
const MOST_READ = 200_000
const STANDARD_POINTS = 1_000

const Query = Type.Object(
  {
    points: Type.Optional(
      Type.String({
        pattern: '^[1-9][0-9]{0,4}$',
        description: `The most of a series, evenly chosen; ${STANDARD_POINTS} where left out.`,
      }),
    ),
  },
  strict,
)
const Series = Type.Object(
  {
    name: Type.String({
      description: '`percent` or `phase` of the run, or `values.` and the name of a value.',
    }),
    unit: optional(Type.String()),
    points: Type.Array(
      Type.Object(
        {
          at: { ...Time, description: "When it was measured, by the agent's clock." },
          value: Type.Union([Type.Number(), Type.String()]),
        },
        strict,
      ),
    ),
  },
  strict,
)
const AttemptTelemetry = Type.Object({ attempt: Type.String(), series: Type.Array(Series) }, strict)
const TaskTelemetry = Type.Object({ task: Type.String(), attempts: Type.Array(AttemptTelemetry) }, strict)

/** What was measured of runs. */
export function addTelemetryRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  const { store, telemetry } = coordinator
  const parseQuery = parse.parser(Query, 'query')
  const answer = (attempt: string, query: unknown) => {
    const most = Number(parseQuery(query).points ?? STANDARD_POINTS)
    const series = seriesOf(telemetry.pointsOf(attempt, MOST_READ), most)
    const text = (at: number) => new Date(at).toISOString()
    return {
      attempt,
      series: series.map(({ points, ...rest }) => ({
        ...rest,
        points: points.map(({ at, value }) => ({ at: text(at), value })),
      })),
    }
  }
  const described = {
    description:
      'Progress and live values, in order of time. What was measured while the agent was out of contact comes when it is back. The oldest of all runs together are dropped.',
    tags: ['tasks'],
    params: ById,
    querystring: Query,
  }
  app.get(
    '/v1/attempts/:id/telemetry',
    {
      schema: {
        ...described,
        summary: 'What was measured of the run of an attempt',
        response: { 200: AttemptTelemetry, ...problemResponses(404, 422) },
      },
    },
    async request => {
      const id = idOf(request)
      const attempt = coordinator.lead().state.attempts.get(id) ?? (await store.attempt(id))
      if (!attempt) throw notFound('attempt', id)
      return answer(id, request.query)
    },
  )
  app.get(
    '/v1/tasks/:id/telemetry',
    {
      schema: {
        ...described,
        summary: 'What was measured of the runs of a task, attempt by attempt',
        response: { 200: TaskTelemetry, ...problemResponses(404, 422) },
      },
    },
    async request => {
      const id = idOf(request)
      const task = coordinator.lead().state.tasks.get(id) ?? (await store.task(id))
      if (!task) throw notFound('task', id)
      const attempts = await store.attemptsOfTask(id)
      return { task: id, attempts: attempts.map(attempt => answer(attempt.id, request.query)) }
    },
  )
}
