import { MusterError } from '@muster/runtime'
import { expect, it } from 'vitest'
import type { AttemptRecord, BatchRule, TaskRecord } from '../model/records.ts'
import type { Outgoing } from '../model/draft.ts'
import { asOne } from '../scheduler/batches.ts'
import { Floor } from '../scheduler/testing/floor.ts'
import { whyWaiting } from '../scheduler/why.ts'
import { settleAttempt, sendOffer } from './attempts.ts'
import { recoverTask } from './by-hand.ts'
import { cancelJob } from './jobs.ts'

const HOUR = 3_600_000
const RULE: BatchRule = { size: 4, atLeast: 1, hold: HOUR }

function lab(furnaces = 2): Floor {
  const floor = new Floor()
  const instruments = Array.from({ length: furnaces }, (_, at) => ({
    id: `furnace-${at + 1}`,
    activities: [{ name: 'sinter' }],
  }))
  floor.agent({ id: 'hall', instruments })
  return floor
}

const submit = (floor: Floor, count: number, more: Partial<TaskRecord> = {}): TaskRecord[] =>
  Array.from({ length: count }, () => floor.submit({ activity: 'sinter', batch: RULE, ...more }))

const now = ({ state }: Floor, { id }: TaskRecord): TaskRecord => {
  const task = state.tasks.get(id)
  if (!task) throw new Error(`${id} is forgotten`)
  return task
}
/** `over` where its job is over too, and so forgotten. */
const states = (floor: Floor, tasks: readonly TaskRecord[]) =>
  tasks.map(({ id }) => floor.state.tasks.get(id)?.state ?? 'over')

function only(floor: Floor): AttemptRecord {
  const [attempt, another] = floor.open
  if (!attempt || another) throw new Error(`there are ${floor.open.length} open attempts`)
  return attempt
}

function recover(
  floor: Floor,
  task: TaskRecord,
  request: Omit<Parameters<typeof recoverTask>[2], 'by' | 'reason'>,
) {
  floor.decide(draft => recoverTask(draft, now(floor, task), { ...request, by: 'ada', reason: 'to see' }))
}

it('is one attempt, which each task counts, and whose offer names them all', () => {
  const floor = lab()
  const tasks = submit(floor, 4)
  const [one, ...others] = tasks
  const first = one?.id ?? ''
  expect(floor.dispatch()).toHaveLength(1)
  const attempt = only(floor)
  expect(attempt).toMatchObject({ id: `${first}-1`, taskId: first, members: others.map(({ id }) => id) })
  const dispatched = { state: 'dispatched', attemptId: attempt.id, attempts: 1 }
  expect(tasks.map(task => now(floor, task))).toMatchObject(tasks.map(() => dispatched))
  expect(floor.state.instruments.get(attempt.instrumentId)?.fence).toBe(1)
  let sent: readonly Outgoing[] = []
  floor.decide(draft => {
    sendOffer(draft, attempt)
    sent = draft.messages
  })
  const members = others.map(({ id, jobId }) => ({ taskId: id, jobId }))
  expect(sent).toMatchObject([{ kind: 'offer', message: { taskId: first, batch: { members } } }])
  floor.begin(attempt)
  expect(states(floor, tasks)).toEqual(['running', 'running', 'running', 'running'])
  expect([...floor.state.jobs.values()].map(({ state }) => state)).toEqual(Array(4).fill('running'))
})

it('is kept in memory until the last of its jobs is over', () => {
  const floor = lab()
  const tasks = submit(floor, 4)
  floor.dispatch()
  const { id } = only(floor)
  for (const { jobId } of tasks.slice(0, 3)) floor.state.forgetJob(jobId)
  expect(floor.state.attempts.has(id)).toBe(true)
  floor.state.forgetJob(tasks[3]?.jobId ?? '')
  expect(floor.state.attempts.has(id)).toBe(false)
})

it('mixes priorities and users, those first that go first, and counts for each of them', () => {
  const floor = lab(1)
  submit(floor, 1)
  const [busy] = submit(floor, 1, { batch: { ...RULE, hold: 0 } })
  floor.dispatch()
  expect(busy && now(floor, busy).state).toBe('dispatched')
  const low = submit(floor, 3, { priority: 25 })
  const high = submit(floor, 2, { priority: 75 })
  floor.end(only(floor), 'succeeded')
  const [made] = floor.dispatch()
  const inRun = [made?.task, ...(made?.members ?? [])].map(task => task?.priority)
  expect(inRun).toEqual([75, 75, 50, 25])
  expect(low.filter(task => now(floor, task).state === 'queued')).toHaveLength(2)
  expect(states(floor, high)).toEqual(['dispatched', 'dispatched'])
})

