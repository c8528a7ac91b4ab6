/**
 * What the coordinator knows and keeps. Records are values: a change makes a new one whose `version` is one
 * higher, and the store refuses a change that is not built on what it holds.
 */
export * from './records/jobs.ts'
export * from './records/tasks.ts'
export * from './records/attempts.ts'
export * from './records/agents.ts'
export * from './records/prompts.ts'
export * from './records/escalations.ts'
export * from './records/breakers-and-pauses.ts'
export * from './records/dead-letters.ts'
export * from './records/resources.ts'
export * from './records/result-files.ts'
export * from './records/audit.ts'
