#!/usr/bin/env node
import { reportFatal } from '@muster/runtime'
import { type AgentCommand, readGiven } from './commands/command.ts'

/** Each is loaded only when it is called: what looks at an agent costs no more than that. */
const COMMANDS: Readonly<Record<string, () => Promise<AgentCommand>>> = {
  run: async () => (await import('./commands/run.ts')).runCommand,
  check: async () => (await import('./commands/check.ts')).checkCommand,
  drivers: async () => (await import('./commands/drivers.ts')).driversCommand,
  trust: async () => (await import('./commands/trust.ts')).trustCommand,
}

const TAIL = `Tracing: off, unless the standard variables of OpenTelemetry ask for it (OTEL_EXPORTER_OTLP_ENDPOINT, …).
Exit codes: 0 stopped, 1 failed, 78 wrong configuration.
`

async function main(): Promise<void> {
  const [name = '', ...args] = process.argv.slice(2)
  const wantsHelp = [name, ...args].some(word => word === '--help' || word === '-h')
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!load || wantsHelp) {
    process.stdout.write(load ? usage([await load()]) : await help())
    process.exitCode = wantsHelp ? 0 : 2
    return
  }
  const command = await load()
  await command.run(readGiven(command, args))
}

async function help(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map(load => load()))
  return `muster-agent: runs activities on the instruments beside it, for a coordinator

${usage(commands)}
  --config FILE is YAML; deploy/agent.yaml documents every setting.

${TAIL}`
}

function usage(commands: readonly AgentCommand[]): string {
  const lines = commands.flatMap(command => command.usage)
  const width = Math.max(...lines.map(([call]) => call.length)) + 3
  return lines
    .map(
      ([call, does]) =>
        `  ${call.startsWith(' ') ? ' '.repeat(13) : 'muster-agent '}${call.padEnd(width)}${does}\n`,
    )
    .join('')
}

main().catch((error: unknown) => {
  process.exitCode = reportFatal(error)
})
