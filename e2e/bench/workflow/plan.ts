import { parseSubmission, planWorkflow, type WorkflowDefinition } from '@muster/protocol'
import { systemClock } from '@muster/runtime'
import { percentile } from '../notes.ts'
import { graphOf, SHAPES } from './graphs.ts'

const SIZE = 10_000
const AIM_MS = 300
const ROUNDS = 9

/** How long it takes until a graph with ten thousand steps is known to be right, and planned. */
export function benchPlan(): string[] {
  return [
    `A graph with ${SIZE} steps, checked whole and then planned (order, stages, critical path, slack, needs over time); median of ${ROUNDS}, and the first, before anything is compiled; aim ≤ ${AIM_MS} ms`,
    '| graph | checked | planned | both | CPU of both | the first time | |',
    '| --- | ---: | ---: | ---: | ---: | ---: | --- |',
    ...SHAPES.map(shape => rowOf(shape, graphOf(shape, SIZE))),
  ]
}

function rowOf(shape: string, definition: WorkflowDefinition): string {
  const rounds = Array.from({ length: ROUNDS }, () => {
    // As it comes from outside: nothing of it has been looked at before.
    const submission = { workflow: structuredClone(definition) }
    const cpuBefore = process.cpuUsage()
    const from = systemClock.monotonic()
    const parsed = parseSubmission(submission)
    const checked = systemClock.monotonic()
    if (!parsed.ok) throw new Error(`the graph is not right: ${JSON.stringify(parsed.faults[0])}`)
    const { definition: right, uses } = parsed.value
    planWorkflow({
      definition: right,
      uses,
      inputs: {},
      now: 0,
      durationOf: () => ({ low: 50_000, expected: 60_000, high: 90_000 }),
      instrumentsOf: () => 8,
    })
    const ended = systemClock.monotonic()
    const { user, system } = process.cpuUsage(cpuBefore)
    const cpu = (user + system) / 1_000
    return { checked: checked - from, planned: ended - checked, both: ended - from, cpu }
  })
  const median = (of: keyof (typeof rounds)[number]) =>
    percentile(
      rounds.map(round => round[of]),
      0.5,
    )
  const both = median('both')
  const cells = [median('checked'), median('planned'), both, median('cpu'), rounds[0]?.both ?? both]
  return `| ${shape} | ${cells.map(ms => `${ms.toFixed(0)} ms`).join(' | ')} | ${both <= AIM_MS ? 'met' : 'missed'} |`
}
