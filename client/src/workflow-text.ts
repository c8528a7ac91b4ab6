import type { DurationRange, FieldChange, NamedChanges } from '@muster/protocol/workflow'
import { formatDuration } from '@muster/runtime'
import { table } from './terminal/text.ts'
import type { WorkflowDiff, WorkflowPlanView } from './workflow-types.ts'

/** Plans and differences of workflows, as text. */

/** Assumptions and needs are shown up to so many. */
const SHOWN = 20

/** A table of the steps, those on the critical path marked, and what it all comes to. */
export function planLines(plan: WorkflowPlanView): string[] {
  const { duration, steps, stepsLeftOut, parallelism, width, needs, assumptions } = plan
  const rows = steps.map(({ path, kind, stage, times, duration: takes, slackMs, critical }) => [
    `${critical ? '*' : ' '} ${path}${times > 1 ? ` (${times} times)` : ''}`,
    kind,
    String(stage),
    rangeText(takes),
    critical ? '' : formatDuration(slackMs),
  ])
  return [
    ...table([['  step', 'kind', 'stage', 'expected', 'slack'], ...rows]),
    ...(stepsLeftOut > 0 ? [`  and ${stepsLeftOut} steps within steps`] : []),
    `takes ${rangeText(duration)}: ${plan.criticalPath.join(' → ')}`,
    `${round(parallelism)} steps under way on average, ${width} at the most`,
    ...some(needs, ({ kind, id, peak }) => `needs ${peak} at once: ${kind} ${id}`),
    ...(assumptions.length > 0 ? ['taken for granted:'] : []),
    ...some(assumptions, ({ message, steps: about, count }) => {
      const more = count > about.length ? ` and ${count - about.length} more` : ''
      return `  ${message} (${about.join(', ')}${more})`
    }),
    '* decides when it ends; an instrument is taken to be free for each step; nothing was submitted',
  ]
}

const round = (value: number): string => String(Math.round(value * 10) / 10)

function some<T>(items: readonly T[], lineOf: (item: T) => string): string[] {
  const left = items.length - SHOWN
  return [...items.slice(0, SHOWN).map(lineOf), ...(left > 0 ? [`  and ${left} more`] : [])]
}

function rangeText({ low, expected, high }: DurationRange): string {
  if (low === expected && expected === high) return formatDuration(expected)
  return `${formatDuration(expected)} (${formatDuration(low)} to ${formatDuration(high)})`
}

/** `+` what came, `-` what went, `~` what changed, with its fields. */
export function diffLines({
  name,
  from,
  to,
  steps,
  inputs,
  outputs,
  variables,
  settings,
  reordered,
}: WorkflowDiff): string[] {
  const changes = [
    ...namedLines('step', steps),
    ...namedLines('input', inputs),
    ...namedLines('output', outputs),
    ...namedLines('variable', variables),
    ...settings.map(changeLine).map(line => `~ ${line}`),
    ...(reordered ? ['~ steps stand in another order'] : []),
  ]
  return changes.length > 0 ? changes : [`${name}@${from} and ${name}@${to} say the same`]
}

function namedLines(what: string, { added, removed, changed }: NamedChanges): string[] {
  return [
    ...added.map(id => `+ ${what} ${id}`),
    ...removed.map(id => `- ${what} ${id}`),
    ...changed.flatMap(({ id, fields }) => [
      `~ ${what} ${id}`,
      ...fields.map(one => `    ${changeLine(one)}`),
    ]),
  ]
}

function changeLine({ field, from, to }: FieldChange): string {
  if (to === undefined) return `${field}: ${JSON.stringify(from)} is gone`
  return from === undefined
    ? `${field}: ${JSON.stringify(to)}`
    : `${field}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`
}
