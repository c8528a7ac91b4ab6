import { formatDuration, messageOf } from '@muster/runtime'
import type { AgentView, JobState, PromptView } from './api-types.ts'
import {
  type Command,
  type CommandCall,
  type CommandFlags,
  labelsOf,
  lines,
  nameOf,
  pairsOf,
  show,
  showRows,
  UsageError,
} from './command-call.ts'
import { ApiError } from './errors.ts'
import { FILE_COMMANDS } from './file-commands.ts'
import { FORECAST_COMMANDS } from './forecast-commands.ts'
import type { JobFilter } from './job-filter.ts'
import { JOB_COMMANDS } from './job-commands.ts'
import { MAINTENANCE_COMMANDS } from './maintenance-commands.ts'
import { READINESS_COMMANDS } from './readiness-commands.ts'
import { RESOURCE_COMMANDS } from './resource-commands.ts'
import { QUEUE_COMMANDS } from './queue-commands.ts'
import type { Run } from './run.ts'
import { SUPERVISION_COMMANDS } from './supervision-commands.ts'
import { clockTime, fieldLines, renderRun } from './terminal/render-run.ts'
import { table } from './terminal/text.ts'
import { TRIGGER_COMMANDS } from './trigger-commands.ts'
import { WORKFLOW_COMMANDS } from './workflow-commands.ts'
import { readSubmissionFile } from './submission-file.ts'
import { styleFor, watchRun } from './watch.ts'

/** Each gives the exit code. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  submit,
  watch: call => follow(call, call.client.watch(call.next('JOB'))),
  tasks,
  jobs,
  cancel,
  agents,
  prompts,
  answer,
  ...FILE_COMMANDS,
  ...FORECAST_COMMANDS,
  ...JOB_COMMANDS,
  ...MAINTENANCE_COMMANDS,
  ...READINESS_COMMANDS,
  ...QUEUE_COMMANDS,
  ...RESOURCE_COMMANDS,
  ...SUPERVISION_COMMANDS,
  ...TRIGGER_COMMANDS,
  ...WORKFLOW_COMMANDS,
}

async function submit(call: CommandCall): Promise<number> {
  const run = await submitFile(call, call.next('FILE.yaml'))
  if (call.flags.watch === true) return follow(call, run)
  show(call, run.state?.job, [`submitted ${run.id}; muster watch ${run.id} follows it`])
  return 0
}

/** The file is checked here first, so that faults are told with their place; the coordinator's own are placed as well. */
async function submitFile({ client, flags, notes, interrupted }: CommandCall, path: string): Promise<Run> {
  const file = await readSubmissionFile(path, flags)
  try {
    return await file.placed(() =>
      client.submit(file.submission, {
        ...(flags.key === undefined ? {} : { idempotencyKey: flags.key }),
        ...(flags.wait === true ? { wait: true, signal: interrupted } : {}),
        onRetry: (error, wait) =>
          void notes.write(`${messageOf(error)}; trying again in ${formatDuration(wait)}\n`),
      }),
    )
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError')
      throw new Error('interrupted while the queue is full; nothing was submitted', { cause: error })
    if (error instanceof ApiError && error.code === 'queue-full')
      notes.write('nothing was submitted; --wait tries again until there is room\n')
    throw error
  }
}

async function follow(call: CommandCall, run: Run): Promise<number> {
  const { output, flags, interrupted, notes } = call
  const state = await watchRun(run, output, styleFor(output, flags.json === true), interrupted)
  if (state?.job.endedAt !== undefined) return state.job.state === 'succeeded' ? 0 : 1
  notes.write(`the job goes on; muster watch ${run.id} follows it again\n`)
  return 0
}

