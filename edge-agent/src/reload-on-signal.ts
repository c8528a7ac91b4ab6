import { ConfigurationError, formatFault, type Logger, messageOf } from '@muster/runtime'
import type { AgentSettings } from './config.ts'
import type { AgentProcess } from './main.ts'

/** What of a configuration only a new process can have, besides what the agent itself refuses. */
function fixedOf(before: AgentSettings, after: AgentSettings): string[] {
  return before.log === after.log ? [] : [`log: can't become "${after.log}" without a restart`]
}

/**
 * Reads the configuration once more and has the agent go over to it, or tells every reason why not: then all stays as it was.
 * @param settings what the agent runs with
 * @returns what it runs with now
 */
export async function reloadAgent(
  agent: Pick<AgentProcess, 'reload' | 'noteReload'>,
  settings: AgentSettings,
  read: () => Promise<AgentSettings>,
  logger: Logger,
): Promise<AgentSettings> {
  const refuse = (reasons: readonly string[]) => {
    logger.error('the configuration was not reloaded: all stays as it was', { reasons })
    agent.noteReload({ refused: reasons, later: [] })
    return settings
  }
  let next: AgentSettings
  try {
    next = await read()
  } catch (error) {
    const faults = error instanceof ConfigurationError ? error.faults.map(formatFault) : []
    return refuse([messageOf(error), ...faults])
  }
  const fixed = fixedOf(settings, next)
  if (fixed.length > 0) return refuse(fixed)
  const { refused, later } = await agent.reload(next)
  if (refused.length > 0) return refuse(refused)
  agent.noteReload({ refused, later })
  logger.info('the configuration was reloaded', later.length > 0 ? { afterTheirRuns: later } : {})
  return next
}

/** Does it on each SIGHUP, one after another. */
export function reloadOnSignal(
  agent: Pick<AgentProcess, 'reload' | 'noteReload'>,
  started: AgentSettings,
  read: () => Promise<AgentSettings>,
  logger: Logger,
): void {
  let settings = Promise.resolve(started)
  process.on('SIGHUP', () => {
    settings = settings.then(now =>
      reloadAgent(agent, now, read, logger).catch((error: unknown) => {
        logger.error('the configuration could not be reloaded', { error: messageOf(error) })
        agent.noteReload({ refused: [messageOf(error)], later: [] })
        return now
      }),
    )
  })
}
