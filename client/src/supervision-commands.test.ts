import { describe, expect, it } from 'vitest'
import { type CommandFlags, UsageError } from './command-call.ts'
import { refusal, runCommand } from './testing/run-command.ts'

const escalation = (more: object = {}) => ({
  id: 'escalation-1',
  kind: 'agent-silent',
  severity: 'warning',
  state: 'open',
  title: 'An agent is not in contact: hall-2',
  text: 'Nothing was heard of hall-2 for 61 s.\nOpen for 5 min.',
  entries: [{ subject: 'agent:hall-2', message: 'Nothing was heard.', since: '2026-01-01T08:00:00.000Z' }],
  raisedAt: '2026-01-01T08:00:00.000Z',
  comments: [],
  deliveries: [],
  runbook: 'docs/runbooks/agent-silent.md',
  ...more,
})
const breaker = (more: object = {}) => ({
  id: 'instrument:printer-1',
  state: 'open',
  failures: 0,
  changedAt: '2026-01-01T08:00:00.000Z',
  retryAt: '2026-01-01T08:30:00.000Z',
  reason: '5 failures in a row, the last: run-failed: jam',
  ...more,
})
const letter = (state: string) => ({
  id: 'job-1.print',
  jobId: 'job-1',
  step: 'print',
  activity: 'print',
  instrument: 'printer-1',
  failure: { code: 'run-failed', message: 'jam' },
  attempts: 3,
  state,
  raisedAt: '2026-01-01T08:00:00.000Z',
})
const task = {
  id: 'job-1.print',
  step: 'print',
  activity: 'print',
  attempts: 3,
  waiting: [],
  attemptList: [],
}

const ann = { by: 'Ann', reason: 'seen' }

describe('what needs a person', () => {
  it('is a table in a pipe, with how far it is dealt with', async () => {
    const all = [
      escalation(),
      escalation({ id: 'escalation-22', acknowledged: { by: 'Ann', at: '' }, assignee: 'Bob' }),
    ]
    const { output, asked } = await runCommand('escalations', {}, { escalations: all })
    expect(asked).toEqual([['GET', '/v1/escalations?state=open&limit=500']])
    expect(output.split('\n')).toEqual([
      'escalation-1   warning  since 2026-01-01 08:00 UTC  open                                  An agent is not in contact: hall-2',
      'escalation-22  warning  since 2026-01-01 08:00 UTC  acknowledged by Ann, assigned to Bob  An agent is not in contact: hall-2',
      '',
    ])
  })

  it('is all of it, over all its pages', async () => {
    const { output, asked } = await runCommand(
      'escalations',
      {},
      { escalations: [escalation()], nextCursor: '7~escalation-1' },
      { escalations: [escalation({ id: 'escalation-2' })] },
    )
    expect(asked[1]).toEqual(['GET', '/v1/escalations?state=open&limit=500&cursor=7%7Eescalation-1'])
    expect(output).toContain('escalation-1')
    expect(output).toContain('escalation-2')
  })

  it('is JSON, one to a line, where that is asked for', async () => {
    const all = [escalation(), escalation({ id: 'escalation-2' })]
    const { output, asked } = await runCommand('escalations', { json: true, all: true }, { escalations: all })
    expect(asked[0]?.[1]).toBe('/v1/escalations?state=all&limit=500')
    expect(
      output
        .trim()
        .split('\n')
        .map(line => JSON.parse(line) as unknown),
    ).toEqual(all)
  })

  it('is nothing, and that is said beside the answer', async () => {
    const { output, notes, code } = await runCommand('escalations', {}, { escalations: [] })
    expect([output, notes, code]).toEqual(['', 'nothing needs a person\n', 0])
  })

  it('is told whole on demand, and nothing in it steers the terminal', async () => {
    const said = { at: '2026-01-01T08:10:00.000Z', by: 'Ann', text: 'on my way\u001b[2J' }
    const { output } = await runCommand('escalation escalation-1', {}, escalation({ comments: [said] }))
    expect(output.split('\n')).toEqual([
      'An agent is not in contact: hall-2 (warning, open)',
      '    Nothing was heard of hall-2 for 61 s.',
      '    Open for 5 min.',
      '    2026-01-01 08:10 UTC Ann: on my way [2J',
      '    what to do: docs/runbooks/agent-silent.md',
      '',
    ])
  })
})