async function tasks(call: CommandCall): Promise<number> {
  const { client, output } = call
  const job = await client.job(call.next('JOB'))
  const asked = (await client.prompts()).filter(prompt => prompt.jobId === job.id)
  const width = output.isTTY === true ? (output.columns ?? 80) : 1_000
  const color = output.isTTY === true && (output.hasColors?.() ?? false)
  show(call, job, renderRun({ job, prompts: asked }, { width, color }))
  return 0
}

async function jobs(call: CommandCall): Promise<number> {
  const most = call.flags.all === true ? Number.POSITIVE_INFINITY : 50
  const rows: string[][] = []
  for await (const job of call.client.jobs(filterOf(call.flags))) {
    if (rows.length === most) break
    rows.push([job.id, job.state, job.name, clockTime(job.submittedAt), job.submittedBy])
    if (call.flags.json === true) show(call, job, [])
  }
  if (call.flags.json !== true) call.output.write(lines(table(rows)))
  return 0
}

const JOB_STATES: readonly JobState[] = ['queued', 'running', 'succeeded', 'failed', 'cancelled']

function filterOf({ state = [], label = [], instrument }: CommandFlags): JobFilter {
  const states = state.map(word => {
    const known = JOB_STATES.find(name => name === word)
    if (!known) throw new UsageError(`--state ${word} is none of ${JOB_STATES.join(', ')}`)
    return known
  })
  return { states, labels: labelsOf(label), ...(instrument === undefined ? {} : { instrument }) }
}

async function cancel(call: CommandCall): Promise<number> {
  const { client, flags } = call
  const { reason, by } = flags
  const job = await client.cancel(call.next('JOB'), {
    ...(reason === undefined ? {} : { reason }),
    ...(by === undefined ? {} : { by }),
  })
  const isOver = job.endedAt !== undefined
  show(call, job, [
    isOver ? `${job.id} is ${job.state}` : `${job.id} is being cancelled; what runs is stopped`,
  ])
  return 0
}

async function agents(call: CommandCall): Promise<number> {
  const all = await call.client.agents()
  showRows(call, all, agentRow)
  return 0
}

function agentRow(agent: AgentView): string[] {
  const contact =
    agent.online || agent.contactLostSince === undefined
      ? agent.online
        ? 'online'
        : 'not seen'
      : `no contact since ${clockTime(agent.contactLostSince)}`
  const mean = agent.meanDurationMs === undefined ? '' : `, ${formatDuration(agent.meanDurationMs)} each`
  const counts = `${agent.executed} executed, ${agent.succeeded} succeeded, ${agent.failed} failed${mean}`
  return [agent.id, contact, agent.instruments.join(' '), `${agent.running} running`, counts]
}

async function prompts(call: CommandCall): Promise<number> {
  const open = await call.client.prompts()
  for (const prompt of open) show(call, prompt, promptLines(prompt))
  if (open.length === 0 && call.flags.json !== true) call.notes.write('nothing waits for a person\n')
  return 0
}

function promptLines(prompt: PromptView): string[] {
  const fields = fieldLines(prompt)
  const choices = prompt.answers.map(({ id, title, leadsTo }) => [
    `    muster answer ${prompt.id} ${id} --by NAME${fields.length > 0 ? ' --field NAME=VALUE…' : ''}`,
    `${title}: ${leadsTo}`,
  ])
  return [
    prompt.question,
    ...(prompt.known === '' ? [] : [`    ${prompt.known}`]),
    ...(prompt.taskId === undefined ? [] : [`    asked by ${prompt.taskId}`]),
    ...fields,
    ...table(choices),
  ]
}

async function answer(call: CommandCall): Promise<number> {
  const { comment, field } = call.flags
  const id = call.next('PROMPT')
  const choice = call.next('ANSWER')
  const by = nameOf(call)
  const prompt = await call.client.answer(id, {
    answer: choice,
    by,
    ...(comment === undefined ? {} : { comment }),
    ...(field === undefined ? {} : { fields: pairsOf(field, 'field') }),
  })
  show(call, prompt, [`${prompt.id} is ${prompt.state}`])
  return 0
}
