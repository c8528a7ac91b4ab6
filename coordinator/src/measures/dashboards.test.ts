import { readdirSync, readFileSync } from 'node:fs'
import { compileSchema, parseConfiguration } from '@muster/runtime'
import { ManualClock } from '@muster/runtime/testing'
import { type Static, Type } from '@sinclair/typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import { metrics } from '../middleware/metrics.ts'
import { createMeasures } from './index.ts'
import { parseExposition } from './testing/exposition.ts'

const DEPLOY = new URL('../../../deploy/', import.meta.url)
const DATASOURCE = '${DS_PROMETHEUS}'

const Datasource = Type.Object({ type: Type.Literal('prometheus'), uid: Type.Literal(DATASOURCE) })
const Position = Type.Object({ x: Type.Number(), y: Type.Number(), w: Type.Number(), h: Type.Number() })
const Panel = Type.Object({
  id: Type.Number(),
  title: Type.String({ minLength: 1 }),
  type: Type.String(),
  gridPos: Position,
  datasource: Type.Optional(Datasource),
  targets: Type.Optional(Type.Array(Type.Object({ datasource: Datasource, expr: Type.String() }))),
})
const Variable = Type.Object({ name: Type.String(), type: Type.String(), query: Type.Unknown() })
const DashboardSchema = Type.Object({
  uid: Type.String(),
  schemaVersion: Type.Literal(39),
  templating: Type.Object({ list: Type.Array(Variable) }),
  panels: Type.Array(Panel),
})
type Dashboard = Static<typeof DashboardSchema>

const Texts = Type.Object({ summary: Type.String(), description: Type.String() })
const Rule = Type.Object(
  {
    alert: Type.String({ pattern: '^Muster[A-Z]' }),
    expr: Type.String(),
    for: Type.Optional(Type.String({ format: 'duration-text' })),
    labels: Type.Object({ severity: Type.String({ enum: ['warning', 'critical'] }) }),
    annotations: Texts,
  },
  { additionalProperties: false },
)
const RulesSchema = Type.Object({
  groups: Type.Array(Type.Object({ name: Type.String(), rules: Type.Array(Rule) })),
})

const dashboards = readdirSync(new URL('grafana/', DEPLOY)).map(file => [file, readDashboard(file)] as const)
const { groups } = parseConfiguration(
  readFileSync(new URL('prometheus/alerts.yaml', DEPLOY), 'utf8'),
  'alerts.yaml',
  compileSchema<Static<typeof RulesSchema>>(RulesSchema),
)
const rules = groups.flatMap(group => group.rules)

function readDashboard(file: string): Dashboard {
  const text = readFileSync(new URL(`grafana/${file}`, DEPLOY), 'utf8')
  const parsed = compileSchema<Dashboard>(DashboardSchema)(JSON.parse(text))
  if (!parsed.ok) throw new Error(`${file}: ${JSON.stringify(parsed.faults)}`)
  return parsed.value
}

/** Every name that a query can use. */
let known: ReadonlySet<string>

beforeAll(async () => {
  const store = { counts: () => Promise.reject(new Error('nothing is asked of it here')) }
  const measures = createMeasures({
    clock: new ManualClock(),
    lead: () => undefined,
    store,
    registry: metrics().registry,
  })
  const { type } = parseExposition(await measures.text())
  const endings = (name: string) => ['_bucket', '_sum', '_count'].map(ending => `${name}${ending}`)
  known = new Set([...type].flatMap(([name, of]) => (of === 'histogram' ? endings(name) : [name])))
})

function expectKnownMetrics(query: string): void {
  const names = query.match(/\b(muster|process|nodejs)_\w+/g) ?? []
  expect(names, query).not.toEqual([])
  for (const name of names) expect(known.has(name), `${name} in ${query}`).toBe(true)
  for (const [open, close] of ['()', '[]', '{}'])
    expect(query.split(open ?? '').length, query).toBe(query.split(close ?? '').length)
}

describe.each(dashboards)('%s', (_, { templating, panels }) => {
  test('asks only for metrics that there are', () => {
    for (const { expr } of panels.flatMap(panel => panel.targets ?? [])) expectKnownMetrics(expr)
    const variables = templating.list.filter(({ type }) => type === 'query')
    for (const { query } of variables) expectKnownMetrics(JSON.stringify(query))
  })

  test('can be imported with any Prometheus, and uses no variable that it does not have', () => {
    const [source, ...others] = templating.list
    expect([source?.name, source?.type, source?.query]).toEqual(['DS_PROMETHEUS', 'datasource', 'prometheus'])
    const queries = panels.flatMap(panel => panel.targets ?? []).map(({ expr }) => expr)
    const used = queries.flatMap(query => query.match(/\$(?!__)\w+/g) ?? []).map(name => name.slice(1))
    expect([...new Set(used)].sort()).toEqual(others.map(({ name }) => name).sort())
  })

  test('has no two panels in one place or with one id', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24)
      return Array.from({ length: w * h }, (__, i) => `${x + (i % w)},${y + Math.floor(i / w)}`)
    })
    expect(new Set(cells).size).toBe(cells.length)
  })
})

test('the alert rules ask only for metrics that there are, and each has a name of its own', () => {
  for (const { expr } of rules) expectKnownMetrics(expr)
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
})

test.each([
  'muster_coordinator_leads',
  'muster_broker_connected',
  'muster_escalation_oldest_unacknowledged_age_seconds{severity="critical"}',
  'muster_queued_tasks_longest_wait_seconds',
  'muster_agent_contact_lost_seconds',
  'muster_agent_outbox_depth',
  'muster_gateway_messages_dropped_total',
])('somebody is alerted by %s', metric => {
  expect(rules.some(({ expr }) => expr.includes(metric))).toBe(true)
})
