export * from './config.ts'
export * from './coordinator.ts'
export type { Operations } from './operations.ts'
export type { Store } from './store/store.ts'
