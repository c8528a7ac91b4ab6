import type { AttemptState, DigestEntry } from '@muster/protocol'
import { expect, it } from 'vitest'
import type { Outgoing } from '../model/draft.ts'
import type { AttemptRecord, Hold, ResourceRecord, TaskRecord } from '../model/records.ts'
import { Floor } from '../scheduler/testing/floor.ts'
import { sendOffer } from './attempts.ts'
import { answerPrompt } from './answers.ts'
import { adopt } from './recovery.ts'

const COUNTS = { version: 1, unit: 'pieces', leases: [], recycling: [], taken: 0, usedUp: 0, heldMs: 0 }
const RACK: ResourceRecord = { ...COUNTS, id: 'rack', kind: 'named', names: ['a', 'b', 'c'] }
const CRUCIBLES: ResourceRecord = { ...COUNTS, id: 'crucibles', kind: 'countable', capacity: 4 }

const need = (resource: string, amount = 1, names?: readonly string[]) => ({
  anyOf: [{ resource, amount, ...(names ? { names } : {}) }],
})

/** Two furnaces, each with an agent of its own, over a store that was put back: it knows nothing of what runs. */
class Lab extends Floor {
  constructor() {
    super()
    for (const resource of [RACK, CRUCIBLES]) this.state.put('resources', resource)
    for (const at of [1, 2]) {
      const instruments = [{ id: `furnace-${at}`, activities: [{ name: 'sinter' }] }]
      this.agent({ id: `hall-${at}`, instruments })
    }
  }

  submitAt(at: 1 | 2, more: Partial<TaskRecord>): TaskRecord {
    return this.submit({ activity: 'sinter', instrument: `furnace-${at}`, ...more })
  }

  attemptOf({ id }: TaskRecord): AttemptRecord {
    const attempt = this.state.attempts.get(`${id}-1`)
    if (!attempt) throw new Error(`${id} has no attempt`)
    return attempt
  }

  /** The agent of the first furnace tells that it runs this task, and what it was given for it. */
  tellOf(
    task: Pick<TaskRecord, 'id' | 'jobId'>,
    holds?: readonly Hold[],
    {
      state = 'running',
      ended = [],
    }: { readonly state?: AttemptState; readonly ended?: readonly string[] } = {},
  ): Outgoing[] {
    const agent = this.state.agents.get('hall-1')
    if (!agent) throw new Error('there is no agent')
    const told = holds?.map(({ resource, amount, names = [] }) => ({ resource, amount, names: [...names] }))
    const entry: DigestEntry = {
      report: {
        attemptId: `${task.id}-1`,
        revision: 4,
        state,
        atWallMs: 0,
        runReference: 'run-7',
      },
      jobId: task.jobId,
      taskId: task.id,
      instrumentId: 'furnace-1',
      fence: 9,
      activity: 'sinter',
      ...(told ? { holds: { holds: told } } : {}),
    }
    const sent: Outgoing[] = []
    const known = this.state.attempts.get(entry.report.attemptId)
    this.decide(draft => {
      adopt(draft, agent, 'journal-1', entry, known, new Set(ended))
      sent.push(...draft.messages)
    })
    return sent
  }

  get questions() {
    return [...this.state.prompts.values()].map(({ kind, known }) => [kind, known])
  }
}

const LOST = { id: 'job-lost-run', jobId: 'job-lost' }
const SAMPLE: Hold = { resource: 'sample:s-1', amount: 1 }
const POSITION: Hold = { resource: 'rack', amount: 1, names: ['b'] }

it('has what its agent tells: its very samples and positions, also of a task that the store has lost', () => {
  const lab = new Lab()
  lab.tellOf(LOST, [SAMPLE, POSITION, { resource: 'crucibles', amount: 3 }])
  const { resources } = lab.state
  expect([resources.holderOfSample('s-1')?.id, resources.free('crucibles')]).toEqual(['job-lost-run-1', 1])
  expect([...(resources.names('rack')?.freeFor([]) ?? [])]).toEqual(['a', 'c'])
  const waiting = lab.submitAt(2, { samples: ['s-1'] })
  expect(lab.dispatch()).toEqual([])
  lab.end(lab.attemptOf({ ...waiting, id: 'job-lost-run' }), 'succeeded')
  expect(lab.dispatch()).toHaveLength(1)
})

