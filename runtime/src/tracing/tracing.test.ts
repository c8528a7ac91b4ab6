import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { seconds } from '../duration.ts'
import { type Logger, silentLogger } from '../logger.ts'
import { ManualClock } from '../testing/index.ts'
import { isTraceparent, noTracer, openTelemetryTracer, type TracingOptions } from './index.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const PARENT = `00-${TRACE}-${SPAN}-01`

describe('a traceparent', () => {
  test.each([
    ['sampled', PARENT],
    ['not sampled', `00-${TRACE}-${SPAN}-00`],
    ['with flags we do not know', `00-${TRACE}-${SPAN}-ff`],
    ['of a later version', `cc-${TRACE}-${SPAN}-01`],
    ['of a later version, with more fields', `cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`],
  ])('%s is accepted', (_, given) => expect(isTraceparent(given)).toBe(true))

  test.each([
    ['empty', ''],
    ['in capitals', PARENT.toUpperCase()],
    ['with a short trace id', `00-${TRACE.slice(1)}-${SPAN}-01`],
    ['with a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['with a span id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['of version 00 with more fields', `${PARENT}-more`],
    ['of a later version, longer without a separator', `cc-${TRACE}-${SPAN}-01.more`],
    ['of the forbidden version', `ff-${TRACE}-${SPAN}-01`],
    ['with a line break', `${PARENT}\n`],
  ])('%s is refused', (_, given) => expect(isTraceparent(given)).toBe(false))
})

describe('without tracing', () => {
  test('spans take everything and say nothing', async () => {
    const span = noTracer.span('work', { kind: 'server', attributes: { a: 1 } })
    span.attribute('b', true)
    span.event('seen', { c: 'd' })
    span.fail('broken')
    span.end()
    span.end(5)
    expect(span.traceparent).toBeUndefined()
    expect(noTracer.enabled).toBe(false)
    await noTracer.close()
  })

  test('a parent is passed on, a malformed one is not', () => {
    expect(noTracer.span('work', { parent: PARENT }).traceparent).toBe(PARENT)
    expect(noTracer.span('work', { parent: 'nonsense' }).traceparent).toBeUndefined()
  })
})

describe('the standard variables', () => {
  const OTLP = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }

  test.each([
    ['nothing', {}],
    ['empty variables', { OTEL_TRACES_EXPORTER: '', OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }],
    ['a service name only', { OTEL_SERVICE_NAME: 'lab' }],
    ['no exporter, in spite of an endpoint', { ...OTLP, OTEL_TRACES_EXPORTER: 'none' }],
    ['an exporter we do not have', { OTEL_TRACES_EXPORTER: 'zipkin' }],
    ['the endpoint of another signal', { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:9' }],
    ['the SDK disabled', { ...OTLP, OTEL_TRACES_EXPORTER: 'otlp', OTEL_SDK_DISABLED: 'True' }],
  ])('leave tracing off: %s', async (_, env) => {
    const log = recordingLogger()
    expect(await openTelemetryTracer(env, options({ logger: log.logger }))).toBe(noTracer)
    expect(log.lines).toEqual([])
  })

  test.each([
    ['otlp among the exporters', { OTEL_TRACES_EXPORTER: 'zipkin, otlp' }],
    ['console', { OTEL_TRACES_EXPORTER: 'console' }],
    ['an endpoint', OTLP],
    ['an endpoint for traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/traces' }],
    ['an endpoint, and the SDK not disabled', { ...OTLP, OTEL_SDK_DISABLED: 'false' }],
  ])('switch tracing on: %s', async (_, env) => {
    const tracer = await openTelemetryTracer(env, options())
    expect(tracer.enabled).toBe(true)
    await tracer.close()
  })

  test.each([
    ['an endpoint that is no URL', { OTEL_EXPORTER_OTLP_ENDPOINT: '://' }],
    ['an endpoint without a scheme', { OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }],
    ['gRPC', { ...OTLP, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
  ])('leave tracing off with a warning: %s', async (_, env) => {
    const log = recordingLogger()
    expect(await openTelemetryTracer(env, options({ logger: log.logger }))).toBe(noTracer)
    expect(log.lines).toEqual([expect.stringMatching(/^warn: tracing stays off: /)])
  })

  test('decide whether OpenTelemetry is loaded at all', async () => {
    expect(await modulesLoaded({})).not.toContain('@opentelemetry')
    expect(await modulesLoaded(OTLP)).toContain('@opentelemetry')
  })
})

describe('with a collector', () => {
  test('a span in one program is the child of a span in another', async () => {
    const collector = await startCollector()
    const coordinator = await openTelemetryTracer(collector.env, options({ service: 'coordinator' }))
    const agent = await openTelemetryTracer(collector.env, options({ service: 'agent' }))

    const order = coordinator.span('order', { kind: 'producer' })
    const run = agent.span('run', { kind: 'consumer', parent: order.traceparent ?? '' })
    run.end()
    order.end()
    await Promise.all([coordinator.close(), agent.close()])

    const [parent, child] = [collector.span('order'), collector.span('run')]
    expect(order.traceparent).toBe(`00-${parent.traceId}-${parent.spanId}-01`)
    expect(parent).toMatchObject({
      kind: 4,
      resource: { 'service.name': 'coordinator', 'service.version': '1.2.3' },
    })
    expect(parent.parentSpanId).toBeUndefined()
    expect(child).toMatchObject({ kind: 5, traceId: parent.traceId, parentSpanId: parent.spanId })
    expect(child.resource['service.name']).toBe('agent')
    expect(child.spanId).not.toBe(parent.spanId)
  })

  test('attributes, events, times and the failure arrive', async () => {
    const collector = await startCollector()
    const clock = new ManualClock(undefined, 1_000_000)
    const tracer = await openTelemetryTracer(collector.env, options({ clock }))

    const span = tracer.span('print', { startedAt: 999_000.5, attributes: { layers: 3, dry: false } })
    span.attribute('material', 'PLA')
    await clock.advance(seconds(2))
    span.event('jam', { layer: 2 })
    span.fail('the nozzle is blocked')
    span.end(1_004_000)
    span.attribute('too', 'late')
    span.end(1_009_000)
    await tracer.close()

    expect(collector.span('print')).toMatchObject({
      kind: 1,
      startTimeUnixNano: '999000500000',
      endTimeUnixNano: '1004000000000',
      attributes: { layers: 3, dry: false, material: 'PLA' },
      status: { code: 2, message: 'the nozzle is blocked' },
      events: [{ name: 'jam', timeUnixNano: '1002000000000', attributes: { layer: 2 } }],
    })
    expect(collector.spans.map(({ name }) => name)).toEqual(['print'])
  })

  test('a span that succeeded has no failure, and its length survives a jump of the wall clock', async () => {
    const collector = await startCollector()
    const clock = new ManualClock(undefined, 1_000_000)
    const tracer = await openTelemetryTracer(collector.env, options({ clock }))

    const span = tracer.span('weigh')
    clock.jump(seconds(-500))
    await clock.advance(seconds(3))
    span.end()
    await tracer.close()

    const { status, startTimeUnixNano, endTimeUnixNano } = collector.span('weigh')
    expect(status.code).toBe(0)
    expect([startTimeUnixNano, endTimeUnixNano]).toEqual(['1000000000000', '1003000000000'])
  })

  test('a malformed parent makes a root', async () => {
    const collector = await startCollector()
    const tracer = await openTelemetryTracer(collector.env, options())
    tracer.span('work', { parent: `00-${TRACE}-${SPAN}` }).end()
    await tracer.close()
    expect(collector.span('work').parentSpanId).toBeUndefined()
    expect(collector.span('work').traceId).not.toBe(TRACE)
  })

  test('what the parent chose not to record is not recorded, and its trace is passed on', async () => {
    const collector = await startCollector()
    const tracer = await openTelemetryTracer(collector.env, options())
    const span = tracer.span('work', { parent: `00-${TRACE}-${SPAN}-00` })
    span.attribute('a', 1)
    span.end()
    await tracer.close()
    expect(collector.spans).toEqual([])
    expect(span.traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`))
    expect(span.traceparent).not.toContain(SPAN)
  })

  test('name, resource and headers come from the environment', async () => {
    const collector = await startCollector()
    const env = {
      ...collector.env,
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=unused,deployment.environment.name=lab%202',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc,x-tenant=one',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-tenant=two',
    }
    const named = await openTelemetryTracer({ ...env, OTEL_SERVICE_NAME: 'bench-7' }, options())
    named.span('named').end()
    await named.close()
    const unnamed = await openTelemetryTracer(env, options())
    unnamed.span('unnamed').end()
    await unnamed.close()

    expect(collector.span('named').resource).toMatchObject({
      'service.name': 'bench-7',
      'deployment.environment.name': 'lab 2',
    })
    expect(collector.span('unnamed').resource['service.name']).toBe('unused')
    expect(collector.requests[0]).toMatchObject({
      url: '/v1/traces',
      headers: { authorization: 'Bearer abc', 'x-tenant': 'two' },
    })
  })

  test('an endpoint for traces is used as it stands', async () => {
    const collector = await startCollector()
    const env = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.env.OTEL_EXPORTER_OTLP_ENDPOINT}/here` }
    const tracer = await openTelemetryTracer(env, options())
    tracer.span('work').end()
    await tracer.close()
    expect(collector.requests[0]?.url).toBe('/here')
  })

  test.each([
    { exporters: 'console', collected: 0, printed: 1 },
    { exporters: 'otlp,console', collected: 1, printed: 1 },
    { exporters: 'otlp', collected: 1, printed: 0 },
  ])('$exporters, when named, and no other, gets the spans', async ({ exporters, collected, printed }) => {
    const print = vi.spyOn(console, 'dir').mockReturnValue()
    onTestFinished(() => print.mockRestore())
    const collector = await startCollector()
    const tracer = await openTelemetryTracer({ ...collector.env, OTEL_TRACES_EXPORTER: exporters }, options())
    tracer.span('work').end()
    await tracer.close()
    expect(collector.spans).toHaveLength(collected)
    expect(print).toHaveBeenCalledTimes(printed)
  })

  test('closing twice sends once', async () => {
    const collector = await startCollector()
    const tracer = await openTelemetryTracer(collector.env, options())
    tracer.span('work').end()
    await Promise.all([tracer.close(), tracer.close()])
    tracer.span('after the end').end()
    await tracer.close()
    expect(collector.requests).toHaveLength(1)
  })
})

describe('without a collector that answers', () => {
  test('a collector that is down costs one warning', async () => {
    const collector = await startCollector()
    await collector.stop()
    const log = recordingLogger()
    // Shorter than the exporter's first pause, so that it does not try again.
    const env = { ...collector.env, OTEL_EXPORTER_OTLP_TIMEOUT: '500' }
    const tracer = await openTelemetryTracer(env, options({ logger: log.logger }))

    // More than one batch holds.
    for (let i = 0; i < 600; i++) tracer.span('work').end()
    await tracer.close()
    tracer.span('after the end').end()
    await tracer.close()

    expect(log.warnings()).toEqual([
      'warn: the trace collector takes no spans; they are dropped: connect ECONNREFUSED ' +
        collector.env.OTEL_EXPORTER_OTLP_ENDPOINT.replace('http://', ''),
    ])
  })

  test('a collector that refuses costs one warning, and its return is told', async () => {
    const answers = [503, 400]
    const log = recordingLogger()
    const collector = await startCollector((_, response) => response.writeHead(answers.shift() ?? 200).end())
    const env = { ...collector.env, OTEL_EXPORTER_OTLP_TIMEOUT: '500' }
    const tracer = await openTelemetryTracer(env, options({ logger: log.logger }))

    // 512 make a batch, and a full batch is sent at once; the next full one when that is done.
    for (let batch = 0; batch < 4; batch++) {
      const arrived = collector.nextRequest()
      for (let i = 0; i < 512; i++) tracer.span('work').end()
      await arrived
    }
    await tracer.close()

    expect(log.lines.slice(1)).toEqual([
      expect.stringMatching(/^warn: the trace collector takes no spans/),
      'info: the trace collector takes spans again',
    ])
  })

  test('closing waits five seconds for a collector that does not answer', async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<ServerResponse>()
    const collector = await startCollector((_, response) => arrive(response))
    const log = recordingLogger()
    const clock = new ManualClock()
    const env = { ...collector.env, OTEL_EXPORTER_OTLP_TIMEOUT: '60000' }
    const tracer = await openTelemetryTracer(env, options({ clock, logger: log.logger }))
    tracer.span('work').end()

    let closed = false
    const closing = tracer.close().then(() => {
      closed = true
    })
    const response = await arrived
    await clock.advance(seconds(4))
    expect(closed).toBe(false)
    await clock.advance(seconds(1))
    await closing

    expect(log.warnings()).toEqual([
      'warn: the trace collector takes no spans; they are dropped: not done within 5000 ms',
    ])
    response.writeHead(400).end()
  })
})

function options(changes: Partial<TracingOptions> = {}): TracingOptions {
  return { service: 'test', version: '1.2.3', logger: silentLogger, ...changes }
}

function recordingLogger() {
  const lines: string[] = []
  const line =
    (level: string): Logger['info'] =>
    (message, { reason } = {}) => {
      lines.push(`${level}: ${message}${typeof reason === 'string' ? `: ${reason}` : ''}`)
    }
  const logger: Logger = {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    child: () => logger,
  }
  return { logger, lines, warnings: () => lines.filter(entry => entry.startsWith('warn')) }
}

/** The addresses of all modules that a program has loaded which has asked for a tracer with `env`. */
async function modulesLoaded(env: Record<string, string>): Promise<string> {
  const program = `
    import { registerHooks } from 'node:module'
    registerHooks({
      load(url, context, next) {
        console.log(url)
        return next(url, context)
      },
    })
    const { openTelemetryTracer } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)})
    const logger = { info() {}, warn() {} }
    await openTelemetryTracer(${JSON.stringify(env)}, { service: 'test', version: '1', logger })
  `
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  expect(stdout).toContain('tracing.ts')
  return stdout
}

type Attribute = { key: string; value: Record<string, string | number | boolean> }
type Attributes = Record<string, string | number | boolean | undefined>

/** OTLP/JSON, as far as these tests look (opentelemetry-proto, trace/v1/trace.proto). */
interface ExportRequest {
  resourceSpans: {
    resource: { attributes: Attribute[] }
    scopeSpans: { spans: (SpanFields & { attributes: Attribute[]; events: Event<Attribute[]>[] })[] }[]
  }[]
}

interface SpanFields {
  name: string
  kind: number
  traceId: string
  spanId: string
  parentSpanId?: string
  startTimeUnixNano: string
  endTimeUnixNano: string
  status: { code: number; message?: string }
}

interface Event<A> {
  name: string
  timeUnixNano: string
  attributes: A
}

interface CollectedSpan extends SpanFields {
  attributes: Attributes
  events: Event<Attributes>[]
  resource: Attributes
}

/** A collector that keeps what it is sent, and answers 200 unless `answer` does otherwise. */
async function startCollector(
  answer = (_: IncomingMessage, response: ServerResponse): unknown => response.writeHead(200).end('{}'),
) {
  const requests: { url: string | undefined; headers: IncomingMessage['headers']; body: ExportRequest }[] = []
  const server = createServer((request, response) => {
    void text(request).then(body => {
      requests.push({ url: request.url, headers: request.headers, body: JSON.parse(body) as ExportRequest })
      answer(request, response)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  onTestFinished(stop)

  return {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    requests,
    nextRequest: () => once(server, 'request'),
    stop,
    get spans(): CollectedSpan[] {
      return requests.flatMap(({ body }) => spansOf(body))
    },
    span(name: string): CollectedSpan {
      const found = this.spans.filter(span => span.name === name)
      expect(found, `spans named ${name}`).toHaveLength(1)
      return found[0] as CollectedSpan
    },
  }
}

function spansOf(body: ExportRequest): CollectedSpan[] {
  return body.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map(span => ({
        ...span,
        resource: record(resource.attributes),
        attributes: record(span.attributes),
        events: span.events.map(event => ({ ...event, attributes: record(event.attributes) })),
      })),
  )
}

function record(attributes: readonly Attribute[]): Attributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}
