import type { Command, CommandCall } from './command-call.ts'
import { lines, mustHave, nameOf, show, showRows, UsageError } from './command-call.ts'
import { RECOVERY_ACTIONS, type ReasonedDeed, type ReplayOptions } from './supervision.ts'
import type { BreakerView, ChannelView, DeadLetterView, EscalationView } from './supervision-types.ts'
import { clockTime } from './terminal/render-run.ts'
import { clean } from './terminal/text.ts'

/** What needs people, and what they do about it. */
export const SUPERVISION_COMMANDS: Readonly<Record<string, Command>> = {
  escalations,
  escalation: async call => showEscalation(call, await call.client.escalation(call.next('ID'))),
  acknowledge: async call =>
    showStanding(call, await call.client.acknowledge(call.next('ID'), { by: nameOf(call) })),
  assign,
  snooze,
  resolve: async call => showStanding(call, await call.client.resolve(call.next('ID'), deedOf(call))),
  comment,
  breakers: async call => showList(call, await call.client.breakers(), breakerRow, 'nothing has failed'),
  reset,
  reconcile,
  'dead-letters': deadLetters,
  replay: async call => showLetter(call, await call.client.replay(call.next('TASK'), replayOf(call))),
  dismiss: async call => showLetter(call, await call.client.dismiss(call.next('TASK'), deedOf(call))),
  recover,
  channels: async call => showList(call, await call.client.channels(), channelRow, 'there are no channels'),
  'test-channel': testChannel,
}

/** Who, and why. @throws UsageError */
const deedOf = (call: CommandCall): ReasonedDeed => ({
  by: nameOf(call),
  reason: mustHave(call.flags.reason, 'a reason: --reason TEXT'),
})

const replayOf = (call: CommandCall): ReplayOptions => ({
  ...deedOf(call),
  ...(call.flags['start-again'] === true ? { startAgain: true } : {}),
})

/** A list; where it is empty, a note that says so. */
function showList<T>(
  call: CommandCall,
  items: readonly T[],
  rowOf: (item: T) => readonly string[],
  whenEmpty: string,
): number {
  showRows(call, items, rowOf)
  if (items.length === 0 && call.flags.json !== true) call.notes.write(lines([whenEmpty]))
  return 0
}

async function escalations(call: CommandCall): Promise<number> {
  const all = await call.client.escalations(call.flags.all === true ? 'all' : 'open')
  return showList(call, all, escalationRow, 'nothing needs a person')
}

const escalationRow = (escalation: EscalationView): string[] => [
  escalation.id,
  escalation.severity,
  `since ${clockTime(escalation.raisedAt)}`,
  standingOf(escalation),
  escalation.title,
]

/** How far it is dealt with. */
function standingOf({ state, acknowledged, snoozedUntil, assignee }: EscalationView): string {
  if (state === 'resolved') return state
  const by = acknowledged ? `acknowledged by ${acknowledged.by}` : state
  const standing = snoozedUntil === undefined ? by : `snoozed until ${clockTime(snoozedUntil)}`
  return assignee === undefined ? standing : `${standing}, assigned to ${assignee}`
}

function showStanding(call: CommandCall, escalation: EscalationView): number {
  show(call, escalation, [`${escalation.id} is ${standingOf(escalation)}`])
  return 0
}

function showEscalation(call: CommandCall, escalation: EscalationView): number {
  const { title, severity, text, comments, deliveries, runbook } = escalation
  const details = [
    ...text.split('\n'),
    ...comments.map(({ at, by, text: said }) => `${clockTime(at)} ${by}: ${said}`),
    ...deliveries.map(({ channel, to, state }) => `${state}: ${[channel, ...to].join(' ')}`),
    `what to do: ${runbook}`,
  ]
  const first = `${title} (${severity}, ${standingOf(escalation)})`
  show(call, escalation, [clean(first), ...details.map(line => `    ${clean(line)}`)])
  return 0
}

async function assign(call: CommandCall): Promise<number> {
  const id = call.next('ID')
  const [to, ...others] = call.flags.to ?? []
  if (others.length > 0) throw new UsageError('it can be assigned to one person: --to NAME')
  const deed = { by: nameOf(call), ...(to === undefined ? {} : { to }) }
  return showStanding(call, await call.client.assign(id, deed))
}