it('takes as many as there are resources for once the hold is over, and no sample twice', () => {
  const floor = lab()
  const crucibles = { id: 'crucibles', version: 1, kind: 'countable', unit: 'pieces', capacity: 3 } as const
  const counts = { leases: [], recycling: [], taken: 0, usedUp: 0, heldMs: 0 }
  floor.state.put('resources', { ...crucibles, ...counts })
  const resources = [{ anyOf: [{ resource: 'crucibles', amount: 1 }] }]
  const tasks = ['a', 'a', 'b', 'c'].flatMap(sample => submit(floor, 1, { resources, samples: [sample] }))
  expect(floor.dispatch()).toEqual([])
  expect(floor.state.board.wakeAt).toBe(floor.now + HOUR)
  floor.now += HOUR
  const [made, another] = floor.dispatch()
  expect([made?.task.samples, ...(made?.members ?? []).map(({ samples }) => samples)]).toEqual([
    ['a'],
    ['b'],
    ['c'],
  ])
  expect([another, only(floor).holds?.find(({ resource }) => resource === 'crucibles')?.amount]).toEqual([
    undefined,
    3,
  ])
  floor.end(only(floor), 'succeeded')
  expect(floor.dispatch()).toHaveLength(1)
  expect(states(floor, tasks)).toEqual(['over', 'dispatched', 'over', 'over'])
})

it('is decided for each task by its own history when it fails', () => {
  const floor = lab()
  const tasks = submit(floor, 4)
  const [worn] = tasks
  if (worn) floor.decide(draft => draft.update('tasks', worn, { failures: 2 }))
  floor.dispatch()
  floor.end(only(floor), 'failed')
  expect(states(floor, tasks)).toEqual(['over', 'queued', 'queued', 'queued'])
  expect(tasks.slice(1).map(task => now(floor, task).failures)).toEqual([1, 1, 1])
})

it('asks one question, and what is answered is so for all', () => {
  const floor = lab()
  const tasks = submit(floor, 4)
  floor.dispatch()
  floor.begin(only(floor))
  floor.decide(draft => settleAttempt(draft, only(floor), 'not-started', 'person:ada'))
  expect(states(floor, tasks)).toEqual(Array(4).fill('queued'))
})

it('goes on for the others when one is cancelled, and is asked to stop once when all are', () => {
  const floor = lab()
  const tasks = submit(floor, 4)
  floor.dispatch()
  floor.begin(only(floor))
  const [first, ...others] = tasks
  if (first) recover(floor, first, { action: 'cancel' })
  expect([only(floor).control, states(floor, tasks)]).toEqual([undefined, Array(4).fill('running')])
  for (const { jobId } of others)
    floor.decide(draft => {
      const job = draft.state.jobs.get(jobId)
      if (job) cancelJob(draft, job, 'person:ada', undefined)
    })
  expect(only(floor).control).toMatchObject({ action: 'cancel', version: 1 })
  floor.end(only(floor), 'cancelled')
  expect([...floor.state.jobs.values()].map(({ state }) => state)).toEqual([])
})

it('ends what was cancelled as cancelled, though the run succeeded for the others', () => {
  const floor = lab()
  const tasks = submit(floor, 4)
  floor.dispatch()
  floor.begin(only(floor))
  if (tasks[1]) recover(floor, tasks[1], { action: 'cancel' })
  const ends: string[] = []
  floor.decide(draft => {
    const audit = draft.audit.bind(draft)
    draft.audit = (kind, subject, ...rest) => {
      if (kind.startsWith('task.')) ends.push(`${subject} ${kind}`)
      audit(kind, subject, ...rest)
    }
    settleAttempt(draft, only(floor), 'succeeded', 'person:ada')
  })
  const [a, b, c, d] = tasks.map(({ id }) => id)
  expect(ends).toEqual([
    `${a} task.succeeded`,
    `${b} task.cancelled`,
    `${c} task.succeeded`,
    `${d} task.succeeded`,
  ])
})

