export { openTelemetryTracer } from './otel.ts'
export type { TracingOptions } from './settings.ts'
export {
  isTraceparent,
  noTracer,
  type Span,
  type SpanAttributes,
  type SpanOptions,
  type Traceparent,
  type Tracer,
} from './tracing.ts'