it('is told what it was given with the offer', () => {
  const lab = new Lab()
  const task = lab.submitAt(1, { samples: ['s-1'], resources: [need('rack')] })
  lab.dispatch()
  const sent: Outgoing[] = []
  lab.decide(draft => {
    sendOffer(draft, lab.attemptOf(task))
    sent.push(...draft.messages)
  })
  const holds = [
    { resource: 'rack', amount: 1, names: ['a'] },
    { resource: 'sample:s-1', amount: 1, names: [] },
  ]
  expect(sent).toMatchObject([{ kind: 'offer', message: { holds: { holds } } }])
})

it('has its samples and what it asked for, where its agent does not tell', () => {
  const lab = new Lab()
  const task = lab.submitAt(1, {
    samples: ['s-1'],
    resources: [need('rack', 2), need('crucibles', 9), need('rack', 1, ['c'])],
  })
  lab.tellOf(task)
  expect(lab.attemptOf(task).holds).toEqual([
    SAMPLE,
    { resource: 'rack', amount: 2, names: ['a', 'b'] },
    { resource: 'crucibles', amount: 9 },
    { resource: 'rack', amount: 1, names: ['c'] },
  ])
})

it('has what the offer gave, where the backup knows that offer', () => {
  const lab = new Lab()
  const task = lab.submitAt(1, { resources: [need('rack')] })
  lab.dispatch()
  const offered = lab.attemptOf(task)
  lab.decide(draft => draft.update('attempts', offered, { fence: 9 }))
  lab.tellOf(task)
  expect(lab.attemptOf(task)).toMatchObject({ state: 'running', holds: offered.holds })
})

it.each([
  ['a sample', SAMPLE, { samples: ['s-1'] }, 'the sample s-1'],
  ['a position', POSITION, { resources: [need('rack', 1, ['b'])] }, 'b of rack'],
  [
    'what is counted',
    { resource: 'crucibles', amount: 3 },
    { resources: [need('crucibles', 2)] },
    'crucibles',
  ],
] as const)('takes back an offer that has %s of it, and its task waits', (_, hold, asked, title) => {
  const lab = new Lab()
  const other = lab.submitAt(2, asked)
  lab.dispatch()
  const sent = lab.tellOf(LOST, [hold])
  expect(lab.attemptOf(other)).toMatchObject({
    state: 'expired',
    settledBy: 'rule:held-before',
    note: `${title} is with job-lost-run-1, which was begun before the store was put back`,
  })
  expect(sent).toMatchObject([{ agentId: 'hall-2', kind: 'control', message: { action: 'cancel' } }])
  expect(lab.state.tasks.get(other.id)?.state).toBe('queued')
  expect([lab.dispatch(), lab.questions, lab.state.breakers.size]).toEqual([[], [], 0])
})

it('takes back no more offers than it needs, the newest first', () => {
  const lab = new Lab()
  const instruments = ['x', 'y'].map(id => ({ id, activities: [{ name: 'press' }] }))
  lab.agent({ id: 'hall-3', instruments })
  const asked = { activity: 'press', resources: [need('crucibles', 2)] }
  const first = lab.submit(asked)
  const second = lab.submit(asked)
  lab.dispatch()
  lab.tellOf(LOST, [{ resource: 'crucibles', amount: 2 }])
  expect([first, second].map(task => lab.attemptOf(task).state)).toEqual(['offered', 'expired'])
})

