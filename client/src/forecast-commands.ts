import { formatDuration } from '@muster/runtime'
import { type Command, type CommandCall, show } from './command-call.ts'
import type { ExpectedTime, PlannedStep, PlanView, WhyView } from './forecast-types.ts'
import { readSubmissionFile } from './submission-file.ts'
import { clockTime } from './terminal/render-run.ts'
import { clean, table } from './terminal/text.ts'

/** Why tasks wait, and what would become of a job. */
export const FORECAST_COMMANDS: Readonly<Record<string, Command>> = { why, plan }

async function why(call: CommandCall): Promise<number> {
  const found = await call.client.why(call.next('TASK'))
  show(call, found, whyLines(found).map(clean))
  return 0
}

function whyLines({ task, at, state, chain, expectedStart, unknownStart, position }: WhyView): string[] {
  const links = chain.flatMap(({ message, others = [] }, depth) => {
    const indent = '  '.repeat(depth + 1)
    const besides = others.map(other => `${indent}    besides: ${other.message}`)
    return [`${indent}${depth === 0 ? 'because' : 'because there'}: ${message}`, ...besides]
  })
  return [
    `${task} is ${state}${chain.length === 0 ? '' : ', and waits'}`,
    ...links,
    ...(position ? [`  place: ${position.ahead} of ${position.of} go first`] : []),
    ...(expectedStart ? [`  expected start: ${rangeOf(expectedStart, Date.parse(at))}`] : []),
    ...(unknownStart ? [`  expected start: nobody can tell: ${unknownStart.message}`] : []),
  ]
}

async function plan(call: CommandCall): Promise<number> {
  const file = await readSubmissionFile(call.next('FILE.yaml'), call.flags)
  const planned = await file.placed(() => call.client.plan(file.submission))
  show(call, planned, planLines(planned))
  return 0
}

function planLines({ at, steps, end, deadline, moved, movedJobs }: PlanView): string[] {
  const now = Date.parse(at)
  const holds = {
    yes: 'holds, also where all goes slowly',
    likely: 'holds where all goes as expected',
    no: 'does not hold',
    unknown: 'may hold or not: nobody can tell',
  }
  return [
    ...table([['step', 'where', 'begins', 'ends', 'waits for'], ...steps.map(step => stepRow(step, now))]),
    end ? `the job ends ${rangeOf(end, now)}` : 'nobody can tell when the job ends',
    ...(deadline ? [`its deadline, ${clockTime(deadline.at)}, ${holds[deadline.holds]}`] : []),
    movedJobs === 0
      ? 'no other job would end at another time'
      : `${count(movedJobs)} would end at another time:`,
    ...table(
      moved.map(({ job, before, after, byMs }) => [
        `  ${job}`,
        `${clockTime(before)} → ${clockTime(after)}`,
        `${formatDuration(Math.abs(byMs))} ${byMs > 0 ? 'later' : 'sooner'}`,
      ]),
    ),
    'nothing was submitted',
  ].map(clean)
}

const count = (jobs: number): string => (jobs === 1 ? 'one other job' : `${jobs} other jobs`)

function stepRow(
  { step, instrument = '', start, end, waitsFor, unknownStart }: PlannedStep,
  now: number,
): string[] {
  if (!start || !end) return [step, instrument, 'nobody can tell', '', unknownStart?.message ?? '']
  return [step, instrument, rangeOf(start, now), rangeOf(end, now), waitsFor?.message ?? '']
}

/** @param now wall milliseconds: what is relative counts from there */
function rangeOf({ from, expected, to }: ExpectedTime, now: number): string {
  const off = Date.parse(expected) - now
  const relative = off < 1_000 ? '' : ` (in ${formatDuration(Math.round(off / 1_000) * 1_000)})`
  if (from === expected && expected === to) return `${clockTime(expected)}${relative}`
  const last = to === undefined ? 'with no end' : clockTime(to)
  return `${clockTime(expected)}${relative}, from ${clockTime(from)} to ${last}`
}
