import { join } from 'node:path'
import { type Clock, messageOf, type Random, seconds, silentLogger, withTimeout } from '@muster/runtime'
import type { AgentSettings } from '../config.ts'
import type { Driver, DriverContext } from '../instruments/driver.ts'
import type { ConfiguredDriver } from '../instruments/registry.ts'
import { type Finding, right, untested, wrong } from './finding.ts'

/** A person waits for it. */
const ANSWER_WITHIN = seconds(30)

export interface InstrumentPorts {
  readonly clock: Clock
  readonly random: Random
  /** Where drivers keep what outlives them. */
  readonly folder: string
}

/** Connects to each instrument and asks what it is and what it does. Nothing is started, and all is let go of again. */
export async function examineInstruments(
  instruments: readonly Pick<AgentSettings['instruments'][number], 'id' | 'driver'>[],
  ports: InstrumentPorts,
): Promise<readonly Finding[]> {
  const { clock, random } = ports
  return Promise.all(
    instruments.map(({ id, driver }) =>
      examine(id, driver, {
        instrumentId: id,
        clock,
        random,
        // What is wrong is said once, by the finding.
        logger: silentLogger,
        folder: join(ports.folder, 'drivers', id),
      }),
    ),
  )
}

/** What is said of instruments that a running agent has: most take one client only. */
export function instrumentsInUse(instruments: AgentSettings['instruments']): readonly Finding[] {
  return instruments.map(({ id }) =>
    untested(
      id,
      'the agent is running and has it: systemctl status muster-agent, or stop the agent and ask again',
    ),
  )
}

async function examine(id: string, configured: ConfiguredDriver, context: DriverContext): Promise<Finding> {
  const driverName = configured.name
  let driver: Driver | undefined
  try {
    driver = configured.create(context)
    const late = () => new Error('it has not answered within 30 s')
    return right(id, await withTimeout(context.clock, ANSWER_WITHIN, told(driver, driverName), late))
  } catch (error) {
    const advice = `Is it switched on, its network or cable plugged, and its address as in the configuration? Does another program hold it? The README of driver ${driverName} tells what it needs.`
    return wrong(id, `${driverName} can't work with it: ${messageOf(error)}`, advice)
  } finally {
    await driver?.close().catch(() => undefined)
  }
}

async function told(driver: Driver, driverName: string): Promise<string> {
  const isNothing = () => undefined
  await driver.connect({ connected: isNothing, disconnected: isNothing })
  const { kind, model, serial, activities } = await driver.describe()
  const health = await driver.health()
  if (!health.ok) throw new Error(health.message ?? 'it says that it is not well')
  const answer = await driver.idle()
  const what = [kind, model, serial].filter(part => part !== undefined).join(' ')
  const names = activities.map(({ name }) => name).join(', ')
  const does = answer.idle ? 'it is idle' : `it is busy: ${answer.reason}`
  return `${driverName} answers: ${what}; can ${names}; ${does}`
}
