import { readFile } from 'node:fs/promises'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { ConfigurationError, messageOf } from '@muster/runtime'
import { type AgentSettings, readAgentSettings } from '../config.ts'
import { createDriverRegistry } from '../instruments/registry.ts'

/** The words after the command's own name: what was given without and with dashes. */
export interface Given {
  readonly words: readonly string[]
  /** An option's text; undefined where it was left out. */
  text(option: string): string | undefined
  /** The texts of an option that may be given several times. */
  list(option: string): readonly string[]
  /** Whether an option that takes no text was given. */
  has(option: string): boolean
}

/** One command of `muster-agent`, such as `check`. */
export interface AgentCommand {
  /** How it is called, and what it does: a line of `--help` each. */
  readonly usage: readonly (readonly [call: string, does: string])[]
  /** The most words it takes, beside its name and options. */
  readonly words: number
  readonly options: NonNullable<ParseArgsConfig['options']>
  /** Throws what the person has to be told; sets `process.exitCode` where the answer is no. */
  run(given: Given): Promise<void>
}

/** The option of commands that need the configuration. */
export const CONFIG_OPTION = { config: { type: 'string' } } as const

/** @throws ConfigurationError for an unknown option, or a word too many. */
export function readGiven(command: AgentCommand, args: readonly string[]): Given {
  const { values, positionals } = parseOptions(command, args)
  if (positionals.length > command.words)
    throw new ConfigurationError(
      `"${positionals[command.words]}" is a word too many\nTry muster-agent --help`,
    )
  return {
    words: positionals,
    text: option => {
      const value = values[option]
      return typeof value === 'string' ? value : undefined
    },
    list: option => [values[option] ?? []].flat().filter(value => typeof value === 'string'),
    has: option => values[option] === true,
  }
}

/** The file that `--config` names, or else the one that belongs to the installation; undefined where there is neither. */
export function configurationPath(given: Given): string | undefined {
  return given.text('config') ?? process.env['MUSTER_AGENT_CONFIG']
}

/**
 * Reads the configuration that `--config` names, or else the one that belongs to the installation.
 * @throws ConfigurationError with every fault and its place.
 */
export async function readConfiguration(given: Given): Promise<AgentSettings> {
  const path = configurationPath(given)
  return readAgentSettings(await readText(path), path ?? '', createDriverRegistry())
}

/** @throws ConfigurationError where no configuration was named, or it can't be read. */
export async function readText(path: string | undefined): Promise<string> {
  if (path === undefined) throw new ConfigurationError('give the configuration: --config agent.yaml')
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new ConfigurationError(`${path} can't be read: ${messageOf(error)}`)
  }
}

function parseOptions(command: AgentCommand, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: command.options, allowPositionals: true })
  } catch (error) {
    throw new ConfigurationError(`${messageOf(error)}\nTry muster-agent --help`)
  }
}
