import { aboutBuiltIn } from '../instruments/registry.ts'
import { type AgentCommand, CONFIG_OPTION, readConfiguration } from './command.ts'

export const driversCommand: AgentCommand = {
  usage: [
    ['drivers', 'the drivers that a configuration can name, besides your own'],
    ['  --config FILE', 'and which instrument there has which, and where it runs'],
  ],
  words: 0,
  options: CONFIG_OPTION,
  async run(given) {
    process.stdout.write(table(await aboutBuiltIn()))
    if (given.text('config') === undefined) return
    const { instruments } = await readConfiguration(given)
    const lines = instruments.map(({ id, driver }) => [
      id,
      driver.name,
      driver.isolation === 'process' ? 'in a process of its own' : 'in the agent',
    ])
    process.stdout.write(`\nIn ${given.text('config')}:\n${table(lines)}`)
  },
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map(line => line[column]?.length ?? 0))) ?? []
  const padded = lines.map(line => line.map((word, column) => word.padEnd(widths[column] ?? 0)).join('   '))
  return `${padded.map(line => line.trimEnd()).join('\n')}\n`
}