it('asks a person, naming both, where what has it by now has begun', () => {
  const lab = new Lab()
  const other = lab.submitAt(2, { samples: ['s-1'], resources: [need('rack', 1, ['b'])] })
  lab.dispatch()
  lab.begin(lab.attemptOf(other))
  lab.tellOf(LOST, [SAMPLE, POSITION])
  const also = `also with ${other.id}-1 at furnace-2 (running)`
  expect(lab.questions).toEqual([
    [
      'held-twice',
      `The store was put back from a backup, and did not know of this sinter, which is running. the sample s-1: ${also}; b of rack: ${also} (b).`,
    ],
  ])
  // Both are under way: neither is stopped, and nobody else gets what they have.
  expect(lab.open.map(({ state }) => state)).toEqual(['running', 'running'])
  const [prompt] = lab.state.prompts.values()
  if (prompt) lab.decide(draft => answerPrompt(draft, prompt, { answer: 'seen', by: 'ada' }))
  expect(lab.questions).toEqual([])
  lab.end(lab.attemptOf(other), 'succeeded')
  expect(lab.state.resources.holderOfSample('s-1')?.id).toBe('job-lost-run-1')
})

it('asks about nothing where others have what it does not', () => {
  const lab = new Lab()
  lab.submitAt(2, { samples: ['s-2'], resources: [need('rack', 1, ['a']), need('crucibles')] })
  lab.dispatch()
  lab.tellOf(LOST, [
    SAMPLE,
    POSITION,
    { resource: 'crucibles', amount: 3 },
    { resource: 'moulds', amount: 3 },
  ])
  expect([lab.open.length, lab.questions]).toEqual([2, []])
})

it.each([
  ['of a task that is lost', []],
  ['of a job that was over', [LOST.jobId]],
])('has used up what it was given, though it ended before anybody here knew of it: %s', (_, ended) => {
  const lab = new Lab()
  const powder: ResourceRecord = { ...COUNTS, id: 'powder', kind: 'consumable', unit: 'g', remaining: 50 }
  lab.state.put('resources', powder)
  lab.tellOf(LOST, [{ resource: 'powder', amount: 20 }, SAMPLE], { state: 'succeeded', ended })
  expect(lab.state.resources.records.get('powder')).toMatchObject({ remaining: 30, usedUp: 20, taken: 20 })
  expect([lab.state.resources.free('powder'), lab.state.resources.holderOfSample('s-1')]).toEqual([
    30,
    undefined,
  ])
})

it('keeps what it has also where its job is over: it goes on under a job of its own', () => {
  const lab = new Lab()
  lab.tellOf(LOST, [SAMPLE, POSITION], { ended: [LOST.jobId] })
  expect(lab.questions).toEqual([])
  const attempt = lab.attemptOf({ ...lab.submitAt(2, { samples: ['s-1'] }), id: LOST.id })
  expect(attempt).toMatchObject({ state: 'running', holds: [SAMPLE, POSITION] })
  const task = lab.state.tasks.get(attempt.taskId)
  expect(task).toMatchObject({ state: 'running', step: 'run', attemptId: attempt.id })
  expect(task?.jobId).not.toBe(LOST.jobId)
  expect(lab.state.jobs.get(attempt.jobId)).toMatchObject({ state: 'running', labels: { recovered: 'true' } })
  expect(lab.dispatch()).toEqual([])
  lab.end(attempt, 'succeeded')
  expect(lab.dispatch()).toHaveLength(1)
})

it('keeps nothing where its job is over and another run seems to be at its instrument: the person who is asked is told what it has', () => {
  const lab = new Lab()
  const other = lab.submitAt(1, {})
  lab.dispatch()
  lab.decide(draft => draft.update('attempts', lab.attemptOf(other), { state: 'running' }))
  lab.tellOf(LOST, [SAMPLE, POSITION], { ended: [LOST.jobId] })
  expect(lab.questions).toEqual([
    [
      'unexpected-event',
      'The store was put back from a backup, and this attempt of sinter is not in it. It has the sample s-1; b of rack, which may be given to others meanwhile.',
    ],
  ])
  expect(lab.state.resources.holderOfSample('s-1')).toBeUndefined()
})
