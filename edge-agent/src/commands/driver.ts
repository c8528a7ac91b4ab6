import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ConfigurationError, messageOf } from '@muster/runtime'
import { readYaml } from '../config.ts'
import { runContract } from '../driver-kit/contract/run-contract.ts'
import { writeNewDriver } from '../driver-kit/new-driver.ts'
import type { AgentCommand, Given } from './command.ts'

export const driverCommand: AgentCommand = {
  usage: [
    ['driver new NAME', 'write a driver of your own to begin from (docs/drivers.md)'],
    ['  --folder DIR', 'into this folder, instead of ./NAME'],
    ['driver test FOLDER', 'hold the driver in a folder to what every driver promises'],
    ['  --process', 'in a process of its own, as an agent runs it'],
    ['  --settings FILE', 'with the settings of this YAML file, before those of its contract.ts'],
  ],
  words: 2,
  options: { folder: { type: 'string' }, process: { type: 'boolean' }, settings: { type: 'string' } },
  async run(given) {
    const [what, name] = given.words
    if (what === 'new' && name !== undefined) return newDriver(name, given)
    if (what === 'test' && name !== undefined) return testDriver(name, given)
    throw new ConfigurationError('say "driver new NAME" or "driver test FOLDER"\nTry muster-agent --help')
  },
}

async function newDriver(name: string, given: Given): Promise<void> {
  const folder = resolve(given.text('folder') ?? name)
  const files = await writeNewDriver(name, folder)
  process.stdout.write(`${folder} has ${files.join(', ')}

Begin with README.md, and see that it works as it is:
  muster-agent driver test ${folder}
`)
}

async function testDriver(folder: string, given: Given): Promise<void> {
  const counts = { kept: 0, broken: 0, 'not promised': 0 }
  const marks = { kept: '  ok      ', broken: '  BROKEN  ', 'not promised': '  -       ' }
  for await (const { name, outcome, reason } of runContract(
    folder,
    given.has('process') ? 'process' : 'inline',
    await settingsIn(given.text('settings')),
  )) {
    counts[outcome] += 1
    const why = reason === undefined ? '' : `\n            ${reason.replaceAll('\n', '\n            ')}`
    process.stdout.write(`${marks[outcome]}${name}${why}\n`)
  }
  process.stdout.write(
    `${counts.kept} promises kept, ${counts.broken} broken, ${counts['not promised']} do not apply (-)\n`,
  )
  process.exitCode = counts.broken === 0 ? 0 : 1
}

/** @throws ConfigurationError where the file can't be read, or is no settings */
async function settingsIn(path: string | undefined): Promise<Readonly<Record<string, unknown>>> {
  if (path === undefined) return {}
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new ConfigurationError(`${path} can't be read: ${messageOf(error)}`)
  })
  const { value } = readYaml(text, path)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new ConfigurationError(
    `${path} has to have the driver's settings, as they stand under \`settings:\` in an agent's configuration`,
  )
}
