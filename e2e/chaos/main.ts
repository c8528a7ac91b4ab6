/** The chaos test: `node e2e/chaos/main.ts --help`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf, systemClock, systemRandom } from '@muster/runtime'
import { whyNoNamespaces } from './network.ts'
import { Run } from './run.ts'
import { folderOf, prefixOf, sweep, sweepLeftovers } from './sweep.ts'

const HELP = `Real processes under real trouble: a coordinator, a Mosquitto and four agents with simulated instruments, each on a machine
of its own (a network namespace with a small disk). Work is submitted all the time, while processes are killed and stopped,
networks fail and disks run full. Then all is put right, and the promises are checked against what the instruments wrote down.

  --minutes N   how long there is trouble; default 2
  --seed N      which trouble; any if not given
  --keep        keep the folder of logs, configurations and ledgers, also where all went well

It needs Linux, root, iproute2 and Mosquitto.
Exit codes: 0 all holds, 1 something does not, 2 wrong arguments, 77 not possible here (1 where CI=1), 130 interrupted.
`

/** "Skipped", for test runners that know it. */
const EXIT_SKIPPED = 77

function readArguments() {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter(argument => argument !== '--'),
    options: {
      minutes: { type: 'string', default: '2' },
      seed: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      // Of the process that tidies up after one that could not.
      sweep: { type: 'string' },
    },
  })
  const minutes = Number(values.minutes)
  if (!(minutes > 0 && minutes <= 24 * 60)) throw new Error('--minutes must be a number above 0')
  const seed = values.seed === undefined ? Math.floor(systemRandom.float() * 1_000_000) : Number(values.seed)
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed must be a whole number')
  return { ...values, minutes, seed }
}

async function main(): Promise<number> {
  let values: ReturnType<typeof readArguments>
  try {
    values = readArguments()
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${HELP}`)
    return 2
  }
  if (values.help) {
    process.stdout.write(HELP)
    return 0
  }
  if (values.sweep !== undefined) {
    await sweepWhenParentIsGone(values.sweep)
    return 0
  }
  const why = await whyNoNamespaces()
  if (why !== undefined) {
    process.stderr.write(`the chaos test can't be run here: ${why}\n`)
    return ['1', 'true'].includes(process.env['CI'] ?? '') ? 1 : EXIT_SKIPPED
  }
  return trouble(values)
}

async function trouble({ minutes, seed, keep }: ReturnType<typeof readArguments>): Promise<number> {
  await sweepLeftovers()
  const prefix = prefixOf(process.pid)
  const sweeper = spawn(process.execPath, [new URL(import.meta.url).pathname, '--sweep', prefix], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const folder = folderOf(prefix)
  const began = systemClock.monotonic()
  const say = (line: string) => {
    const text = `${((systemClock.monotonic() - began) / 1_000).toFixed(1).padStart(6)} s  ${line}\n`
    process.stdout.write(text)
    try {
      appendFileSync(join(folder, 'story.log'), text)
    } catch {
      // The folder is not there yet, or no longer.
    }
  }
  const run = new Run({ prefix, minutes, seed, say })
  const interrupted = Promise.withResolvers<number>()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => interrupted.resolve(130))
  process.stdout.on('error', () => interrupted.resolve(1))
  let code = 1
  try {
    code = await Promise.race([run.live(), interrupted.promise])
  } catch (error) {
    say(`the test itself failed: ${error instanceof Error ? error.stack : String(error)}`)
  }
  if (code === 130) process.stderr.write('interrupted; tidying up\n')
  const isKept = keep || code === 1
  await run.end(isKept)
  await sweep(prefix)
  if (isKept) {
    process.stdout.write(`\nlogs, ledgers and disks: ${folder}\n`)
    process.stdout.write(`again: node e2e/chaos/main.ts --minutes ${minutes} --seed ${seed}\n`)
  } else await rm(folder, { recursive: true, force: true })
  sweeper.stdin.end()
  return code
}

/** Its standard input ends with the process that started it, however that ended. */
async function sweepWhenParentIsGone(prefix: string): Promise<void> {
  process.stdin.resume()
  await once(process.stdin, 'close')
  await sweep(prefix)
}

main().then(
  code => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  },
)
