/** How quick it is: `pnpm bench --help`. */
import { availableParallelism, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { messageOf } from '@muster/runtime'
import { benchEvents } from './scheduler/events.ts'
import { AGENT_PARTS, benchAgent } from './agent/agent.ts'
import { benchForecast } from './scheduler/forecast.ts'
import { jobShop } from './scheduler/job-shop.ts'
import { benchRebuild } from './scheduler/rebuild.ts'
import { benchSpeedUp } from './scheduler/speed-up.ts'
import { benchStart } from './start.ts'
import { benchSupervisor, SUPERVISOR_PARTS } from './supervisor/supervisor.ts'
import { benchThroughput } from './throughput.ts'
import { benchBeside } from './workflow/beside.ts'
import { benchCrash } from './workflow/crash.ts'
import { benchWorkflowEvents } from './workflow/events.ts'
import { benchFan } from './workflow/fan.ts'
import { benchPlan } from './workflow/plan.ts'

const HELP = `Measures, on this machine and its disk, with real processes and real MQTT. Let nothing else run meanwhile.

  pnpm bench start        from the REST request to the instrument's start, at a steady rate; each step's share, beside the disk's fsync
    --rate 50             jobs per second
    --seconds 30
    --agents 20           each with one instrument, journals on disk

  pnpm bench throughput   one-task jobs from end to end, as many as go
    --jobs 10000
    --in-flight 64        submissions under way at a time
    --agents 50           in one process, journals in memory

  pnpm bench supervisor   how soon it sees what fails, what many agents cost, and what an outage makes of them; on a Mosquitto of
                          its own (Linux). All parts one after another, or one:
    --part detection      agents killed, stopped, unplugged, hung, until the API shows it
        --samples 30      of each
    --part restart        a coordinator with running attempts is killed and started again
        --attempts 10000  at --agents 1000 of a fake fleet
    --part load           CPU and memory of the coordinator
        --agents 5000     a heartbeat every 10 s each
    --part outage         escalations and messages when a fleet falls silent
        --agents 1000
        --silent-after 60 seconds, supervisor.silentAfter

  pnpm bench scheduler    what it costs and how good its schedules are, in one process. All parts one after another, or one:
    --part events         one event, by how much waits and how many agents there are
    --part rebuild        from a store with 100,000 tasks to the first look; memory
    --part speed-up       independent work on more and more equal instruments
    --part job-shop       makespans of known job shops, beside their proved optima
    --part forecast       when tasks were expected to begin, and when they did

  pnpm bench workflow     the workflow engine. All parts one after another, or one:
    --part plan           a graph of 10,000 steps, checked and planned
    --part events         one event of a job with 10,000 steps, by how many are done; in one process, nothing written
    --part fan            a fan-out over thousands of items, to its fan-in
    --part beside         500 jobs of 10 steps from end to end, beside graphile-worker and DBOS (npm; needs Debian's postgresql)
    --part crash          kill -9 in the middle of a job with 1,000 steps, to the first step that goes on

  pnpm bench agent        what an agent costs and how soon it is back (Linux). All parts one after another, or one:
    --part idle           memory and CPU with SCPI and Modbus and nothing to do; --program FILE: of an installed agent
    --part child          of the child in which it speaks OPC UA
    --part leak           memory over --messages 1000000 heartbeats and reports, in virtual time
    --part crash          kill -9, to an OPC UA run that is followed again
    --part drain          --reports 10000 that waited, over a network with 20 ms of delay
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
      part: { type: 'string' },
      samples: { type: 'string', default: '30' },
      attempts: { type: 'string', default: '10000' },
      'silent-after': { type: 'string', default: '60' },
      program: { type: 'string', default: 'edge-agent/src/cli.ts' },
      messages: { type: 'string', default: '1000000' },
      reports: { type: 'string', default: '10000' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const whole = (name: string, text: string): number => {
    if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`--${name} must be a whole number from 1, not ${text}`)
    return Number(text)
  }
  return { values, positionals, whole }
}

type Arguments = ReturnType<typeof readArguments>

const SCHEDULER_PARTS = ['events', 'rebuild', 'speed-up', 'job-shop', 'forecast'] as const

const SCHEDULER: { readonly [Part in (typeof SCHEDULER_PARTS)[number]]: () => string[] | Promise<string[]> } =
  {
    events: () => benchEvents(),
    rebuild: () => benchRebuild(),
    'speed-up': () => benchSpeedUp(),
    'job-shop': () => jobShop(),
    forecast: () => benchForecast(),
  }

const WORKFLOW_PARTS = ['plan', 'events', 'fan', 'beside', 'crash'] as const

const WORKFLOW: { readonly [Part in (typeof WORKFLOW_PARTS)[number]]: () => string[] | Promise<string[]> } = {
  plan: () => benchPlan(),
  events: () => benchWorkflowEvents(),
  fan: () => benchFan(),
  beside: () => benchBeside(),
  crash: () => benchCrash(),
}

const BENCHES: Readonly<Record<string, (read: Arguments) => Promise<string[]>>> = {
  start: ({ values, whole }) =>
    benchStart({
      rate: whole('rate', values.rate),
      seconds: whole('seconds', values.seconds),
      agents: whole('agents', values.agents ?? '20'),
    }),
  throughput: ({ values, whole }) =>
    benchThroughput({
      jobs: whole('jobs', values.jobs),
      inFlight: whole('in-flight', values['in-flight']),
      agents: whole('agents', values.agents ?? '50'),
    }),
  scheduler: async ({ values }) => {
    const part = partOf(values.part, SCHEDULER_PARTS)
    const lines: string[] = []
    for (const name of part === undefined ? SCHEDULER_PARTS : [part])
      lines.push(...(await SCHEDULER[name]()), '')
    return lines
  },
  workflow: async ({ values }) => {
    const part = partOf(values.part, WORKFLOW_PARTS)
    const lines: string[] = []
    for (const name of part === undefined ? WORKFLOW_PARTS : [part])
      lines.push(...(await WORKFLOW[name]()), '')
    return lines
  },
  agent: ({ values, whole }) =>
    benchAgent({
      part: partOf(values.part, AGENT_PARTS),
      program: values.program,
      messages: whole('messages', values.messages),
      reports: whole('reports', values.reports),
    }),
  supervisor: ({ values, whole }) =>
    benchSupervisor({
      part: partOf(values.part, SUPERVISOR_PARTS),
      samples: whole('samples', values.samples),
      attempts: whole('attempts', values.attempts),
      silentAfterSeconds: whole('silent-after', values['silent-after']),
      agents: values.agents === undefined ? undefined : whole('agents', values.agents),
    }),
}

function partOf<Part extends string>(text: string | undefined, parts: readonly Part[]): Part | undefined {
  const part = parts.find(name => name === text)
  if (text !== undefined && part === undefined)
    throw new Error(`--part must be one of ${parts.join(', ')}, not ${text}`)
  return part
}

async function main(): Promise<number> {
  const read = readArguments()
  const [what = ''] = read.positionals
  const bench = Object.hasOwn(BENCHES, what) ? BENCHES[what] : undefined
  if (read.values.help || !bench) {
    process.stdout.write(HELP)
    return read.values.help ? 0 : 2
  }
  const lines = await bench(read)
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
