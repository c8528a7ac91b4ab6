import { formatDuration } from '@muster/runtime'
import type { JobDetail, PromptView, TaskView } from '../api-types.ts'
import type { RunState } from '../run.ts'
import { columnsOf, type Line, pad, paint, type PaintOptions, plain, type Span, styled } from './text.ts'
import { formatResult, isEnded, lookOf } from './words.ts'

export interface RenderOptions extends PaintOptions {
  /** Lines; of a job with more tasks those that matter least now are counted instead of shown. */
  readonly height?: number
}

const WIDEST_STEP = 24
const STATE_WIDTH = 10

/**
 * A job as lines for a terminal: the job, each task with its bar or with why it waits, and what is asked of people.
 * The same run gives the same lines.
 */
export function renderRun(run: RunState, options: RenderOptions): string[] {
  const head = [headLine(run.job), ...othersLines(run.job), ...contactLines(run)]
  const prompts = run.prompts.flatMap(promptLines)
  const room = (options.height ?? Number.POSITIVE_INFINITY) - head.length - prompts.length
  const lines = [...head, ...taskLines(run.job.tasks, room, options.width), ...prompts]
  return lines.map(line => paint(line, options))
}

function headLine(job: JobDetail): Line {
  const { sign, style } = lookOf(job.state)
  const ended = job.tasks.filter(task => isEnded(task.state)).length
  const count = job.tasks.length > 1 ? `, ${ended} of ${job.tasks.length} tasks ended` : ''
  const cancelled =
    job.cancelRequestedBy !== undefined && !isEnded(job.state)
      ? [styled('yellow', `  being cancelled by ${job.cancelRequestedBy}`)]
      : []
  return [
    styled(style, `${sign} `),
    styled('bold', job.name),
    styled('dim', `  ${job.id}  `),
    styled(style, job.state),
    plain(count),
    ...cancelled,
  ]
}

function byWhat({ kind, job = '', name = '', time, delivery }: NonNullable<JobDetail['startedBy']>): string {
  if (kind === 'job') return `at the end of ${job}`
  return kind === 'schedule'
    ? `by schedule ${name}, for ${time ?? ''}`
    : `by trigger ${name}, for ${delivery ?? ''}`
}

/** What it has to do with other jobs. */
function othersLines(job: JobDetail): Line[] {
  const { held, key, waitsForJob, waitingAhead = 0, startedBy, began = [], cancelReason } = job
  const lines: Line[] = []
  if (held) {
    const whose = waitsForJob === undefined ? '' : `, which ${waitsForJob} has`
    const others = waitingAhead > 0 ? `; ${waitingAhead} go before it` : ''
    lines.push([styled('yellow', `  waits for the key "${key ?? ''}"${whose}${others}`)])
  }
  if (cancelReason !== undefined) lines.push([styled('dim', `  cancelled: ${cancelReason}`)])
  if (startedBy) lines.push([styled('dim', `  begun ${byWhat(startedBy)}`)])
  for (const { uses, job: begun } of began)
    lines.push([
      begun === undefined
        ? styled('yellow', `  ${uses} was to begin at its end, and has not`)
        : styled('dim', `  has begun ${begun} (${uses}) at its end`),
    ])
  return lines
}

function contactLines({ contactLost }: RunState): Line[] {
  if (!contactLost) return []
  const since = clockTime(new Date(contactLost.since).toISOString())
  const text = `  no contact with the coordinator since ${since}: ${contactLost.reason}. What runs goes on; trying again`
  return [[styled('yellow', text)]]
}

function taskLines(tasks: readonly TaskView[], room: number, width: number): Line[] {
  const widest = Math.min(WIDEST_STEP, Math.max(0, ...tasks.map(task => columnsOf(task.step))))
  const line = (task: TaskView) => taskLine(task, widest, width)
  if (tasks.length <= room) return tasks.map(line)
  const shown = new Set(
    [...tasks].sort((a, b) => importance(b) - importance(a)).slice(0, Math.max(1, room - 1)),
  )
  const hidden = tasks.filter(task => !shown.has(task))
  return [...tasks.filter(task => shown.has(task)).map(line), [styled('dim', `  … ${countStates(hidden)}`)]]
}