const POSTS: readonly (readonly [
  line: string,
  flags: CommandFlags,
  answer: unknown,
  path: string,
  body: unknown,
  output: string,
])[] = [
  [
    'acknowledge escalation-1',
    { by: 'Ann' },
    escalation({ acknowledged: { by: 'Ann', at: '' } }),
    '/v1/escalations/escalation-1/acknowledge',
    { by: 'Ann' },
    'escalation-1 is acknowledged by Ann\n',
  ],
  [
    'assign escalation-1',
    { by: 'Ann', to: ['Bob'] },
    escalation({ assignee: 'Bob' }),
    '/v1/escalations/escalation-1/assign',
    { by: 'Ann', to: 'Bob' },
    'escalation-1 is open, assigned to Bob\n',
  ],
  [
    'snooze escalation-1',
    { by: 'Ann', for: '2 h' },
    escalation({ snoozedUntil: '2026-01-01T10:00:00.000Z' }),
    '/v1/escalations/escalation-1/snooze',
    { by: 'Ann', for: '2 h' },
    'escalation-1 is snoozed until 2026-01-01 10:00 UTC\n',
  ],
  [
    'resolve escalation-1',
    ann,
    escalation({ state: 'resolved' }),
    '/v1/escalations/escalation-1/resolve',
    ann,
    'escalation-1 is resolved\n',
  ],
  [
    'comment escalation-1 hello',
    { by: 'Ann' },
    escalation({ comments: [{ at: '', by: 'Ann', text: 'hello' }] }),
    '/v1/escalations/escalation-1/comment',
    { by: 'Ann', text: 'hello' },
    'the comment is kept with escalation-1\n',
  ],
  [
    'reset instrument:printer-1',
    ann,
    breaker({ state: 'closed' }),
    '/v1/breakers/instrument%3Aprinter-1/reset',
    ann,
    'instrument:printer-1 is closed\n',
  ],
  [
    'replay job-1.print',
    { ...ann, 'start-again': true },
    letter('replayed'),
    '/v1/dead-letters/job-1.print/replay',
    { ...ann, startAgain: true },
    'job-1.print is replayed\n',
  ],
  [
    'dismiss job-1.print',
    ann,
    letter('dismissed'),
    '/v1/dead-letters/job-1.print/dismiss',
    ann,
    'job-1.print is dismissed\n',
  ],
  [
    'recover job-1.print done',
    { ...ann, evidence: '{"mass": 4.21}' },
    { ...task, state: 'succeeded' },
    '/v1/tasks/job-1.print/recover',
    { action: 'done', ...ann, evidence: { mass: 4.21 } },
    'job-1.print is succeeded\n',
  ],
  [
    'recover job-1.print move',
    { ...ann, instrument: 'printer-2' },
    { ...task, state: 'queued' },
    '/v1/tasks/job-1.print/recover',
    { action: 'move', ...ann, instrument: 'printer-2' },
    'job-1.print is queued\n',
  ],
  [
    'test-channel hall-siren',
    { by: 'Ann', to: ['Ann', 'Bob'] },
    { name: 'hall-siren', isDown: false, failures: 0 },
    '/v1/channels/hall-siren/test',
    { by: 'Ann', to: ['Ann', 'Bob'] },
    'hall-siren has taken the test\n',
  ],
]

it.each(POSTS)(
  'muster %s: asks for just that, and says what came of it',
  async (line, flags, answer, path, body, output) => {
    const done = await runCommand(line, flags, answer)
    expect(done.asked).toEqual([['POST', path, body]])
    expect([done.output, done.code]).toEqual([output, 0])
  },
)

it('shows breakers with until when, dead letters with why, and channels with what is wrong', async () => {
  const trial = breaker({ id: 'agent:hall-2', state: 'half-open' })
  const stopped = breaker({ id: 'activity:print', retryAt: undefined, reason: 'a fleet fails alike' })
  const { output } = await runCommand('breakers', {}, { breakers: [breaker(), trial, stopped] })
  expect(output.split('\n')).toEqual([
    'instrument:printer-1  open       until 2026-01-01 08:30 UTC  5 failures in a row, the last: run-failed: jam',
    'agent:hall-2          half-open  on trial                    5 failures in a row, the last: run-failed: jam',
    'activity:print        open       until it is reset           a fleet fails alike',
    '',
  ])
  const letters = await runCommand('dead-letters', {}, { deadLetters: [letter('open')] })
  expect(letters.output).toBe(
    'job-1.print  open  since 2026-01-01 08:00 UTC  print at printer-1  run-failed: jam\n',
  )
  const down = { name: 'mail', isDown: true, failures: 4, error: 'ECONNREFUSED' }
  const channels = await runCommand('channels', {}, { channels: [down] })
  expect(channels.output).toBe('mail  down  ECONNREFUSED\n')
})

it.each<[line: string, flags: CommandFlags, what: string]>([
  ['acknowledge escalation-1', {}, 'this needs your name: --by NAME'],
  ['acknowledge', { by: 'Ann' }, 'acknowledge needs ID'],
  ['snooze escalation-1', { by: 'Ann' }, 'this needs a time: --for "2 h"'],
  ['resolve escalation-1', { by: 'Ann' }, 'this needs a reason: --reason TEXT'],
  ['assign escalation-1', { by: 'Ann', to: ['Bob', 'Cy'] }, 'it can be assigned to one person: --to NAME'],
  ['recover job-1.print mend', ann, 'mend is none of retry, cancel, done, skip, move, fixed'],
  [
    'recover job-1.print done',
    { ...ann, evidence: '[1]' },
    `--evidence [1] is no JSON object, such as '{"mass": 4.21}'`,
  ],
])('muster %s with %o is wrong usage, and nothing is asked', async (line, flags, what) => {
  await expect(runCommand(line, flags, {})).rejects.toThrow(new UsageError(what))
})

it('a refusal is told in the words of the coordinator', async () => {
  const problem = { code: 'recovery-refused', detail: 'Its attempt 1 at printer-1 is running.' }
  await expect(runCommand('recover job-1.print retry', ann, refusal(409, problem))).rejects.toMatchObject({
    status: 409,
    code: 'recovery-refused',
    message: 'Its attempt 1 at printer-1 is running.',
  })
})
