import { ATTEMPT_STATES } from '@muster/protocol'
import { type Static, Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import type { ReconcileReport } from '../../gateway/reconcile.ts'
import { problemResponses } from '../problems.ts'
import { optional, strict, Time, words } from '../schema-parts.ts'
import { ById, idOf, notFound } from './shared.ts'

const Line = Type.Object(
  {
    attempt: Type.String(),
    instrument: Type.String(),
    coordinator: optional(words(ATTEMPT_STATES)),
    journal: optional(words(ATTEMPT_STATES)),
    instrumentSays: Type.String(),
    now: optional(words(ATTEMPT_STATES)),
    settled: words(['same', 'rule', 'person'] as const),
  },
  strict,
)

const ReportView = Type.Object(
  {
    agent: Type.String(),
    at: Time,
    attempts: Type.Array(Line, {
      description:
        'What the coordinator had, the journal of the agent has and the instrument was last heard to do, for each attempt that is open on either side; and how a difference was settled.',
    }),
    foreignRuns: Type.Array(Type.Object({ instrument: Type.String(), runs: Type.String() }, strict), {
      description: 'What instruments run that nobody asked for here.',
    }),
  },
  strict,
)

function reportView(report: ReconcileReport, instrumentId?: string): Static<typeof ReportView> {
  const isWanted = (id: string) => instrumentId === undefined || id === instrumentId
  return {
    agent: report.agentId,
    at: new Date(report.at).toISOString(),
    attempts: report.lines
      .filter(line => isWanted(line.instrumentId))
      .map(({ attemptId, instrumentId: instrument, instrument: instrumentSays, ...states }) => ({
        attempt: attemptId,
        instrument,
        instrumentSays,
        ...states,
      })),
    foreignRuns: report.foreignRuns
      .filter(run => isWanted(run.instrumentId))
      .map(({ instrumentId: instrument, runs }) => ({ instrument, runs })),
  }
}

export function addReconcileRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  app.post(
    '/v1/agents/:id/reconcile',
    {
      schema: {
        summary:
          'Ask an agent for all it knows, and compare; what differs is settled by rule or becomes a question',
        tags: ['agents'],
        params: ById,
        response: { 200: ReportView, ...problemResponses(404) },
      },
    },
    async request => reportView(await coordinator.lead().gateway.reconcile(idOf(request))),
  )
  app.get(
    '/v1/agents/:id/reconcile',
    {
      schema: {
        summary: 'What was compared last: on contact, from time to time, or on request',
        tags: ['agents'],
        params: ById,
        response: { 200: ReportView, ...problemResponses(404) },
      },
    },
    async request => {
      const report = coordinator.lead().gateway.lastReconciled(idOf(request))
      if (!report) throw notFound('comparison of', idOf(request))
      return reportView(report)
    },
  )
  app.post(
    '/v1/instruments/:id/reconcile',
    {
      schema: {
        summary: 'The same for one instrument',
        tags: ['instruments'],
        params: ById,
        response: { 200: ReportView, ...problemResponses(404) },
      },
    },
    async request => {
      const { gateway, state } = coordinator.lead()
      const known = state.known.get(idOf(request))
      if (!known) throw notFound('instrument', idOf(request))
      return reportView(await gateway.reconcile(known.agentId), idOf(request))
    },
  )
}
