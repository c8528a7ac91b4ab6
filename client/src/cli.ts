#!/usr/bin/env node
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { parseSubmission } from '@muster/protocol'
import {
  type Fault,
  formatFault,
  InvalidInputError,
  messageOf,
  MusterError,
  parseYaml,
  seconds,
  sleep,
  systemClock,
  systemRandom,
} from '@muster/runtime'
import { ApiError, type Client, createClient } from './client.ts'
import { renderJob } from './render.ts'

const HELP = `muster: submits work to a coordinator and follows it

  muster submit FILE.yaml [--watch]   submit a job
  muster watch JOB                    follow a job to its end; leaving off does not stop it
  muster tasks JOB                    its tasks: state, progress, why they wait
  muster jobs                         the newest 50
  muster cancel JOB [--reason TEXT]
  muster agents
  muster prompts                      questions that wait for a person
  muster answer PROMPT ANSWER --by NAME [--comment TEXT]

  --url URL       default $MUSTER_URL or http://127.0.0.1:8420
  --token TOKEN   default $MUSTER_TOKEN
  --user NAME     who submits and cancels; default $USER
  --key KEY       Idempotency-Key of the submission; made up unless given
  --json          answers as JSON, one to a line

Example: muster submit client/samples/weigh.yaml --watch
Exit codes: 0 done, 1 the job did not succeed or was refused, 2 wrong usage, 69 no coordinator answers, 78 wrong file.
`

const OPTIONS = {
  url: { type: 'string' },
  token: { type: 'string' },
  user: { type: 'string' },
  key: { type: 'string' },
  reason: { type: 'string' },
  by: { type: 'string' },
  comment: { type: 'string' },
  watch: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

class UsageError extends Error {}

const readArguments = () => {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new UsageError(messageOf(error))
  }
}
type Values = ReturnType<typeof readArguments>['values']

interface Call {
  readonly client: Client
  readonly values: Values
  /** The next word of the command line. @throws UsageError naming what is missing. */
  readonly next: (what: string) => string
  readonly show: (value: unknown, lines: readonly string[]) => void
}

const COMMANDS: Readonly<Record<string, (call: Call) => Promise<number>>> = {
  async submit({ client, values, next, show }) {
    const job = await submitFile(client, next('FILE.yaml'), values.key ?? systemRandom.id())
    show(job, [`submitted ${job.id}`])
    return values.watch === true ? watch(client, job.id, show) : 0
  },
  watch: ({ client, next, show }) => watch(client, next('JOB'), show),
  async tasks({ client, next, show }) {
    const job = await client.job(next('JOB'))
    show(job, renderJob(job))
    return 0
  },
  async jobs({ client, show }) {
    for (const job of (await client.jobs()).jobs)
      show(job, [`${job.id}  ${job.state.padEnd(10)} ${job.name}`])
    return 0
  },
  async cancel({ client, values, next, show }) {
    const job = await client.cancel(next('JOB'), values.reason)
    show(job, renderJob(job))
    return 0
  },
  async agents({ client, show }) {
    for (const agent of await client.agents()) {
      const counts = `${agent.executed} executed, ${agent.succeeded} succeeded, ${agent.failed} failed`
      show(agent, [
        `${agent.id}  ${agent.online ? 'online' : 'out of contact'}  ${agent.instruments.join(', ')}  ${counts}`,
      ])
    }
    return 0
  },
  async prompts({ client, show }) {
    for (const prompt of await client.prompts()) {
      const answers = prompt.answers.map(answer => `    ${answer.id}: ${answer.title}. ${answer.leadsTo}`)
      show(prompt, [`${prompt.id}  ${prompt.question}`, `    ${prompt.known}`, ...answers])
    }
    return 0
  },
  async answer({ client, values, next, show }) {
    if (values.by === undefined) throw new UsageError('an answer needs your name: --by NAME')
    const prompt = await client.answer(next('PROMPT'), next('ANSWER'), values.by, values.comment)
    show(prompt, [`${prompt.id} is ${prompt.state}`])
    return 0
  },
}

/** The file is checked here first, so that faults are told with their place; the coordinator's own are placed as well. */
async function submitFile(client: Client, path: string, key: string) {
  const yaml = parseYaml(await readText(path), path)
  const parsed = parseSubmission(yaml.value)
  if (!parsed.ok) throw new InvalidInputError(`${path} is not right`, yaml.locate(parsed.faults))
  try {
    return await client.submit(parsed.value.submission, key)
  } catch (error) {
    if (error instanceof ApiError && error.faults.length > 0)
      throw new InvalidInputError(error.message, yaml.locate(error.faults))
    throw error
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new InvalidInputError(`${path} can't be read: ${messageOf(error)}`, [])
  }
}

/** Shows a job whenever what is shown has changed, until it has ended. */
async function watch(client: Client, id: string, show: Call['show']): Promise<number> {
  let shown = ''
  for (;;) {
    const job = await client.job(id)
    const lines = renderJob(job)
    if (lines.join('\n') !== shown) show(job, lines)
    shown = lines.join('\n')
    if (job.endedAt !== undefined) return job.state === 'succeeded' ? 0 : 1
    await sleep(systemClock, seconds(1))
  }
}

async function main(): Promise<number> {
  const { values, positionals } = readArguments()
  const [name = '', ...words] = positionals
  const command = COMMANDS[name]
  if (values.help === true || !command) {
    process.stdout.write(HELP)
    return values.help === true ? 0 : 2
  }
  const token = values.token ?? process.env['MUSTER_TOKEN']
  const user = values.user ?? process.env['USER']
  const client = createClient({
    url: values.url ?? process.env['MUSTER_URL'] ?? 'http://127.0.0.1:8420',
    ...(token === undefined ? {} : { token }),
    ...(user === undefined ? {} : { user }),
  })
  const next = (what: string) => {
    const word = words.shift()
    if (word === undefined) throw new UsageError(`${name} needs ${what}`)
    return word
  }
  const show: Call['show'] = (value, lines) => {
    process.stdout.write(values.json === true ? `${JSON.stringify(value)}\n` : `${lines.join('\n')}\n`)
  }
  return command({ client, values, next, show })
}

function report(error: unknown): number {
  const faults: readonly Fault[] = error instanceof MusterError ? error.faults : []
  process.stderr.write(`${messageOf(error)}\n${faults.map(fault => `  ${formatFault(fault)}\n`).join('')}`)
  if (error instanceof UsageError) return 2
  if (error instanceof InvalidInputError) return 78
  return error instanceof MusterError && error.code === 'unreachable' ? 69 : 1
}

main().then(
  code => {
    process.exitCode = code
  },
  (error: unknown) => {
    process.exitCode = report(error)
  },
)
