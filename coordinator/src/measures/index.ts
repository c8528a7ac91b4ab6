export { createMeasures, type Measures } from './measures.ts'
export type { LeadView } from './meter.ts'
