import { formatDuration, messageOf } from '@muster/runtime'
import type { JobView } from './api-types.ts'
import {
  type Command,
  type CommandCall,
  inputsOf,
  labelsOf,
  mustHave,
  nameOf,
  show,
  UsageError,
} from './command-call.ts'

/** What people do with a job as a whole, and with the run of a task. */
export const JOB_COMMANDS: Readonly<Record<string, Command>> = { job, checkpoint }

const ACTIONS: Readonly<Record<string, Command>> = {
  rerun,
  pause,
  resume,
  signal,
  'retry-from': retryFrom,
  version,
  deadline,
}

async function job(call: CommandCall): Promise<number> {
  const names = Object.keys(ACTIONS).join(', ')
  const word = call.next(`one of ${names}`)
  const action = Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined
  if (!action) throw new UsageError(`${word} is none of ${names}`)
  return action(call)
}

const deedOf = (call: CommandCall) => ({
  by: nameOf(call),
  reason: mustHave(call.flags.reason, 'a reason: --reason TEXT'),
})

function tell(call: CommandCall, view: JobView, what: string): number {
  show(call, view, [`${view.id} ${what}`])
  return 0
}

async function rerun(call: CommandCall): Promise<number> {
  const { by, reason, input = [], reuse, label = [], key } = call.flags
  const id = call.next('JOB')
  const begun = await call.client.rerunJob(id, {
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
    ...(input.length === 0 ? {} : { inputs: inputsOf(input) }),
    ...(reuse === undefined ? {} : { reuse }),
    ...(label.length === 0 ? {} : { labels: labelsOf(label) }),
    ...(key === undefined ? {} : { idempotencyKey: key }),
    onRetry: (error, wait) =>
      void call.notes.write(`${messageOf(error)}; trying again in ${formatDuration(wait)}\n`),
  })
  return tell(call, begun, `is ${id} begun again; muster watch ${begun.id} follows it`)
}

async function pause(call: CommandCall): Promise<number> {
  const { through } = call.flags
  const options = { ...deedOf(call), ...(through === undefined ? {} : { through }) }
  const view = await call.client.pauseJob(call.next('JOB'), options)
  return tell(call, view, 'is paused: nothing more of it begins')
}

async function resume(call: CommandCall): Promise<number> {
  return tell(call, await call.client.resumeJob(call.next('JOB'), deedOf(call)), 'goes on')
}

async function signal(call: CommandCall): Promise<number> {
  const { by, payload } = call.flags
  const view = await call.client.signalJob(call.next('JOB'), {
    name: call.next('NAME'),
    ...(by === undefined ? {} : { by }),
    ...(payload === undefined ? {} : { payload: jsonOf(payload) }),
  })
  return tell(call, view, 'has the signal')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new UsageError(`--payload ${text} is no JSON`)
  }
}

async function retryFrom(call: CommandCall): Promise<number> {
  const startAgain = call.flags['start-again']
  const view = await call.client.retryJobFrom(call.next('JOB'), {
    ...deedOf(call),
    step: call.next('STEP'),
    ...(startAgain === undefined ? {} : { startAgain }),
  })
  return tell(call, view, `is ${view.state}`)
}

async function version(call: CommandCall): Promise<number> {
  const id = call.next('JOB')
  const word = call.next('VERSION')
  if (!/^[1-9][0-9]{0,8}$/.test(word)) throw new UsageError(`${word} is no version: a number from 1`)
  const view = await call.client.moveJob(id, { ...deedOf(call), version: Number(word) })
  return tell(call, view, `goes by ${view.workflow.name}@${view.workflow.version}`)
}

async function deadline(call: CommandCall): Promise<number> {
  const id = call.next('JOB')
  const word = call.next('TIME, such as 2026-12-01T08:00Z, or none')
  const { reason } = call.flags
  const view = await call.client.changeDeadline(id, {
    by: nameOf(call),
    deadline: word === 'none' ? null : timeOf(word),
    ...(reason === undefined ? {} : { reason }),
  })
  return tell(call, view, view.deadline === undefined ? 'has no deadline' : `is due ${view.deadline}`)
}

function timeOf(word: string): string {
  const at = Date.parse(word)
  if (Number.isNaN(at)) throw new UsageError(`${word} is no time, such as 2026-12-01T08:00Z`)
  return new Date(at).toISOString()
}

async function checkpoint(call: CommandCall): Promise<number> {
  const task = await call.client.checkpoint(call.next('TASK'), { by: nameOf(call) })
  show(call, task, [`${task.id} is asked how far it has come`])
  return 0
}