/** What wants attention first: trouble, then what runs, then what is next. */
function importance(task: TaskView): number {
  const order = [
    'skipped',
    'succeeded',
    'pending',
    'cancelled',
    'queued',
    'dispatched',
    'running',
    'failed',
    'verifying',
  ]
  return order.indexOf(task.state)
}

function countStates(tasks: readonly TaskView[]): string {
  const counts = new Map<string, number>()
  for (const { state } of tasks) counts.set(state, (counts.get(state) ?? 0) + 1)
  return `${tasks.length} more: ${[...counts].map(([state, count]) => `${count} ${state}`).join(', ')}`
}

function taskLine(task: TaskView, widest: number, width: number): Line {
  const { sign, style } = lookOf(task.state)
  return [
    styled(style, `  ${sign} `),
    plain(`${pad(task.step, widest)}  `),
    styled(style, pad(task.state, STATE_WIDTH)),
    ...taskDetails(task, width).flatMap(span => [plain('  '), span]),
  ]
}

function taskDetails(task: TaskView, width: number): Span[] {
  const spans = progressSpans(task, width)
  if (task.contactLostSince !== undefined)
    spans.push(styled('yellow', `no contact since ${clockTime(task.contactLostSince)}`))
  for (const { message } of task.waiting) spans.push(styled('dim', message))
  if (task.failure) spans.push(styled('red', `${task.failure.message} (${task.failure.code})`))
  if (task.result !== undefined && task.result !== null) spans.push(plain(formatResult(task.result)))
  if (task.state === 'running' && task.instrument !== undefined)
    spans.push(styled('dim', `on ${task.instrument}`))
  return spans
}

function progressSpans({ progress }: TaskView, width: number): Span[] {
  if (!progress) return []
  const { percent, phase, remainingMs } = progress
  const spans: Span[] = []
  if (percent !== undefined) {
    const columns = width >= 90 ? 20 : width >= 60 ? 10 : 0
    if (columns > 0) spans.push(styled('cyan', bar(percent, columns)))
    spans.push(plain(`${Math.floor(percent)} %`.padStart(5)))
  }
  if (phase !== undefined && phase !== '') spans.push(plain(phase))
  if (remainingMs !== undefined) spans.push(plain(`${formatDuration(remainingMs)} left`))
  return spans
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** A bar of `columns` columns, fine to an eighth of one. Percentages outside 0 to 100 fill none or all of it. */
function bar(percent: number, columns: number): string {
  const eighths = Math.floor((Math.min(100, Math.max(0, percent)) / 100) * columns * 8)
  const filled = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
  return filled + '░'.repeat(columns - filled.length)
}

function promptLines(prompt: PromptView): Line[] {
  return [
    [styled('yellow', '  ? '), styled('bold', prompt.question)],
    ...(prompt.known === '' ? [] : [[plain(`    ${prompt.known}`)]]),
    ...fieldLines(prompt).map(line => [plain(line)]),
    ...prompt.answers.map(
      (answer): Line => [
        styled('cyan', `    muster answer ${prompt.id} ${answer.id} --by NAME`),
        ...(prompt.fields ? [styled('cyan', ' --field NAME=VALUE…')] : []),
        styled('dim', `  ${answer.title}: ${answer.leadsTo}`),
      ],
    ),
  ]
}

/** What an answer has to say besides, one line for each. */
export const fieldLines = ({ fields = {}, optional = [] }: PromptView): string[] =>
  Object.entries(fields).map(([name, schema]) => {
    const mayLack = optional.includes(name) ? ' (may be left out)' : ''
    return `    --field ${name}=…  ${JSON.stringify(schema)}${mayLack}`
  })

/** `2026-01-01 08:00 UTC`. Anything that is no time is shown as it is. */
export function clockTime(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(iso)
  return match ? `${match[1]} ${match[2]} UTC` : iso
}
