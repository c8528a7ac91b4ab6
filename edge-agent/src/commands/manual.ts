import { ConfigurationError, MusterError } from '@muster/runtime'
import type { LocalClient } from '../local/client.ts'
import { type DeskTask, parseDeskDone, parseDeskTasks } from '../local/desk-answers.ts'
import { resolve } from 'node:path'
import type { AgentCommand, Given } from './command.ts'
import { LOCAL_OPTIONS, withAgent } from './local.ts'
import { nameOf } from './readiness.ts'
import { clean } from './text.ts'

const ACTIONS: Readonly<Record<string, (given: Given) => Promise<void>>> = {
  list,
  show,
  done,
  'not-possible': notPossible,
}

export const manualCommand: AgentCommand = {
  usage: [
    ['manual list --config FILE', 'what people are to do here'],
    ['manual show [ATTEMPT] --config FILE', 'instructions, checklist and fields of one'],
    ['manual done [ATTEMPT] --by NAME --config FILE', 'say that it was done'],
    ['  --field NAME=VALUE', 'what was entered or scanned; as often as there are fields'],
    ['  --checked', 'all of the checklist was done'],
    ['  --photo FILE, --comment TEXT', 'belong to the result'],
    ['manual not-possible [ATTEMPT] --by NAME --reason TEXT', 'say that it can not be done'],
  ],
  words: 2,
  options: {
    ...LOCAL_OPTIONS,
    by: { type: 'string' },
    reason: { type: 'string' },
    field: { type: 'string', multiple: true },
    photo: { type: 'string', multiple: true },
    checked: { type: 'boolean' },
    comment: { type: 'string' },
  },
  async run(given) {
    const [word = ''] = given.words
    const action = Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined
    if (!action) throw new ConfigurationError(`say one of manual ${Object.keys(ACTIONS).join(', ')}`)
    await action(given)
  },
}

function list(given: Given): Promise<void> {
  return withAgent(given, async agent => {
    const tasks = await tasksOf(agent)
    const lines = tasks.map(
      task => `${task.attemptId}  ${task.instrument}  ${clean(task.title)}  since ${task.since}`,
    )
    process.stdout.write(lines.length === 0 ? 'nothing is to be done\n' : `${lines.join('\n')}\n`)
  })
}

function show(given: Given): Promise<void> {
  return withAgent(given, async agent => {
    process.stdout.write(`${linesOfTask(await chosen(agent, given)).join('\n')}\n`)
  })
}

/** For the person who does it. */
export function linesOfTask(task: DeskTask): string[] {
  return [
    `${clean(task.title)} at ${task.instrument} (${task.attemptId})`,
    ...task.instructions.split('\n').map(clean),
    ...task.checklist.map(item => `  [ ] ${clean(item)}`),
    ...task.fields.map(field => `  ${field.name}: ${clean(field.title)}, ${formOf(field)}`),
    ...(task.photo === 'none' ? [] : [`  a photo is ${task.photo}: --photo FILE`]),
  ]
}

function formOf({ type, unit, minimum, maximum, pattern, required }: DeskTask['fields'][number]): string {
  return [
    type,
    ...(unit === undefined ? [] : [`in ${unit}`]),
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
    ...(pattern === undefined ? [] : [`such as ${pattern}`]),
    ...(required ? [] : ['may be left out']),
  ].join(', ')
}

async function done(given: Given): Promise<void> {
  const by = nameOf(given)
  const fields = fieldsOf(given.list('field'))
  const comment = given.text('comment')
  await withAgent(given, async agent => {
    const task = await chosen(agent, given)
    const checked = given.has('checked') ? task.checklist.map((_, index) => index) : []
    const photos = given.list('photo').map(path => resolve(path))
    const answer = { by, fields, checked, photos, ...(comment === undefined ? {} : { comment }) }
    await agent.tell(`${pathOf(task)}/done`, answer, parseDeskDone)
    process.stdout.write(`${task.attemptId} is done\n`)
  })
}

async function notPossible(given: Given): Promise<void> {
  const by = nameOf(given)
  const reason = given.text('reason')
  if (reason === undefined) throw new ConfigurationError('say why it can not be done: --reason TEXT')
  await withAgent(given, async agent => {
    const task = await chosen(agent, given)
    await agent.tell(`${pathOf(task)}/not-possible`, { by, reason }, parseDeskDone)
    process.stdout.write(`${task.attemptId} is noted as not possible\n`)
  })
}

const pathOf = ({ attemptId }: DeskTask) => `/v1/manual/${encodeURIComponent(attemptId)}`

/** @throws ConfigurationError for one that is no NAME=VALUE, or comes twice */
function fieldsOf(given: readonly string[]): Record<string, string> {
  const fields = new Map<string, string>()
  for (const text of given) {
    const [, name, value] = /^([^=]+)=([^]*)$/.exec(text) ?? []
    if (name === undefined || value === undefined)
      throw new ConfigurationError(`--field ${text} is no NAME=VALUE`)
    if (fields.has(name)) throw new ConfigurationError(`--field ${name} is given twice`)
    fields.set(name, value)
  }
  return Object.fromEntries(fields)
}

async function tasksOf(agent: LocalClient): Promise<readonly DeskTask[]> {
  return (await agent.ask('/v1/manual', parseDeskTasks)).tasks
}

/** The one that is named, or the only one. */
async function chosen(agent: LocalClient, given: Given): Promise<DeskTask> {
  const tasks = await tasksOf(agent)
  const name = given.words[1]
  const found = name === undefined ? tasks : tasks.filter(({ attemptId }) => attemptId === name)
  const [only] = found
  if (only && found.length === 1) return only
  const all = tasks.map(({ attemptId }) => attemptId).join(', ')
  if (tasks.length === 0) throw new MusterError('nothing', 'conflict', 'nothing is to be done here')
  const what = name === undefined ? 'say which of these it is' : `there is no ${name}; to be done`
  throw new MusterError('which', 'conflict', `${what}: ${all}`)
}
