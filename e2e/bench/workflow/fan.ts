import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { advance, apply, newRun, restoreRun, type Run } from '@muster/coordinator/workflow'
import type { WorkflowDefinition } from '@muster/protocol'
import { systemClock } from '@muster/runtime'

const WIDTHS = [500, 5_000, 50_000]
const CONCURRENCIES = [undefined, 100] as const

/** What a fan-out costs from its beginning to its fan-in, and what its nodes weigh. */
export function benchFan(): string[] {
  const lines = [
    'Fan-out over a list, one step for each item with a value worked out for it, and fan-in with an output of each',
    '| width | at a time | begun | all, to fan-in | per step | longest event | heap per node | restored |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  ]
  for (const concurrency of CONCURRENCIES) fan(500, concurrency)
  for (const width of WIDTHS) for (const concurrency of CONCURRENCIES) lines.push(fan(width, concurrency))
  return lines
}

function definitionOf(width: number, concurrency: number | undefined): WorkflowDefinition {
  return {
    muster: 1,
    name: 'bench-fan',
    steps: {
      all: {
        forEach: {
          range: { from: 1, to: width },
          as: 'number',
          ...(concurrency === undefined ? {} : { concurrency }),
          steps: { one: { activity: 'bench', parameters: { number: '${number}' } } },
          outputs: { made: '${steps.one.result.made}' },
        },
      },
    },
  }
}

function fan(width: number, concurrency: number | undefined): string {
  const definition = definitionOf(width, concurrency)
  const facts = { jobId: 'bench', inputs: {}, labels: {} }
  const before = heap()
  const run = newRun({ definition, uses: {} }, facts)
  const open: string[] = []
  let longest = 0
  const send = (event: Parameters<typeof advance>[1]) => {
    const from = systemClock.monotonic()
    const change = advance(run, event)
    apply(run, change)
    longest = Math.max(longest, systemClock.monotonic() - from)
    for (const effect of change.effects) if (effect.kind === 'open') open.push(effect.node.path)
  }
  const start = systemClock.monotonic()
  send({ at: 0, kind: 'begin' })
  const begun = systemClock.monotonic() - start
  let weight = 0
  let weighing = 0
  for (let at = 0; at < open.length; at += 1) {
    // Just before the fan-in all nodes are there, and no list of results yet.
    if (at === width - 1) {
      const from = systemClock.monotonic()
      weight = (heap() - before) / run.nodes.size
      weighing = systemClock.monotonic() - from
    }
    send({ at: 1, kind: 'ended', path: open[at] ?? '', end: 'succeeded', result: { made: at }, tries: 1 })
  }
  const all = systemClock.monotonic() - start - weighing
  if (run.status.outcome !== 'succeeded')
    throw new Error(`the fan-out is ${run.status.phase} after all its events`)
  const restored = restoredIn(run)
  const shown = [
    begun.toFixed(0),
    all.toFixed(0),
    ((all * 1_000) / width).toFixed(1),
    longest.toFixed(0),
    weight.toFixed(0),
    restored.toFixed(0),
  ]
  const units = ['ms', 'ms', 'µs', 'ms', 'bytes', 'ms']
  const cells = shown.map((text, at) => `${text} ${units[at] ?? ''}`).join(' | ')
  return `| ${width} | ${concurrency ?? 'all'} | ${cells} |`
}

function restoredIn(run: Run): number {
  const before = systemClock.monotonic()
  restoreRun(run.plan, run.facts, run.status, run.nodes.values())
  return systemClock.monotonic() - before
}

function heap(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let nth = 0; nth < 3; nth += 1) collect()
  return process.memoryUsage().heapUsed
}
