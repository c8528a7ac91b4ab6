import type { FastifyInstance } from 'fastify'
import type { Coordinator } from '../../coordinator.ts'
import { addAgentRoutes } from './agents.ts'
import { addAuditRoutes } from './audit.ts'
import { addHealthRoutes } from './health.ts'
import { addInstrumentRoutes } from './instruments.ts'
import { addJobRoutes } from './jobs.ts'
import { addPromptRoutes } from './prompts.ts'
import { addStatsRoutes } from './stats.ts'
import { addTaskRoutes } from './tasks.ts'

/** All routes but the stream. */
export function addRoutes(app: FastifyInstance, coordinator: Coordinator): void {
  addJobRoutes(app, coordinator)
  addTaskRoutes(app, coordinator)
  addAgentRoutes(app, coordinator)
  addInstrumentRoutes(app, coordinator)
  addPromptRoutes(app, coordinator)
  addStatsRoutes(app, coordinator)
  addAuditRoutes(app, coordinator)
  addHealthRoutes(app, coordinator)
}
