import type { Clock } from '@muster/runtime'
import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import type { ResultFileStore } from '../../files/index.ts'
import { addAgentRoutes } from './agents.ts'
import { addAuditRoutes } from './audit.ts'
import { addBreakerRoutes } from './breakers.ts'
import { addChannelRoutes } from './channels.ts'
import { addDeadLetterRoutes } from './dead-letters.ts'
import { addEscalationRoutes } from './escalations.ts'
import { addFileRoutes } from './files.ts'
import { addForecastRoutes } from './forecast.ts'
import { addHealthRoutes } from './health.ts'
import { addInstrumentRoutes } from './instruments.ts'
import { addJobHistoryRoutes } from './job-history.ts'
import { addJobLifeRoutes } from './job-life.ts'
import { addJobRoutes } from './jobs.ts'
import { addMaintenanceRoutes } from './maintenance.ts'
import { addMetricsRoute } from './metrics.ts'
import { addPauseRoutes } from './pauses.ts'
import { addPromptRoutes } from './prompts.ts'
import { addQueueRoutes } from './queue.ts'
import { addReconcileRoutes } from './reconcile.ts'
import { addRerunRoutes } from './rerun.ts'
import { addResourceRoutes } from './resources.ts'
import { addSampleRoutes } from './samples.ts'
import { addStatsRoutes } from './stats.ts'
import { addTaskRoutes } from './tasks.ts'
import { addTelemetryRoutes } from './telemetry.ts'
import { addScheduleRoutes } from './schedules.ts'
import { addHookRoute, addTriggerRoutes } from './triggers.ts'
import { addUploadRoutes, type AgentLogin } from './uploads.ts'
import { addWorkflowRoutes } from './workflows.ts'

/** All routes but the stream and those of files. */
export function addRoutes(app: FastifyInstance, coordinator: Coordinator, clock: Clock): void {
  addJobRoutes(app, coordinator)
  addJobLifeRoutes(app, coordinator)
  addRerunRoutes(app, coordinator)
  addJobHistoryRoutes(app, coordinator, clock)
  addTaskRoutes(app, coordinator)
  addTelemetryRoutes(app, coordinator)
  addForecastRoutes(app, coordinator)
  addQueueRoutes(app, coordinator, clock)
  addPauseRoutes(app, coordinator, clock)
  addAgentRoutes(app, coordinator)
  addInstrumentRoutes(app, coordinator)
  addReconcileRoutes(app, coordinator)
  addMaintenanceRoutes(app, coordinator, clock)
  addResourceRoutes(app, coordinator, clock)
  addSampleRoutes(app, coordinator)
  addWorkflowRoutes(app, coordinator)
  addScheduleRoutes(app, coordinator, clock)
  addTriggerRoutes(app, coordinator)
  addHookRoute(app, coordinator)
  addPromptRoutes(app, coordinator)
  addEscalationRoutes(app, coordinator, clock)
  addBreakerRoutes(app, coordinator)
  addDeadLetterRoutes(app, coordinator)
  addChannelRoutes(app, coordinator)
  addStatsRoutes(app, coordinator)
  addAuditRoutes(app, coordinator)
  addHealthRoutes(app, coordinator)
  addMetricsRoute(app, coordinator, clock)
}

/** What runs left behind: uploaded by agents, downloaded by everybody else. */
export function addResultFileRoutes(
  app: FastifyInstance,
  coordinator: Coordinator,
  { store, login }: { readonly store: ResultFileStore; readonly login: AgentLogin },
): void {
  addFileRoutes(app, coordinator, store)
  addUploadRoutes(app, store, login)
}
