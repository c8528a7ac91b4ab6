import type { Failure } from '@muster/protocol'
import { type Clock, messageOf, sleep } from '@muster/runtime'
import type { StartOutcome, StartRequest } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import type { ActAnswer, Controller, Look } from './controller.ts'
import { planStart, type PlannedAct, type PlannedWrite } from './plan.ts'
import { isOneOf } from './run.ts'
import type { NodesActivity, NodesSettings, Scalar } from './settings.ts'
import { NonsenseError, NoValueError } from './value.ts'

/** What a start stands on. */
export interface StartPorts {
  readonly controller: Controller
  readonly settings: NodesSettings
  readonly clock: Clock
}

/** How the controller stood before the start: what differs afterwards shows that it has started. */
interface Before {
  readonly state: Scalar | undefined
  readonly confirm: Scalar | undefined
}

/** Statuses with which a server says that it has not done what it was told (OPC 10000-4, 7.39). */
const NOT_DONE = new Set(
  `NodeIdUnknown NodeIdInvalid AttributeIdInvalid MethodInvalid ArgumentsMissing TooManyArguments InvalidArgument
  TypeMismatch OutOfRange UserAccessDenied NotExecutable NotWritable WriteNotSupported NotSupported NotImplemented
  InvalidState RequestNotAllowed SecurityModeInsufficient IndexRangeInvalid`
    .split(/\s+/)
    .map(name => `Bad${name}`),
)

/** @param runReference what the run is called if it starts */
export async function startRun(
  ports: StartPorts,
  activity: NodesActivity,
  request: StartRequest,
  runReference: string,
): Promise<StartOutcome> {
  const plan = planStart(activity, { ...request.parameters, attemptId: request.attemptId })
  if (!plan.ok) {
    const faults = plan.faults.map(fault => `${fault.field} ${fault.message}`).join('; ')
    return refused('parameters', faults, 'parameters')
  }
  const before = await prepare(ports, activity, request.attemptId, plan.value.before)
  if ('kind' in before) return before
  const shows = () => hasStarted(ports, activity, request.attemptId, before)
  const early = await send(ports, plan.value.start, shows)
  return early ?? confirmed(ports, runReference, shows)
}

/** All that goes before the start itself and starts nothing. @returns why it came to nothing */
async function prepare(
  { controller, settings }: StartPorts,
  activity: NodesActivity,
  attemptId: string,
  writes: readonly PlannedWrite[],
): Promise<Before | StartOutcome> {
  try {
    const { busy } = settings
    const nodes = [busy.node, activity.state.node, ...(activity.confirm ? [activity.confirm.node] : [])]
    const look = await controller.look(nodes)
    if (look.ids?.includes(attemptId))
      return { kind: 'unsure', reason: 'the instrument has a run with this id, or had' }
    const doing = look.read(busy)
    if (isOneOf(doing, busy.values))
      return refused('busy', `the instrument is busy: ${busy.node} is ${doing}`, 'instrument')
    const before = standing(look, activity)
    const answer = await controller.write(writes)
    return answer ? refused('refused', textOf(answer), 'instrument') : before
  } catch (error) {
    // Nothing that starts was sent.
    const isNonsense = error instanceof NonsenseError || error instanceof NoValueError
    return refused(
      isNonsense ? 'unreadable' : 'no-link',
      messageOf(error),
      isNonsense ? 'instrument' : 'transient',
    )
  }
}

function standing({ read }: Look, { state, confirm }: NodesActivity): Before {
  let now: Scalar | undefined
  try {
    now = read(state)
  } catch {
    // Before its first run a controller may say anything; what counts is what it says after the start.
  }
  return { state: now, confirm: confirm && read(confirm) }
}

/** The one request that starts, sent once. @returns undefined where the instrument has taken it */
async function send(
  { controller }: StartPorts,
  start: PlannedAct,
  shows: () => Promise<boolean>,
): Promise<StartOutcome | undefined> {
  let answer: ActAnswer
  try {
    answer = await controller.act(start)
    if (!answer.status.isBad()) return undefined
    if (NOT_DONE.has(answer.status.name) && !(await shows()))
      return refused('refused', textOf(answer), 'instrument')
  } catch (error) {
    return { kind: 'unsure', reason: messageOf(error) }
  }
  return { kind: 'unsure', reason: `${textOf(answer)}, which does not say that nothing was started` }
}

/** Waits until the instrument shows that it has started: until then its state is that of the run before. */
async function confirmed(
  { settings, clock }: StartPorts,
  runReference: string,
  shows: () => Promise<boolean>,
): Promise<StartOutcome> {
  const until = clock.monotonic() + durationOf(settings.confirmLimit)
  try {
    for (;;) {
      if (await shows()) return { kind: 'started', runReference }
      if (clock.monotonic() >= until) break
      await sleep(clock, durationOf(settings.pollEvery))
    }
  } catch (error) {
    return { kind: 'unsure', reason: messageOf(error) }
  }
  return { kind: 'unsure', reason: `the start does not show at the instrument in ${settings.confirmLimit}` }
}

/** By the id, by what changes with each start, or, where there is neither, by the state. */
async function hasStarted(
  { controller, settings }: StartPorts,
  activity: NodesActivity,
  attemptId: string,
  before: Before,
): Promise<boolean> {
  const { state, confirm: counter } = activity
  const look = await controller.look([state.node, ...(counter ? [counter.node] : [])])
  if (settings.ids && look.ids?.[0] !== attemptId) return false
  if (counter && look.read(counter) === before.confirm) return false
  if (settings.ids || counter) return true
  const now = look.read(state)
  if (isOneOf(now, state.running) || isOneOf(now, state.paused)) return true
  return before.state !== undefined && now !== before.state && !isOneOf(now, state.none)
}

function textOf({ status, node }: ActAnswer): string {
  return `the server answered ${status.name} for ${node}`
}

export function refused(code: string, message: string, category: Failure['category']): StartOutcome {
  return { kind: 'refused', failure: { code, message, category, started: 'no' } }
}
