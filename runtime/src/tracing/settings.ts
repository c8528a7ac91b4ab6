import type { Clock } from '../clock.ts'
import { type Duration, millis, seconds } from '../duration.ts'
import type { Logger } from '../logger.ts'

/** What a program says of itself. */
export interface TracingOptions {
  /** Its name in traces, unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES give another. */
  readonly service: string
  readonly version: string
  readonly clock?: Clock
  readonly logger: Logger
}

export type Environment = Readonly<Record<string, string | undefined>>

const EXPORTERS = ['otlp', 'console'] as const
export type ExporterName = (typeof EXPORTERS)[number]

/** What whoever runs it says. */
export interface TracingSettings {
  readonly exporters: readonly ExporterName[]
  /** Where OTLP goes: the whole address, with its path. */
  readonly endpoint: string
  /** `grpc`, `http/protobuf` or `http/json`; undefined where nothing was said. */
  readonly protocol: string | undefined
  /** How long one attempt to deliver a batch may take, with its repetitions. */
  readonly timeout: Duration
  /** As written: `name=value,name=value`, percent-encoded. A later pair replaces an earlier one. */
  readonly headers: string
  readonly resourceAttributes: string
  readonly serviceName: string | undefined
}

/** Half of what OpenTelemetry prescribes, so that no delivery outlives `close()`. */
const DEFAULT_TIMEOUT = seconds(5)

/**
 * What the standard variables of OpenTelemetry say about tracing; undefined when they leave it off.
 * An empty variable counts as one that is not set (OpenTelemetry specification, "Environment Variable Specification").
 */
export function tracingSettings(env: Environment): TracingSettings | undefined {
  const value = (name: string) => env[name]?.trim() || undefined
  const otlp = (name: string) =>
    value(`OTEL_EXPORTER_OTLP_TRACES_${name}`) ?? value(`OTEL_EXPORTER_OTLP_${name}`)

  if (value('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return undefined
  const exporters = exportersOf(value('OTEL_TRACES_EXPORTER') ?? '', otlp('ENDPOINT') !== undefined)
  if (exporters.length === 0) return undefined

  const base = value('OTEL_EXPORTER_OTLP_ENDPOINT') ?? 'http://localhost:4318'
  const timeout = Number(otlp('TIMEOUT'))
  return {
    exporters,
    endpoint: value('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? `${base.replace(/\/$/, '')}/v1/traces`,
    protocol: otlp('PROTOCOL'),
    timeout: Number.isFinite(timeout) && timeout > 0 ? millis(timeout) : DEFAULT_TIMEOUT,
    headers: [value('OTEL_EXPORTER_OTLP_HEADERS'), value('OTEL_EXPORTER_OTLP_TRACES_HEADERS')].join(','),
    resourceAttributes: value('OTEL_RESOURCE_ATTRIBUTES') ?? '',
    serviceName: value('OTEL_SERVICE_NAME'),
  }
}

/** Those that are named; OTLP where none of ours is, but an endpoint is set. */
function exportersOf(list: string, endpointSet: boolean): readonly ExporterName[] {
  const names = list.split(',').map(name => name.trim())
  if (names.includes('none')) return []
  const named = EXPORTERS.filter(exporter => names.includes(exporter))
  return named.length === 0 && endpointSet ? ['otlp'] : named
}

/** Why these settings can't work, for people; undefined when they may. */
export function faultOf({ exporters, endpoint, protocol }: TracingSettings): string | undefined {
  if (!exporters.includes('otlp')) return undefined
  if (protocol === 'grpc') return 'OTLP over gRPC is not supported; set OTEL_EXPORTER_OTLP_PROTOCOL=http/json'
  // "localhost:4318" is a URL too: one with the scheme "localhost".
  if (!['http:', 'https:'].includes(URL.parse(endpoint)?.protocol ?? '')) {
    return 'the OTLP endpoint is not an http or https URL'
  }
  return undefined
}
