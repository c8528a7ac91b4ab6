import { formatDuration } from '@muster/runtime'
import { type Command, type CommandCall, show } from './command-call.ts'
import type { ExpectedTime, PlannedStep, PlanView, UnknownStart, WhyView } from './forecast-types.ts'
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
    ...(unknownStart
      ? [`  expected start: ${unknownText(unknownStart, Date.parse(at))}: ${unknownStart.message}`]
      : []),
  ]
}

async function plan(call: CommandCall): Promise<number> {
  const file = await readSubmissionFile(call.next('FILE.yaml'), call.flags)
  const planned = await file.placed(() => call.client.plan(file.submission))
  show(call, planned, planLines(planned))
  return 0
}

function planLines({ at, steps, end, endNotBefore, deadline, moved, movedJobs }: PlanView): string[] {
  const now = Date.parse(at)
  const holds = {
    yes: 'holds, also where all goes slowly',
    likely: 'holds where all goes as expected',
    no: 'does not hold',
    unknown: 'may hold or not: nobody can tell',
  }
  return [
    ...table([['step', 'where', 'begins', 'ends', 'waits for'], ...steps.map(step => stepRow(step, now))]),
    end
      ? `the job ends ${rangeOf(end, now)}`
      : `nobody can tell when the job ends${endNotBefore === undefined ? '' : `, not before ${momentOf(endNotBefore, now)}`}`,
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
  { step, instrument = '', start, end, waitsFor, unknownStart, unknownEnd }: PlannedStep,
  now: number,
): string[] {
  if (!start) {
    const begins = unknownStart ? unknownText(unknownStart, now) : 'nobody can tell'
    return [step, instrument, begins, '', unknownStart?.message ?? '']
  }
  if (!end)
    return [
      step,
      instrument,
      rangeOf(start, now),
      'nobody can tell',
      waitsFor?.message ?? unknownEnd?.message ?? '',
    ]
  return [step, instrument, rangeOf(start, now), rangeOf(end, now), waitsFor?.message ?? '']
}

const unknownText = ({ notBefore }: UnknownStart, now: number): string =>
  notBefore === undefined ? 'nobody can tell' : `not before ${momentOf(notBefore, now)}`

/** @param now wall milliseconds: what is relative counts from there */
function rangeOf({ from, expected, to }: ExpectedTime, now: number): string {
  const moment = momentOf(expected, now)
  if (from === expected && expected === to) return moment
  const last = to === undefined ? 'with no end' : clockTime(to)
  return `${moment}, from ${clockTime(from)} to ${last}`
}

function momentOf(time: string, now: number): string {
  const off = Date.parse(time) - now
  const relative = off < 1_000 ? '' : ` (in ${formatDuration(Math.round(off / 1_000) * 1_000)})`
  return `${clockTime(time)}${relative}`
}
