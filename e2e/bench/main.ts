/** How quick it is: `pnpm bench --help`. */
import { availableParallelism, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { messageOf } from '@muster/runtime'
import { benchStart } from './start.ts'
import { benchThroughput } from './throughput.ts'

const HELP = `Measures, on this machine and its disk, with real processes and real MQTT. Let nothing else run meanwhile.

  pnpm bench start        from the REST request to the instrument's start, at a steady rate; each step's share, beside the disk's fsync
    --rate 50             jobs per second
    --seconds 30
    --agents 20           each with one instrument, journals on disk

  pnpm bench throughput   one-task jobs from end to end, as many as go
    --jobs 10000
    --in-flight 64        submissions under way at a time
    --agents 50           in one process, journals in memory
`

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rate: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '30' },
      agents: { type: 'string' },
      jobs: { type: 'string', default: '10000' },
      'in-flight': { type: 'string', default: '64' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const whole = (name: string, text: string): number => {
    if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`--${name} must be a whole number from 1, not ${text}`)
    return Number(text)
  }
  return { values, positionals, whole }
}

async function main(): Promise<number> {
  const { values, positionals, whole } = readArguments()
  const [what] = positionals
  if (values.help || (what !== 'start' && what !== 'throughput')) {
    process.stdout.write(HELP)
    return values.help ? 0 : 2
  }
  const lines =
    what === 'start'
      ? await benchStart({
          rate: whole('rate', values.rate),
          seconds: whole('seconds', values.seconds),
          agents: whole('agents', values.agents ?? '20'),
        })
      : await benchThroughput({
          jobs: whole('jobs', values.jobs),
          inFlight: whole('in-flight', values['in-flight']),
          agents: whole('agents', values.agents ?? '50'),
        })
  const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`
  process.stdout.write(`${lines.join('\n')}\nmachine: ${machine}\n`)
  return 0
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`)
    process.exit(1)
  },
)
