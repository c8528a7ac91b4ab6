import { advance, apply, newRun, type Run, type RunPlan } from '@muster/coordinator/workflow'
import { parseSubmission, type WorkflowDefinition } from '@muster/protocol'
import { systemClock } from '@muster/runtime'
import { percentile } from '../notes.ts'
import { graphOf, SHAPES } from './graphs.ts'

const SIZE = 10_000
const AIM_MICROSECONDS = 100
/** Events are measured once so many steps are done, so many at a time. */
const DONE = [0, 1_000, 5_000, 9_900]
const SAMPLES = 100
/** Graphs are gone through so often before, and so often measured. */
const WARM_UPS = 1
const ROUNDS = 5

const STRATEGIES = ['parallel', 'sequential', 'priority'] as const

/** What one event of a job with ten thousand steps costs, by how many of them are done. */
export function benchWorkflowEvents(): string[] {
  const lines = [
    `One event of a job with ${SIZE} steps: the end of a step, and whatever may begin then. Microseconds, p50 / p99; aim p99 ≤ ${AIM_MICROSECONDS}`,
    `| graph | strategy | checked | begun | ${DONE.map(done => `${done} done`).join(' | ')} |`,
    `| --- | --- | ---: | ---: | ${DONE.map(() => '---:').join(' | ')} |`,
  ]
  for (const shape of SHAPES)
    for (const strategy of shape === 'wide' ? STRATEGIES : STRATEGIES.slice(0, 1))
      lines.push(rowOf(shape, { ...graphOf(shape, SIZE), strategy }))
  return lines
}

function rowOf(shape: string, definition: WorkflowDefinition): string {
  const checked = millisOf(() => {
    const parsed = parseSubmission({ workflow: definition })
    if (!parsed.ok) throw new Error(`the graph is not right: ${JSON.stringify(parsed.faults[0])}`)
  })
  for (let round = 0; round < WARM_UPS; round += 1) goThrough(definition)
  const rounds = Array.from({ length: ROUNDS }, () => goThrough(definition))
  const begun = percentile(
    rounds.map(round => round.begun),
    0.5,
  )
  const cells = DONE.map((_, at) => {
    const samples = rounds.flatMap(round => round.samples[at] ?? [])
    return [0.5, 0.99].map(part => percentile(samples, part).toFixed(1)).join(' / ')
  })
  return `| ${shape} | ${definition.strategy ?? ''} | ${checked.toFixed(0)} ms | ${begun.toFixed(0)} ms | ${cells.join(' | ')} |`
}

interface Round {
  /** Milliseconds. */
  readonly begun: number
  /** Microseconds of events, for each of `DONE`. */
  readonly samples: readonly number[][]
}

function goThrough(definition: WorkflowDefinition): Round {
  const plan: RunPlan = { definition, uses: {} }
  const run = newRun(plan, { jobId: 'bench', inputs: {}, labels: {} })
  const open: string[] = []
  const begun = millisOf(() => open.push(...step(run, undefined)))
  const samples: number[][] = DONE.map(() => [])
  for (let done = 0; done < open.length; done += 1) {
    const path = open[done]
    const at = DONE.findLastIndex(from => done >= from)
    const isMeasured = done < (DONE[at] ?? 0) + SAMPLES
    const took = millisOf(() => open.push(...step(run, path)))
    if (isMeasured) samples[at]?.push(took * 1_000)
  }
  if (run.status.outcome !== 'succeeded')
    throw new Error(`the job is ${run.status.phase} after all its events`)
  return { begun, samples }
}

/** @returns paths that were opened */
function step(run: Run, path: string | undefined): string[] {
  const change = advance(
    run,
    path === undefined
      ? { at: 0, kind: 'begin' }
      : { at: 1, kind: 'ended', path, end: 'succeeded', tries: 1 },
  )
  apply(run, change)
  return change.effects.flatMap(effect => (effect.kind === 'open' ? [effect.node.path] : []))
}

function millisOf(work: () => unknown): number {
  const before = systemClock.monotonic()
  work()
  return systemClock.monotonic() - before
}
