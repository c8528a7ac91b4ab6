import type { Failure } from '@muster/protocol'
import { messageOf } from '@muster/runtime'
import type { IdleAnswer, StartOutcome, StartRequest } from '../../instruments/driver.ts'
import { writeArguments } from './arguments.ts'
import type { FunctionalUnit, PreparedStart, ProgramToStart } from './functional-unit.ts'
import { isActive, type UnitLook } from './readings.ts'
import { type LadsSettings, templateOf } from './settings.ts'

/** Starts a program, with one request on this session, or says why nothing was sent. */
export async function startProgram(
  request: StartRequest,
  settings: LadsSettings,
  session: FunctionalUnit | undefined,
  idleBy: (look: UnitLook) => IdleAnswer,
): Promise<StartOutcome> {
  const activity = settings.activities.find(known => known.name === request.activity)
  if (!activity) return refused('unknown-activity', `there is no activity ${request.activity}`, 'parameters')
  const args = writeArguments(activity, request.parameters)
  if (!args.ok) {
    const faults = args.faults.map(fault => `${fault.field} ${fault.message}`).join('; ')
    return refused('parameters', faults, 'parameters')
  }
  if (!session) return refused('no-link', 'there is no connection to the instrument', 'transient')
  const program = {
    ...args.value,
    template: templateOf(activity),
    jobId: request.jobId ?? '',
    taskId: request.attemptId,
  }
  let prepared: PreparedStart
  try {
    const early = await lookBefore(program, session, idleBy)
    if (early) return early
    prepared = await session.prepare(program)
  } catch (error) {
    return refused('no-link', `nothing was sent: ${messageOf(error)}`, 'transient')
  }
  return send(program.taskId, session, prepared)
}

/**
 * All that goes before the start itself and starts nothing. A server takes a SupervisoryTaskId as often as it comes, so
 * that whoever sends has to look. @returns why nothing is sent.
 */
async function lookBefore(
  { template, taskId }: ProgramToStart,
  session: FunctionalUnit,
  idleBy: (look: UnitLook) => IdleAnswer,
): Promise<StartOutcome | undefined> {
  if (await session.results?.find(taskId))
    return { kind: 'unsure', reason: 'the instrument has a result of this attempt already' }
  const idle = idleBy(await session.look())
  if (!idle.idle) return refused('busy', idle.reason, 'instrument')
  const templates = await session.templates()
  // Some servers take part of a name for the whole of another.
  if (!templates || templates.includes(template)) return undefined
  const there = templates.length === 0 ? 'none' : templates.slice(0, 50).join(', ')
  const message = `the functional unit has no program template ${template}, but ${there} (setting \`template\` of the activity)`
  return refused('unknown-template', message, 'parameters')
}

async function send(taskId: string, session: FunctionalUnit, prepared: PreparedStart): Promise<StartOutcome> {
  try {
    const answer = await prepared.sendOnce()
    if (answer.done) return { kind: 'started', runReference: taskId }
    if (!answer.isRefusal) return { kind: 'unsure', reason: answer.text }
    // It did nothing before; what it does now is from this start.
    const isThere = isActive(await session.look()) || (await session.results?.find(taskId)) !== undefined
    if (isThere) return { kind: 'unsure', reason: `${answer.text}, but it runs or has a result` }
    return refused('refused', answer.text, 'instrument')
  } catch (error) {
    return { kind: 'unsure', reason: messageOf(error) }
  }
}

function refused(code: string, message: string, category: Failure['category']): StartOutcome {
  return { kind: 'refused', failure: { code, message, category, started: 'no' } }
}