async function snooze(call: CommandCall): Promise<number> {
  const id = call.next('ID')
  const time = mustHave(call.flags.for, 'a time: --for "2 h"')
  return showStanding(call, await call.client.snooze(id, { by: nameOf(call), for: time }))
}

async function comment(call: CommandCall): Promise<number> {
  const id = call.next('ID')
  const text = call.next('TEXT')
  const escalation = await call.client.comment(id, { by: nameOf(call), text })
  show(call, escalation, [`the comment is kept with ${escalation.id}`])
  return 0
}

function breakerRow({ id, state, failures, retryAt, reason }: BreakerView): string[] {
  if (state === 'closed') return [id, state, `${failures} failures in a row`, reason]
  if (state === 'half-open') return [id, state, 'on trial', reason]
  return [id, state, retryAt === undefined ? 'until it is reset' : `until ${clockTime(retryAt)}`, reason]
}

async function reset(call: CommandCall): Promise<number> {
  const breaker = await call.client.resetBreaker(call.next('BREAKER'), deedOf(call))
  show(call, breaker, [`${breaker.id} is ${breaker.state}`])
  return 0
}

const SETTLED = {
  same: 'no difference',
  rule: 'settled by rule',
  person: 'a question waits for you',
} as const

async function reconcile(call: CommandCall): Promise<number> {
  const report = await call.client.reconcile(call.next('AGENT'))
  const { attempts, foreignRuns } = report
  const rows = attempts.map(line => [
    line.attempt,
    line.instrument,
    `coordinator: ${line.coordinator ?? 'unknown'}`,
    `journal: ${line.journal ?? 'unknown'}`,
    clean(line.instrumentSays),
    SETTLED[line.settled],
  ])
  const foreign = foreignRuns.map(
    ({ instrument, runs }) => `${instrument} runs what nobody asked for: ${clean(runs)}`,
  )
  const text = [...rows.map(row => row.join('  ')), ...foreign]
  show(call, report, text.length === 0 ? ['nothing is open there'] : text)
  return 0
}

async function deadLetters(call: CommandCall): Promise<number> {
  const all = await call.client.deadLetters(call.flags.all === true ? 'all' : 'open')
  return showList(call, all, deadLetterRow, 'there are no dead letters')
}

const deadLetterRow = (letter: DeadLetterView): string[] => [
  letter.id,
  letter.state,
  `since ${clockTime(letter.raisedAt)}`,
  [letter.activity, ...(letter.instrument === undefined ? [] : [`at ${letter.instrument}`])].join(' '),
  `${letter.failure.code}: ${letter.failure.message}`,
]

function showLetter(call: CommandCall, letter: DeadLetterView): number {
  show(call, letter, [`${letter.id} is ${letter.state}`])
  return 0
}

async function recover(call: CommandCall): Promise<number> {
  const id = call.next('TASK')
  const word = call.next('ACTION')
  const action = RECOVERY_ACTIONS.find(name => name === word)
  if (!action) throw new UsageError(`${word} is none of ${RECOVERY_ACTIONS.join(', ')}`)
  const { instrument } = call.flags
  const task = await call.client.recover(id, {
    action,
    ...replayOf(call),
    ...(instrument === undefined ? {} : { instrument }),
    ...evidenceOf(call),
  })
  show(call, task, [`${task.id} is ${task.state}`])
  return 0
}

function evidenceOf({ flags: { evidence } }: CommandCall): { evidence?: Readonly<Record<string, unknown>> } {
  if (evidence === undefined) return {}
  let value: unknown
  try {
    value = JSON.parse(evidence)
  } catch {
    value = undefined
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`--evidence ${evidence} is no JSON object, such as '{"mass": 4.21}'`)
  return { evidence: value as Readonly<Record<string, unknown>> }
}

const channelRow = ({ name, isDown, failures, error = '' }: ChannelView): string[] => [
  name,
  isDown ? 'down' : failures > 0 ? `failed ${failures} times` : 'works, as far as is known',
  error,
]

async function testChannel(call: CommandCall): Promise<number> {
  const name = call.next('NAME')
  const { to } = call.flags
  const channel = await call.client.testChannel(name, { by: nameOf(call), ...(to ? { to } : {}) })
  show(call, channel, [`${channel.name} has taken the test`])
  return 0
}
