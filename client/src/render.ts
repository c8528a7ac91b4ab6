import { formatDuration } from '@muster/runtime'
import type { JobDetail, TaskView } from './api-types.ts'

const BAR = 20

/** A job as lines for a terminal: one for the job, one for each task with its progress or why it waits. */
export function renderJob(job: JobDetail): string[] {
  const widest = Math.max(...job.tasks.map(task => task.step.length))
  return [
    `${job.id}  ${job.name}  ${job.state}`,
    ...job.tasks.map(task => `  ${task.step.padEnd(widest)}  ${renderTask(task)}`),
  ]
}

function renderTask(task: TaskView): string {
  const parts = [task.state.padEnd(10)]
  const { percent, phase, remainingMs } = task.progress ?? {}
  if (percent !== undefined) {
    const full = Math.round((percent / 100) * BAR)
    parts.push(`[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${Math.floor(percent)} %`)
  }
  if (phase !== undefined) parts.push(phase)
  if (remainingMs !== undefined) parts.push(`${formatDuration(remainingMs)} left`)
  if (task.contactLostSince !== undefined) parts.push(`out of contact since ${task.contactLostSince}`)
  for (const { message } of task.waiting) parts.push(message)
  if (task.failure) parts.push(`${task.failure.code}: ${task.failure.message}`)
  if (task.result !== undefined) parts.push(JSON.stringify(task.result))
  return parts.join('  ').trimEnd()
}
