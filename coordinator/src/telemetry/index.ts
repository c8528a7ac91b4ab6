export { openTelemetryStore } from './sqlite-telemetry.ts'
export { seriesOf } from './series.ts'
export type { TelemetryStore } from './telemetry-store.ts'
