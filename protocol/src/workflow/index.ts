export * from './model.ts'
export * from './graph.ts'
export * from './validate.ts'
