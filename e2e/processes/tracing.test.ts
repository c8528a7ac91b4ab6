import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CheckedApi } from './api.ts'
import { Lab } from './lab.ts'
import { until } from './until.ts'

interface Seen {
  readonly service: string
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
}

/** The part of OTLP's ExportTraceServiceRequest that is looked at. */
interface Batches {
  readonly resourceSpans: readonly {
    readonly resource: {
      readonly attributes: readonly {
        readonly key: string
        readonly value: { readonly stringValue?: string }
      }[]
    }
    readonly scopeSpans: readonly { readonly spans: readonly Omit<Seen, 'service'>[] }[]
  }[]
}

/** A collector that takes OTLP as JSON and remembers the spans. */
async function startCollector() {
  const spans: Seen[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const batches = JSON.parse(Buffer.concat(parts).toString()) as Batches
      for (const batch of batches.resourceSpans) {
        const { attributes } = batch.resource
        const service = attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? ''
        for (const scope of batch.scopeSpans) for (const span of scope.spans) spans.push({ ...span, service })
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url, spans, stop }
}

test("one trace leads from the caller through the submission to the instrument's start and back", async () => {
  await using started = new AsyncDisposableStack()
  const collector = await startCollector()
  started.defer(collector.stop)
  const folder = await mkdtemp(join(tmpdir(), 'muster-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }
  const lab = started.use(
    await Lab.prepare({ folder, instruments: ['balance'], usualPorts: false, first: { env } }),
  )
  await lab.start()
  const api = new CheckedApi(lab.apiUrl)
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`
  const submission = { activity: { activity: 'weigh', parameters: { sample: 'A-17' } } }
  const submitted = await until(async () => {
    const { status, body } = await api.call('POST', '/v1/jobs', submission, { traceparent })
    return status === 201 ? body : undefined
  })
  await until(async () => {
    const { body } = await api.call('GET', `/v1/jobs/${String(submitted['id'])}`)
    return body['state'] === 'succeeded' ? true : undefined
  })
  // What has ended is sent when the programs stop.
  await lab.stop(() => undefined)
  const ours = collector.spans.filter(span => span.traceId === traceId)
  const submit = ours.find(({ name }) => name === 'submit')
  expect(submit).toMatchObject({ service: 'muster-coordinator', parentSpanId: '00f067aa0ba902b7' })
  const below = ours.filter(({ parentSpanId }) => parentSpanId === submit?.spanId)
  expect(below.map(({ service, name }) => `${service}: ${name}`).toSorted()).toEqual([
    'muster-agent: claim',
    'muster-agent: driver start',
    'muster-agent: run',
    'muster-coordinator: attempt',
    'muster-coordinator: wait',
  ])
}, 180_000)
