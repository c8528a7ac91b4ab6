import { systemClock } from '../system-clock.ts'
import { type Environment, faultOf, type TracingOptions, tracingSettings } from './settings.ts'
import { noTracer, type Tracer } from './tracing.ts'

/**
 * The tracer that `env` asks for by the standard variables of OpenTelemetry; `noTracer` when it asks for none, or, with
 * a warning, for one that can't work: tracing never keeps a program from starting. Nothing of OpenTelemetry is loaded
 * unless tracing is on, and nothing is registered globally.
 *
 * It is on when OTEL_TRACES_EXPORTER names `otlp` or `console`, or an endpoint is set (OTEL_EXPORTER_OTLP_ENDPOINT,
 * OTEL_EXPORTER_OTLP_TRACES_ENDPOINT); OTEL_TRACES_EXPORTER=none and OTEL_SDK_DISABLED=true switch it off. Also read:
 * OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_EXPORTER_OTLP_[TRACES_]HEADERS and _TIMEOUT. The exporter itself
 * reads _COMPRESSION, _CERTIFICATE, _CLIENT_KEY and _CLIENT_CERTIFICATE, from `process.env`. Spans go as JSON over HTTP.
 */
export async function openTelemetryTracer(env: Environment, options: TracingOptions): Promise<Tracer> {
  const settings = tracingSettings(env)
  if (settings === undefined) return noTracer
  const fault = faultOf(settings)
  if (fault !== undefined) {
    options.logger.warn(`tracing stays off: ${fault}`)
    return noTracer
  }
  const { sdkTracer } = await import('./otel-sdk.ts')
  options.logger.info('tracing is on', { exporters: settings.exporters })
  return sdkTracer(settings, { ...options, clock: options.clock ?? systemClock })
}
