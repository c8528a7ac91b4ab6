export * from './model.ts'
export * from './graph.ts'
export * from './resources.ts'
export * from './validate.ts'
