export * from './nested.ts'
export * from './plan.ts'
export * from './types.ts'
