#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { type Fault, formatFault, InvalidInputError, messageOf, MusterError } from '@muster/runtime'
import { createClient } from './client.ts'
import { UsageError } from './command-call.ts'
import { COMMANDS } from './commands.ts'
import { UnexpectedAnswerError, UnreachableError } from './errors.ts'

const HELP = `muster: submits work to a coordinator and follows it

  muster submit FILE.yaml [--input NAME=VALUE]… [--label NAME=VALUE]… [--watch]
                                      submit a job: a submission, or a workflow alone; --key KEY makes a repeat
                                      the same job (Idempotency-Key)
                                      --wait: where the queue is full, try again until it is taken
  muster watch JOB                    follow a job to its end; Ctrl-C leaves off, and the job goes on
  muster tasks JOB                    its tasks: state, progress, why they wait, what is asked
  muster why TASK                     why it is not running, link by link, and when it is expected to
  muster files TASK [--out FOLDER]    what its runs left behind; --out: save what is stored there, hashes checked
  muster plan FILE.yaml [--input NAME=VALUE]…
                                      what would become of a job; nothing is submitted
  muster jobs                         the newest 50, or --all; --state STATE, --label NAME=VALUE, --instrument ID
  muster cancel JOB                   ask for its end; --reason TEXT, --by NAME
  muster queue                        what waits for instruments, in order: the first 50, or --all; --activity NAME,
                                      --instrument ID, --by NAME (who submitted)
  muster agents                       who is there, with what, and how much they have done
  muster prompts                      questions that wait for a person
  muster answer PROMPT ANSWER --by NAME [--field NAME=VALUE]… [--comment TEXT]

Workflows that have a name and versions:
  muster workflow check FILE.yaml     what is wrong with it, with line and column; nothing is sent
  muster workflow register FILE.yaml  as the next version; the same again is the same version
  muster workflow list [PREFIX]       the latest version of each
  muster workflow show NAME[@VERSION]
  muster workflow versions NAME
  muster workflow diff NAME FROM TO   steps, inputs, outputs and variables that came, went or changed
  muster workflow plan NAME[@VERSION] | FILE.yaml [--input NAME=VALUE]…
                                      stages, slack, critical path and what is needed; nothing is submitted
  muster workflow types               types of all activities for the builder, in TypeScript
  muster workflow retire NAME --reason TEXT --by NAME
                                      begin no job of it any more; restore: undo that

Jobs as a whole; whatever changes something needs your name, --by NAME:
  muster job rerun JOB [--input NAME=VALUE]… [--label NAME=VALUE]… [--reuse] [--key KEY]
                                      begin one that has ended again, as a new one; --reuse: take over what has not changed
  muster job pause JOB --reason TEXT [--through]
                                      begin nothing more of it; --through: what runs pauses too, where it can
  muster job resume JOB --reason TEXT
  muster job signal JOB NAME [--payload JSON]
  muster job retry-from JOB STEP --reason TEXT [--start-again]
                                      a step that has ended, and all after it, again
  muster job version JOB VERSION --reason TEXT
                                      go on by another version of its workflow
  muster job deadline JOB TIME | none
  muster checkpoint TASK              ask its run how far it has come

What begins jobs besides people:
  muster schedule list                when each begins its workflow next; show NAME: more of one
  muster schedule add FILE.yaml       cron, timeZone, uses, …; change FILE.yaml: all that it says, anew
  muster trigger list                 messages, calls and files that begin jobs; show NAME: more of one
  muster trigger add FILE.yaml        on, when, uses, inputs; change FILE.yaml: all that it says, anew
  muster schedule | trigger pause | resume | delete NAME --reason TEXT --by NAME

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
  muster resources                    what tasks hold besides instruments: what is free, who has the rest
  muster resources refill ID AMOUNT [UNIT] --reason TEXT
  muster resources lend ID [AMOUNT | NAME…] [--for "2 h"] --reason TEXT
                                      take some out: tasks can not have it meanwhile
  muster resources return ID LEASE --reason TEXT
  muster samples                      where samples are, and which task has them
  muster samples place SAMPLE [RESOURCE NAME | TEXT]
  muster order TASK --top | --before TASK | --after TASK | --natural
                                      put it elsewhere in the queue, or back
  muster priority JOB PRIORITY        0 to 100, critical, high, normal, low or background
  muster pauses                       what is paused, and whether anything still goes on there
  muster pause [queue | instrument ID | agent ID | activity NAME] --reason TEXT [--for "2 h" | --until TIME]
                                      begin nothing new there; what is under way goes on
  muster resume [queue | instrument ID | agent ID | activity NAME] --reason TEXT
  muster readiness INSTRUMENT STATE [--reason TEXT]
                                      ready, needs-unload, needs-clean, needs-refill; in-maintenance or borrowed,
                                      until return: its agent does it, when it is back where it is away
  muster maintenance list             when instruments are kept free
  muster maintenance add INSTRUMENT [--from TIME] --to TIME --reason TEXT
                                      begin nothing there that would run into it; TIME such as 2026-12-01T08:00Z
  muster maintenance cancel ID --reason TEXT
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
  from: { type: 'string' },
  to: { type: 'string', multiple: true },
  evidence: { type: 'string' },
  'start-again': { type: 'boolean' },
  until: { type: 'string' },
  activity: { type: 'string' },
  top: { type: 'boolean' },
  natural: { type: 'boolean' },
  before: { type: 'string' },
  after: { type: 'string' },
  input: { type: 'string', multiple: true },
  field: { type: 'string', multiple: true },
  reuse: { type: 'boolean' },
  through: { type: 'boolean' },
  payload: { type: 'string' },
  out: { type: 'string' },
  wait: { type: 'boolean' },
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
    maybeNext: () => words.shift(),
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

// Whoever reads has had enough, such as `head`.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })

main().then(
  code => {
    process.exitCode = code
  },
  (error: unknown) => {
    process.exitCode = report(error)
  },
)
