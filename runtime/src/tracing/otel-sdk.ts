// The only file that imports OpenTelemetry; itself imported only when tracing is on.
import {
  type HrTime,
  ROOT_CONTEXT,
  type Span as SdkSpan,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { ExportResultCode, parseKeyPairsIntoRecord } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, type Resource, resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { type Clock, type Timestamp, withTimeout } from '../clock.ts'
import { seconds } from '../duration.ts'
import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { TracingOptions, TracingSettings } from './settings.ts'
import { formatTraceparent, parseTraceparent, type Span, type SpanOptions, type Tracer } from './tracing.ts'

const CLOSE_LIMIT = seconds(5)

const KINDS: Readonly<Record<NonNullable<SpanOptions['kind']>, SpanKind>> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
}

export function sdkTracer(settings: TracingSettings, options: TracingOptions & { clock: Clock }): Tracer {
  const { clock } = options
  const outage = new Outage(options.logger)
  const provider = new TracerProvider({
    resource: resourceOf(settings, options),
    spanProcessors: settings.exporters.map(name => {
      const exporter =
        name === 'console' ? new ConsoleSpanExporter() : reporting(otlpExporter(settings), outage)
      return new BatchSpanProcessor({ exporter })
    }),
  })
  const tracer = provider.getTracer('muster', options.version)

  return {
    enabled: true,
    span(name, { parent, kind = 'internal', startedAt, attributes = {} } = {}) {
      const now = stopwatch(clock)
      const span = tracer.startSpan(
        name,
        { kind: KINDS[kind], startTime: hrTime(startedAt ?? now()), attributes: { ...attributes } },
        contextOf(parent),
      )
      return wrap(span, now)
    },
    close() {
      const onTimeout = () => new Error(`not done within ${CLOSE_LIMIT} ms`)
      return withTimeout(clock, CLOSE_LIMIT, provider.shutdown(), onTimeout).catch((error: unknown) =>
        outage.failed(error),
      )
    },
  }
}

function wrap(span: SdkSpan, now: () => Timestamp): Span {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return {
    traceparent: formatTraceparent({ traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 }),
    attribute: (name, value) => void span.setAttribute(name, value),
    event: (name, attributes = {}) => void span.addEvent(name, { ...attributes }, hrTime(now())),
    fail: message => void span.setStatus({ code: SpanStatusCode.ERROR, message }),
    end: at => span.end(hrTime(at ?? now())),
  }
}

/** Explicit for roots as well: otherwise the SDK would look for a current span, which a library may have set globally. */
function contextOf(parent: string | undefined) {
  const remote = parent === undefined ? undefined : parseTraceparent(parent)
  if (remote === undefined) return ROOT_CONTEXT
  const { traceId, spanId, sampled } = remote
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}

/** The wall clock as it was, moved on by the time that passed: a span's length does not change when the wall clock jumps. */
function stopwatch(clock: Clock): () => Timestamp {
  const offset = clock.wall() - clock.monotonic()
  return () => offset + clock.monotonic()
}

/** The SDK takes a small number for one of `performance.now()`; a pair is never mistaken. */
function hrTime(at: Timestamp): HrTime {
  return [Math.floor(at / 1_000), Math.floor((at % 1_000) * 1_000_000)]
}

/** Nearest first: OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, what the program says of itself, the SDK. */
function resourceOf(settings: TracingSettings, { service, version }: TracingOptions): Resource {
  return defaultResource().merge(
    resourceFromAttributes({
      'service.name': service,
      'service.version': version,
      ...parseKeyPairsIntoRecord(settings.resourceAttributes),
      ...(settings.serviceName === undefined ? {} : { 'service.name': settings.serviceName }),
    }),
  )
}

function otlpExporter(settings: TracingSettings): SpanExporter {
  return new OTLPTraceExporter({
    url: settings.endpoint,
    headers: parseKeyPairsIntoRecord(settings.headers),
    timeoutMillis: settings.timeout,
  })
}

/** Node reports a name with several addresses, none of which answers, as an error with a code and no message. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return messageOf(error) || code
}

/** The SDK keeps failed exports to itself; here they come to light. What could not be delivered stays lost. */
function reporting(exporter: SpanExporter, outage: Outage): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans, result => {
        if (result.code === ExportResultCode.SUCCESS) outage.over()
        else outage.failed(result.error)
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
}

/** A collector that does not take spans: told once when it begins and once when it is over. */
class Outage {
  readonly #logger: Logger
  #known = false

  constructor(logger: Logger) {
    this.#logger = logger
  }

  failed(error: unknown): void {
    if (this.#known) return
    this.#known = true
    this.#logger.warn('the trace collector takes no spans; they are dropped', { reason: reasonOf(error) })
  }

  over(): void {
    if (!this.#known) return
    this.#known = false
    this.#logger.info('the trace collector takes spans again')
  }
}
