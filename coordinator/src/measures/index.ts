export { createMeasures, type Measures, type MeasuresOptions } from './measures.ts'
export type { LeadView } from './meter.ts'
