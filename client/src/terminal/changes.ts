import { formatDuration } from '@muster/runtime'
import type { PromptView, TaskView } from '../api-types.ts'
import type { RunState } from '../run.ts'
import { clockTime } from './render-run.ts'
import { clean } from './text.ts'
import { formatResult } from './words.ts'

/**
 * What has changed between two states of a run, as lines for a log: each state, each new reason to wait, each tenth
 * of the way, each question.
 */
export function changesOf(before: RunState | undefined, after: RunState): string[] {
  const earlier = new Map(before?.job.tasks.map(task => [task.id, task]))
  return [
    ...contactChanges(before, after),
    ...jobChanges(before, after),
    ...after.job.tasks.flatMap(task => taskChanges(earlier.get(task.id), task)),
    ...promptChanges(before?.prompts ?? [], after.prompts),
    ...jobEnd(before, after),
  ].map(clean)
}

function contactChanges(before: RunState | undefined, after: RunState): string[] {
  if (after.contactLost && !before?.contactLost)
    return [`no contact with the coordinator: ${after.contactLost.reason}; what runs goes on; trying again`]
  return before?.contactLost && !after.contactLost ? ['the coordinator answers again'] : []
}

function jobChanges(before: RunState | undefined, { job }: RunState): string[] {
  const lines = before === undefined ? [`${job.id} ${job.name}: ${job.tasks.length} tasks`] : []
  if (before?.job.state !== job.state && job.endedAt === undefined) lines.push(`${job.id} ${job.state}`)
  if (job.cancelRequestedBy !== undefined && before?.job.cancelRequestedBy === undefined)
    lines.push(`${job.id} is being cancelled by ${job.cancelRequestedBy}`)
  return lines
}

/** The last line of all. */
function jobEnd(before: RunState | undefined, { job }: RunState): string[] {
  return job.endedAt !== undefined && before?.job.endedAt === undefined ? [`${job.id} ${job.state}`] : []
}

function taskChanges(before: TaskView | undefined, task: TaskView): string[] {
  const lines: string[] = []
  if (before?.state !== task.state) lines.push(stateLine(task))
  else if (reasonsOf(before) !== reasonsOf(task) && task.waiting.length > 0)
    lines.push(`${task.step} ${task.state}: ${messagesOf(task)}`)
  if (task.contactLostSince !== undefined && before?.contactLostSince === undefined)
    lines.push(`${task.step} out of contact since ${clockTime(task.contactLostSince)}; it goes on`)
  if (before?.contactLostSince !== undefined && task.contactLostSince === undefined)
    lines.push(`${task.step} in contact again`)
  if (tenthOf(task) > tenthOf(before)) lines.push(progressLine(task))
  return lines
}

function stateLine(task: TaskView): string {
  const words = [`${task.step} ${task.state}`]
  if (task.state === 'running' && task.instrument !== undefined) words.push(`on ${task.instrument}`)
  if (task.waiting.length > 0) words.push(messagesOf(task))
  if (task.failure) words.push(`${task.failure.message} (${task.failure.code})`)
  if (task.result !== undefined && task.result !== null) words.push(formatResult(task.result))
  return words.length === 1 ? words.join('') : `${words[0]}: ${words.slice(1).join('; ')}`
}

const messagesOf = (task: TaskView): string => task.waiting.map(reason => reason.message).join('; ')

/** By code and what is waited for: a message may count down. */
const reasonsOf = (task: TaskView): string =>
  JSON.stringify(task.waiting.map(({ code, waitsFor }) => [code, waitsFor?.id]))

const tenthOf = (task: TaskView | undefined): number => Math.floor((task?.progress?.percent ?? 0) / 10)

function progressLine(task: TaskView): string {
  const { phase, remainingMs } = task.progress ?? {}
  const words = [`${task.step} ${tenthOf(task) * 10} %`]
  if (phase !== undefined && phase !== '') words.push(phase)
  if (remainingMs !== undefined) words.push(`${formatDuration(remainingMs)} left`)
  return words.join(', ')
}

function promptChanges(before: readonly PromptView[], after: readonly PromptView[]): string[] {
  const known = new Set(before.map(({ id }) => id))
  return after
    .filter(({ id }) => !known.has(id))
    .map(({ id, question, known: facts, answers, fields }) => {
      const choices = answers.map(answer => answer.id).join(' | ')
      const entered = Object.keys(fields ?? {}).map(name => ` --field ${name}=…`)
      const besides = facts === '' ? '' : ` ${facts}`
      return `a person is asked: ${question}${besides} (muster answer ${id} ${choices} --by NAME${entered.join('')})`
    })
}
