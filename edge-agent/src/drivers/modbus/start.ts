import type { Failure } from '@muster/protocol'
import { type Logger, MusterError, messageOf, sleep, type Clock, type Duration } from '@muster/runtime'
import type { StartOutcome, StartRequest } from '../../instruments/driver.ts'
import { durationOf } from '../shared/declared-activity.ts'
import type { ModbusConnection, Write } from './connection.ts'
import { ModbusLinkError, ModbusRefusal } from './exception.ts'
import { currentId, findId } from './ids.ts'
import type { PointValue } from './point.ts'
import { says } from './run.ts'
import type { ModbusActivity, ModbusSettings, Trigger } from './settings.ts'
import { planWrites, triggerWrite } from './writes.ts'

/** What a start stands on. */
export interface StartPorts {
  readonly connection: ModbusConnection
  readonly settings: ModbusSettings
  readonly clock: Clock
  readonly logger: Logger
}

/** @param runReference what the run is called if it starts */
export async function startRun(
  ports: StartPorts,
  activity: ModbusActivity,
  request: StartRequest,
  runReference: string,
): Promise<StartOutcome> {
  const values = { ...request.parameters, attemptId: request.attemptId }
  const writes = planWrites(activity.start.write, values, ports.settings)
  if (!writes.ok) {
    const faults = writes.faults.map(fault => `${fault.field}: ${fault.message}`).join('; ')
    return refused('parameters', faults, 'parameters')
  }
  let before: PointValue | undefined
  try {
    const known = await isKnown(ports, request.attemptId)
    if (known) return { kind: 'unsure', reason: 'the instrument has a run with this id, or had' }
    const busy = await ports.connection.read(ports.settings.busy)
    if (says(ports.settings.busy.when, busy))
      return refused('busy', `the instrument is busy: it says ${busy}`, 'instrument')
    before = await prepare(ports, activity, writes.value)
  } catch (error) {
    return refusedBefore(error)
  }
  const outcome = await trigger(ports, activity, runReference)
  if (outcome.kind !== 'started') return outcome
  return (await confirmed(ports, activity, request.attemptId, before)) ?? outcome
}

async function isKnown({ connection, settings }: StartPorts, attemptId: string): Promise<boolean> {
  return settings.ids !== undefined && (await findId(connection, settings.ids, attemptId)).kind === 'found'
}

/** Everything that comes before the start and starts nothing. @returns what `confirm` says before it. */
async function prepare(
  { connection, settings }: StartPorts,
  { start }: ModbusActivity,
  writes: readonly Write[],
): Promise<PointValue | undefined> {
  for (const write of writes) await connection.write(write)
  if (start.trigger.pulse !== undefined)
    await connection.write(triggerWrite(start.trigger, start.trigger.rest, settings))
  return start.confirm && (await connection.read(start.confirm))
}

/** The one request that starts, sent once. */
async function trigger(
  ports: StartPorts,
  { start }: ModbusActivity,
  runReference: string,
): Promise<StartOutcome> {
  try {
    await press(ports, start.trigger)
    return { kind: 'started', runReference }
  } catch (error) {
    if (error instanceof ModbusRefusal && error.certainlyNotDone)
      return refused('refused', error.message, 'instrument')
    if (error instanceof ModbusLinkError && !error.sent) return refused('no-link', error.message, 'transient')
    return { kind: 'unsure', reason: messageOf(error) }
  }
}

/** Writes the value, and after a pulse the one of rest. @throws only where the first of them failed. */
export async function press(ports: StartPorts, button: Trigger): Promise<void> {
  const { connection, settings, clock, logger } = ports
  await connection.write(triggerWrite(button, button.value, settings))
  if (button.pulse === undefined) return
  await sleep(clock, durationOf(button.pulse))
  await connection
    .write(triggerWrite(button, button.rest, settings))
    .catch((error: unknown) =>
      logger.warn('a pulse could not be ended; it is before the next start', { reason: messageOf(error) }),
    )
}

/**
 * Waits until the instrument shows that it has started: many answer a write long before their programme looks at it, and
 * until it does the status is that of the run before.
 * @returns undefined where it has started
 */
async function confirmed(
  ports: StartPorts,
  activity: ModbusActivity,
  attemptId: string,
  before: PointValue | undefined,
): Promise<StartOutcome | undefined> {
  const { connection, settings, clock } = ports
  const { confirm } = activity.start
  if (!settings.ids && !confirm) return undefined
  const shows = async () =>
    (!settings.ids || (await currentId(connection, settings.ids)) === attemptId) &&
    (!confirm || (await connection.read(confirm)) !== before)
  try {
    if (await within(clock, durationOf(settings.confirmLimit), durationOf(settings.pollEvery), shows))
      return undefined
    return { kind: 'unsure', reason: `the start does not show at the instrument in ${settings.confirmLimit}` }
  } catch (error) {
    return { kind: 'unsure', reason: messageOf(error) }
  }
}

async function within(
  clock: Clock,
  limit: Duration,
  every: Duration,
  holds: () => Promise<boolean>,
): Promise<boolean> {
  const until = clock.monotonic() + limit
  for (;;) {
    if (await holds()) return true
    if (clock.monotonic() >= until) return false
    await sleep(clock, every)
  }
}

/** Nothing that starts has been sent. */
function refusedBefore(error: unknown): StartOutcome {
  if (error instanceof ModbusRefusal) return refused('refused', error.message, 'instrument')
  if (error instanceof MusterError) return refused('no-link', error.message, 'transient')
  return refused('unreadable', messageOf(error), 'instrument')
}

export function refused(code: string, message: string, category: Failure['category']): StartOutcome {
  return { kind: 'refused', failure: { code, message, category, started: 'no' } }
}