it.each(['cancel', 'skip', 'move'] as const)(
  'is made anew for the others where an offer loses one by %s',
  action => {
    const floor = lab(2)
    floor.tell('furnace-2', { readiness: 'needs-clean' })
    const tasks = submit(floor, 4)
    floor.dispatch()
    const before = only(floor)
    const [first, ...others] = tasks
    if (first) recover(floor, first, { action, ...(action === 'move' ? { instrument: 'furnace-2' } : {}) })
    expect(floor.state.attempts.get(before.id)?.state ?? 'expired').toBe('expired')
    expect(states(floor, others)).toEqual(['queued', 'queued', 'queued'])
    // They have waited since they came, and not since the offer was taken back.
    floor.now += HOUR
    floor.dispatch()
    const again = only(floor)
    expect([again.fence, again.taskId, again.members]).toEqual([
      2,
      others[0]?.id,
      others.slice(1).map(({ id }) => id),
    ])
  },
)

it('refuses by hand what can not be for one of several alone', () => {
  const floor = lab()
  const tasks = submit(floor, 4)
  floor.dispatch()
  floor.begin(only(floor))
  const [, second] = tasks
  if (!second) throw new Error('there are four')
  const refusal = (request: Parameters<typeof recover>[2]) => {
    try {
      recover(floor, second, request)
    } catch (error) {
      if (error instanceof MusterError) return error.message
      throw error
    }
    return 'not refused'
  }
  expect(refusal({ action: 'retry', startAgain: true })).toContain('another would be a second start')
  expect(refusal({ action: 'skip' })).toContain("can't be passed over while it may run")
  expect(refusal({ action: 'move', instrument: 'furnace-2' })).toContain(
    'work that may have begun is not moved',
  )
  const { id, version } = only(floor)
  floor.state.put('attempts', { ...only(floor), version: version + 1, state: 'verifying' })
  expect(refusal({ action: 'done', evidence: { mass: 4 } })).toContain('in one run with 3 others')
  expect(floor.state.attempts.get(id)?.state).toBe('verifying')
})

it('is given to no agent that would not remember who is in it', () => {
  const floor = lab()
  const [task] = submit(floor, 4)
  const [agent] = floor.state.agents.values()
  if (!agent || !task) throw new Error('there is one')
  const old = {
    ...agent,
    version: agent.version + 1,
    keepsBatches: false,
    instruments: [...agent.instruments],
  }
  floor.state.put('agents', old)
  expect(floor.dispatch()).toEqual([])
  expect(whyWaiting(floor.state, task).at(-1)).toMatchObject({ code: 'no-instrument' })
  floor.state.put('agents', {
    ...old,
    version: old.version + 1,
    keepsBatches: true,
    instruments: [...old.instruments],
  })
  expect(floor.dispatch()).toHaveLength(1)
})

it('says what is missing, and from when on fewer will do', () => {
  const floor = lab()
  const [task] = submit(floor, 2, { batch: { ...RULE, atLeast: 3 } })
  floor.dispatch()
  const reasons = () => (task ? whyWaiting(floor.state, now(floor, task)) : [])
  expect(reasons()).toMatchObject([{ code: 'batch-gathering', waitsFor: { kind: 'time' } }])
  expect(reasons()[0]?.message).toContain(
    'waits for 2 more of a batch of 4, 1 of them at the least, until 2026-',
  )
  floor.now += HOUR
  floor.dispatch()
  expect(reasons()).toEqual([
    { code: 'batch-too-few', message: 'waits for 2 more of a batch of 4, 1 of them at the least' },
  ])
  submit(floor, 1, { batch: { ...RULE, atLeast: 3 } })
  expect(floor.dispatch()).toHaveLength(1)
})

it('asks in a lesser way, too, for what each of them needs', () => {
  const lesser = [{ anyOf: [{ resource: 'powder', amount: 0.1 }] }]
  const degraded = [
    { name: 'less', after: 0, resources: lesser },
    { name: 'same', after: 0 },
  ]
  const floor = lab()
  const one = asOne(submit(floor, 3, { degraded }))
  const [less, same] = one.degraded ?? []
  expect(less?.resources?.[0]?.anyOf[0]?.amount).toBe(0.3)
  expect(same).toEqual({ name: 'same', after: 0 })
})
