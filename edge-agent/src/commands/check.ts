import { type AgentCommand, CONFIG_OPTION, configurationPath, readConfiguration } from './command.ts'

export const checkCommand: AgentCommand = {
  usage: [['check --config FILE', 'say all that is wrong with the configuration, and start nothing']],
  words: 0,
  options: CONFIG_OPTION,
  async run(given) {
    await readConfiguration(given)
    process.stdout.write(`${configurationPath(given)} is right\n`)
  },
}
