import { createDriverRegistry } from '../instruments/registry.ts'
import type { AgentCommand } from './command.ts'

export const driversCommand: AgentCommand = {
  usage: [['drivers', 'the drivers that a configuration can name']],
  words: 0,
  options: {},
  async run() {
    process.stdout.write(`${createDriverRegistry().names.join('\n')}\n`)
  },
}
