/** The whole of Muster at work: `pnpm demo --help`. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '@muster/runtime'
import { INSTRUMENTS, Lab, VICTIMS } from '../processes/lab.ts'

const HELP = `Runs a laboratory on this machine: an MQTT broker, a coordinator, three agents, and a simulated printer, furnace and
balance, each a process of its own. Submits a binder-jet work order (print, cure, sinter, weigh), shows it at work, and goes
on serving until Ctrl-C.

  pnpm demo                 hours of work in half a minute
  pnpm demo --once          ends when the work order has: exit code 0 if it succeeded and each task was started once
  pnpm demo --kill PART     agent, coordinator or broker: kills it (kill -9) in the middle of the print, and starts it again
  pnpm demo --keep          leaves configurations, journals and ledgers where they are
`

function readArguments() {
  const { values } = parseArgs({
    // `pnpm demo -- --once` is the same as `pnpm demo --once`.
    args: process.argv.slice(2).filter(argument => argument !== '--'),
    options: {
      once: { type: 'boolean', default: false },
      kill: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const kill = VICTIMS.find(victim => victim === values.kill)
  if (values.kill !== undefined && !kill)
    throw new Error(`--kill takes ${VICTIMS.join(', ')}, not ${values.kill}`)
  return { ...values, kill }
}

async function main(): Promise<number> {
  let values: ReturnType<typeof readArguments>
  try {
    values = readArguments()
  } catch (error) {
    process.stderr.write(`${String(error)}\n\n${HELP}`)
    return 2
  }
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  const interrupted = Promise.withResolvers<number>()
  process.once('SIGINT', () => interrupted.resolve(130))
  process.once('SIGTERM', () => interrupted.resolve(143))
  // Whoever was reading has left, as `head` does.
  process.stdout.on('error', () => interrupted.resolve(1))
  const folder = await mkdtemp(join(tmpdir(), 'muster-demo-'))
  const lab = await Lab.prepare({ folder, instruments: INSTRUMENTS, usualPorts: true })
  await using all = new AsyncDisposableStack()
  if (!values.keep) all.defer(() => rm(folder, { recursive: true, force: true }))
  all.use(lab)
  const work = (async () => {
    process.stdout.write('starting: broker, coordinator, 3 instruments, 3 agents …\n')
    const began = systemClock.monotonic()
    const started = lab.start()
    started.catch(() => undefined)
    // They are at it while the rest is being read.
    const { Demo } = await import('./demo.ts')
    const demo = new Demo(lab, values.kill, began)
    void interrupted.promise.then(() => demo.leave())
    await demo.start(started)
    const isProven = await demo.workOrder()
    if (values.once) return isProven ? 0 : 1
    process.stdout.write(`\nServing until Ctrl-C. Try: npx -y pnpm@12 muster jobs --url ${lab.apiUrl}\n`)
    return interrupted.promise
  })()
  const code = await Promise.race([work, interrupted.promise])
  process.stdout.write('\nstopping: ')
  await lab.stop(part => void process.stdout.write(`${part} `))
  process.stdout.write('\n')
  return code
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`the demo failed: ${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  },
)
