#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { type Fault, formatFault, InvalidInputError, messageOf, MusterError } from '@muster/runtime'
import { createClient } from './client.ts'
import { UsageError } from './command-call.ts'
import { COMMANDS } from './commands.ts'
import { UnexpectedAnswerError, UnreachableError } from './errors.ts'

const HELP = `muster: submits work to a coordinator and follows it

  muster submit FILE.yaml [--watch]   submit a job; --key KEY makes a repeat the same job (Idempotency-Key)
  muster watch JOB                    follow a job to its end; Ctrl-C leaves off, and the job goes on
  muster tasks JOB                    its tasks: state, progress, why they wait, what is asked
  muster jobs                         the newest 50, or --all; --state STATE, --label NAME=VALUE, --instrument ID
  muster cancel JOB                   ask for its end; --reason TEXT, --by NAME
  muster agents                       who is there, with what, and how much they have done
  muster prompts                      questions that wait for a person
  muster answer PROMPT ANSWER --by NAME [--comment TEXT]

What needs people, and what they do about it; whatever changes something needs your name, --by NAME:
  muster escalations                  what needs a person now, or --all
  muster escalation ID                what is known of it, who was told, and the page that says what to do
  muster acknowledge ID               take it up: nobody is told again
  muster assign ID [--to NAME]        say whose it is
  muster snooze ID --for "2 h"        tell nobody for a while
  muster resolve ID --reason TEXT     say that it was dealt with
  muster comment ID TEXT
  muster breakers                     what work is kept away from, as it goes on failing
  muster reset BREAKER --reason TEXT  let work through again, such as instrument:printer-1
  muster reconcile AGENT              compare what it and its instruments know with the coordinator
  muster dead-letters                 tasks that failed for good and wait for a person, or --all
  muster replay TASK --reason TEXT [--start-again]
  muster dismiss TASK --reason TEXT   take it off the list; it stays failed
  muster recover TASK ACTION --reason TEXT
                                      retry, fixed [--start-again]; done --evidence JSON; move --instrument ID;
                                      cancel; skip
  muster channels                     ways to people, and whether they work
  muster test-channel NAME [--to NAME]…

  --url URL       default $MUSTER_URL or http://127.0.0.1:8420
  --token TOKEN   default $MUSTER_TOKEN
  --user NAME     who submits and cancels; default $USER
  --json          answers as JSON, one to a line; watching, one line for each change
  --help

In a terminal, watching draws bars in place; in a pipe it writes a line for each change.

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
  state: { type: 'string', multiple: true },
  label: { type: 'string', multiple: true },
  instrument: { type: 'string' },
  for: { type: 'string' },
  to: { type: 'string', multiple: true },
  evidence: { type: 'string' },
  'start-again': { type: 'boolean' },
  all: { type: 'boolean' },
  watch: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const readArguments = () => {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new UsageError(messageOf(error))
  }
}

async function main(): Promise<number> {
  const { values, positionals } = readArguments()
  const [name = '', ...words] = positionals
  if (values.help === true) {
    process.stdout.write(HELP)
    return 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) throw new UsageError(name === '' ? 'a command is missing' : `there is no command ${name}`)
  const token = values.token ?? process.env['MUSTER_TOKEN']
  const user = values.user ?? process.env['USER']
  const client = createClient({
    url: values.url ?? process.env['MUSTER_URL'] ?? 'http://127.0.0.1:8420',
    ...(token === undefined ? {} : { token }),
    ...(user === undefined ? {} : { user }),
  })
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort())
  return command({
    client,
    flags: values,
    output: process.stdout,
    notes: process.stderr,
    interrupted: interrupted.signal,
    next(what) {
      const word = words.shift()
      if (word === undefined) throw new UsageError(`${name} needs ${what}`)
      return word
    },
  })
}

function report(error: unknown): number {
  const faults: readonly Fault[] = error instanceof MusterError ? error.faults : []
  process.stderr.write(`${messageOf(error)}\n${faults.map(fault => `  ${formatFault(fault)}\n`).join('')}`)
  if (error instanceof UsageError) {
    process.stderr.write('muster --help says what there is\n')
    return 2
  }
  if (error instanceof InvalidInputError) return 78
  return error instanceof UnreachableError || error instanceof UnexpectedAnswerError ? 69 : 1
}

main().then(
  code => {
    process.exitCode = code
  },
  (error: unknown) => {
    process.exitCode = report(error)
  },
)
