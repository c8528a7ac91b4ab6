import { EXIT_FAILURE, formatFault, MusterError } from '@muster/runtime'
import { readDataFolder } from '../config.ts'
import { type LocalClient, localClient } from '../local/client.ts'
import { socketPathOf } from '../local/socket-path.ts'
import { CONFIG_OPTION, configurationPath, type Given, readText } from './command.ts'

/** Options of commands that speak to the agent that runs. */
export const LOCAL_OPTIONS = { ...CONFIG_OPTION, data: { type: 'string' } } as const

/**
 * Lets `work` speak to the agent that runs on the data folder of `--config` or `--data`. Where it does not run, or refuses, the person is
 * told, and the exit code is 1.
 */
export async function withAgent(given: Given, work: (agent: LocalClient) => Promise<void>): Promise<void> {
  const socket = socketPathOf(given.text('data') ?? (await folderOf(given)))
  try {
    await work(localClient(socket))
  } catch (error) {
    if (!(error instanceof MusterError) || error.category === 'configuration') throw error
    const faults = error.faults.map(fault => `  ${formatFault(fault)}\n`).join('')
    const advice = error.code === 'agent-unreachable' ? 'Start it with muster-agent run --config FILE\n' : ''
    process.stderr.write(`${error.message}\n${faults}${advice}`)
    process.exitCode = EXIT_FAILURE
  }
}

async function folderOf(given: Given): Promise<string> {
  const path = configurationPath(given)
  return readDataFolder(await readText(path), path ?? '')
}
