import { type AttemptState, isAttemptEnd, mayHaveStarted, type WorkflowDefinition } from '@muster/protocol'
import { InvalidInputError, type MusterError } from '@muster/runtime'
import { seededRandom } from '@muster/runtime/testing'
import { describe, expect, test } from 'vitest'
import { Draft } from '../model/draft.ts'
import type { AttemptRecord, TaskRecord, TaskState } from '../model/records.ts'
import { State } from '../model/state.ts'
import { anActivity, anAgentWith } from '../supervisor/testing/view.ts'
import { aBreaker, aJob, anAttempt, anInstrument, aPrompt, aTask } from '../testing/store-fixtures.ts'
import { RECOVERY_ACTIONS, type RecoveryAction, type RecoveryRequest, recoverTask } from './by-hand.ts'

const NOW = Date.UTC(2026, 2, 1, 12)
const GRANT = { journalId: 'journal-1', bootId: 'boot-1', nonce: 'n', journalWrites: 10 }
const FAILURE = { code: 'jam', message: 'the recoater jammed', category: 'instrument' } as const

/** What each action needs. */
const REQUESTS: { readonly [A in RecoveryAction]: Omit<RecoveryRequest, 'action' | 'by' | 'reason'> } = {
  retry: {},
  cancel: {},
  done: { evidence: { mass: 4.21 } },
  skip: {},
  move: { instrument: 'other' },
  fixed: {},
}
const request = (action: RecoveryAction, more: Partial<RecoveryRequest> = {}): RecoveryRequest => ({
  action,
  by: 'ann',
  reason: 'I looked',
  ...REQUESTS[action],
  ...more,
})

/** Made once: each agent's schemas are compiled. */
const FLEET = new State()
FLEET.put('agents', anAgentWith([anActivity()], 'printer', 'hall-2'))
FLEET.put('agents', anAgentWith([anActivity()], 'other', 'hall-3'))
FLEET.put('agents', anAgentWith([anActivity({ name: 'scan' })], 'scanner', 'hall-4'))

const THREE: WorkflowDefinition = {
  muster: 1,
  name: 'three',
  steps: {
    before: { activity: 'print' },
    run: { activity: 'print', after: ['before'] },
    after: { activity: 'print', after: ['run'] },
  },
}

const FIVE: WorkflowDefinition = {
  ...THREE,
  steps: {
    ...THREE.steps,
    second: { activity: 'print' },
    last: { activity: 'print', after: ['run', 'second'] },
    end: { activity: 'print', after: ['last'] },
  },
}

/** The steps `before`, `run` and `after`, each needing the one before; the tests are about `run`. */
class Bench {
  readonly state = new State()
  draft = this.newDraft()

  constructor(task: Partial<TaskRecord>, attempt?: Partial<AttemptRecord>) {
    const { state } = this
    const isOver = ['failed', 'cancelled', 'skipped'].includes(task.state ?? '')
    const job = aJob(1, {
      definition: THREE,
      ...(isOver ? { state: 'failed', endedAt: 1 } : { state: 'running' }),
    })
    const needed: TaskState =
      task.state === 'pending' ? 'running' : task.state === 'skipped' ? 'failed' : 'succeeded'
    const after: TaskState = isOver ? 'skipped' : task.state === 'succeeded' ? 'queued' : 'pending'
    for (const agent of FLEET.agents.values()) state.agents.set(agent.id, agent)
    for (const [id, known] of FLEET.known) state.known.set(id, known)
    state.put('instruments', anInstrument(1))
    state.put('jobs', job)
    const run = aTask(job, 'run', {
      ...(attempt ? { attemptId: 'job-1-run-1', attempts: 1 } : {}),
      needs: ['job-1-before'],
      ...(isOver || task.state === 'succeeded' ? { endedAt: 1 } : {}),
      ...task,
    })
    if (attempt) {
      const granted = attempt.state && mayHaveStarted(attempt.state) ? { grant: GRANT } : {}
      const ended = attempt.state && isAttemptEnd(attempt.state) ? { endedAt: 1 } : {}
      state.put('attempts', anAttempt(run, 1, { ...granted, ...ended, ...attempt }))
    }
    state.put('tasks', aTask(job, 'before', { state: needed }))
    state.put('tasks', run)
    state.put('tasks', aTask(job, 'after', { needs: ['job-1-run'], state: after }))
  }

  newDraft(): Draft {
    return new Draft(this.state, 'recover', 'person:ann', NOW, seededRandom(1))
  }

  order(action: RecoveryAction, more: Partial<RecoveryRequest> = {}): void {
    this.draft = this.newDraft()
    recoverTask(this.draft, this.task('run'), request(action, more))
  }

  task(step: string): TaskRecord {
    const task = this.state.tasks.get(`job-1-${step}`)
    if (!task) throw new Error(`there is no step ${step}`)
    return task
  }
  get attempt(): AttemptRecord | undefined {
    return this.state.attempts.get('job-1-run-1')
  }
  get job() {
    return this.state.jobs.get('job-1')
  }
  /** States of the job and its steps. */
  get states(): readonly (string | undefined)[] {
    return [this.job?.state, ...['before', 'run', 'after'].map(step => this.task(step).state)]
  }
  get events(): readonly string[] {
    return this.draft.toChange().events.map(({ kind, subject }) => `${kind} ${subject}`)
  }
  get sent() {
    return this.draft.messages.map(({ agentId, kind, message }) => ({ agentId, kind, ...message }))
  }
}

type Situation = readonly [task: Partial<TaskRecord>, attempt?: Partial<AttemptRecord>]
const SITUATIONS = {
  pending: [{ state: 'pending' }],
  queued: [{ state: 'queued' }],
  'queued again': [{ state: 'queued' }, { state: 'expired' }],
  offered: [{ state: 'dispatched' }, { state: 'offered' }],
  claimed: [{ state: 'dispatched' }, { state: 'claimed' }],
  granted: [{ state: 'dispatched' }, { state: 'granted' }],
  starting: [{ state: 'dispatched' }, { state: 'starting' }],
  running: [{ state: 'running' }, { state: 'running', startedAt: 1 }],
  paused: [{ state: 'running' }, { state: 'paused', startedAt: 1 }],
  verifying: [{ state: 'verifying' }, { state: 'verifying' }],
  succeeded: [{ state: 'succeeded' }, { state: 'succeeded', startedAt: 1 }],
  'failed before its start': [
    { state: 'failed', failures: 3 },
    { state: 'failed', failure: { ...FAILURE, started: 'no' } },
  ],
  'failed after its start': [
    { state: 'failed', failures: 1 },
    { state: 'failed', startedAt: 1, failure: { ...FAILURE, started: 'yes' } },
  ],
  'cancelled before its start': [{ state: 'cancelled' }, { state: 'cancelled' }],
  'cancelled without an attempt': [{ state: 'cancelled' }],
  skipped: [{ state: 'skipped' }],
} as const satisfies Readonly<Record<string, Situation>>
type SituationName = keyof typeof SITUATIONS

const bench = (name: SituationName): Bench => {
  const [task, attempt]: Situation = SITUATIONS[name]
  return new Bench(task, attempt)
}

const SECOND_START =
  /^Its attempt 1 at printer is (\w+): another would be a second start\. Cancel it first\.$/
const WILL_TELL =
  /^Its attempt 1 at printer is \w+: the instrument will tell how it ends\. Cancel it first\.$/
const MAY_RUN = /^Its attempt 1 at printer is \w+: it can't be passed over while it may run\.$/
const ALLOWED = /^Its start at printer was allowed \(\w+\): work that may have begun is not moved\.$/
const LOOK_FIRST = /^Attempt 1 may have been started at printer .*look at the sample.*"startAgain": true\.$/
const HAS_ENDED = /^It has ended as \w+\.$/
const BEGIN_AGAIN = /^It has ended as \w+; "retry" begins it again\.$/

/** What each action leads to: the state of the task, or the sentence why not. */
const OUTCOMES: {
  readonly [S in SituationName]: { readonly [A in RecoveryAction]: TaskState | RegExp }
} = {
  pending: {
    retry: /^It waits for other steps and was not begun yet\.$/,
    fixed: /^It waits for other steps and was not begun yet\.$/,
    cancel: 'cancelled',
    done: /^It waits for other steps: what it needs was not made yet\.$/,
    skip: 'skipped',
    move: 'pending',
  },
  queued: {
    retry: 'queued',
    fixed: 'queued',
    cancel: 'cancelled',
    done: 'succeeded',
    skip: 'skipped',
    move: 'queued',
  },
  'queued again': {
    retry: 'queued',
    fixed: 'queued',
    cancel: 'cancelled',
    done: 'succeeded',
    skip: 'skipped',
    move: 'queued',
  },
  offered: {
    retry: SECOND_START,
    fixed: SECOND_START,
    cancel: 'cancelled',
    done: WILL_TELL,
    skip: 'skipped',
    move: 'queued',
  },
  claimed: {
    retry: SECOND_START,
    fixed: SECOND_START,
    cancel: 'cancelled',
    done: WILL_TELL,
    skip: 'skipped',
    move: 'queued',
  },
  granted: {
    retry: SECOND_START,
    fixed: SECOND_START,
    cancel: 'dispatched',
    done: WILL_TELL,
    skip: MAY_RUN,
    move: ALLOWED,
  },
  starting: {
    retry: SECOND_START,
    fixed: SECOND_START,
    cancel: 'dispatched',
    done: WILL_TELL,
    skip: MAY_RUN,
    move: ALLOWED,
  },
  running: {
    retry: SECOND_START,
    fixed: SECOND_START,
    cancel: 'running',
    done: WILL_TELL,
    skip: MAY_RUN,
    move: ALLOWED,
  },
  paused: {
    retry: SECOND_START,
    fixed: SECOND_START,
    cancel: 'running',
    done: WILL_TELL,
    skip: MAY_RUN,
    move: ALLOWED,
  },
  verifying: {
    retry:
      /^Nobody knows whether printer runs print: answer its question first, or two starts could be at work\.$/,
    fixed: /^Nobody knows whether printer runs print: answer its question first/,
    cancel: /^Nobody knows whether printer runs it: its question has to be answered\.$/,
    done: 'succeeded',
    skip: MAY_RUN,
    move: ALLOWED,
  },
  succeeded: {
    retry: /^It succeeded: submit it as a new job instead\.$/,
    fixed: /^It succeeded: submit it as a new job instead\.$/,
    cancel: HAS_ENDED,
    done: /^It has succeeded already\.$/,
    skip: /^It succeeded: there is nothing to pass over\.$/,
    move: BEGIN_AGAIN,
  },
  'failed before its start': {
    retry: 'queued',
    fixed: 'queued',
    cancel: HAS_ENDED,
    done: 'succeeded',
    skip: 'skipped',
    move: BEGIN_AGAIN,
  },
  'failed after its start': {
    retry: LOOK_FIRST,
    fixed: LOOK_FIRST,
    cancel: HAS_ENDED,
    done: 'succeeded',
    skip: 'skipped',
    move: BEGIN_AGAIN,
  },
  'cancelled before its start': {
    retry: 'queued',
    fixed: 'queued',
    cancel: HAS_ENDED,
    done: 'succeeded',
    skip: 'skipped',
    move: BEGIN_AGAIN,
  },
  'cancelled without an attempt': {
    retry: 'queued',
    fixed: 'queued',
    cancel: HAS_ENDED,
    done: 'succeeded',
    skip: 'skipped',
    move: BEGIN_AGAIN,
  },
  skipped: {
    retry: /^A step that it needs did not succeed: that one has to be tried again\.$/,
    fixed: /^A step that it needs did not succeed: that one has to be tried again\.$/,
    cancel: HAS_ENDED,
    done: 'succeeded',
    skip: 'skipped',
    move: BEGIN_AGAIN,
  },
}

const NAMES = Object.keys(OUTCOMES) as SituationName[]
describe.each(NAMES)('a task that is %s', name => {
  test.each(RECOVERY_ACTIONS)('and is to be %s', action => {
    const outcome = OUTCOMES[name][action]
    const tried = bench(name)
    if (typeof outcome === 'string') {
      tried.order(action)
      expect(tried.task('run').state).toBe(outcome)
      expect(tried.events).toContain(`task.${action}-by-hand job-1-run`)
      return
    }
    const before = tried.states
    expect(() => tried.order(action)).toThrow(
      expect.objectContaining<Partial<MusterError>>({
        code: 'recovery-refused',
        category: 'conflict',
        message: expect.stringMatching(outcome),
      }),
    )
    expect(tried.draft.isEmpty).toBe(true)
    expect(tried.draft.messages).toEqual([])
    expect(tried.states).toEqual(before)
  })
})

describe('another start where there may have been one', () => {
  const ENDS: readonly [AttemptState, Partial<AttemptRecord>, boolean][] = [
    ['failed', { failure: { ...FAILURE, started: 'yes' } }, true],
    ['failed', { failure: { ...FAILURE, started: 'unknown' } }, true],
    ['failed', {}, true],
    ['failed', { failure: { ...FAILURE, started: 'no' } }, false],
    ['failed', { failure: { ...FAILURE, started: 'no' }, startedAt: 1 }, true],
    ['stopped-locally', {}, true],
    ['cancelled', { grant: GRANT }, true],
    ['cancelled', {}, false],
    ['expired', {}, false],
    ['declined', {}, false],
    ['not-started', { grant: GRANT }, false],
  ]

  test.each(ENDS)('as of an attempt that is %s %j needs to be said: %s', (state, more, isNeeded) => {
    for (const repeatability of ['safe-until-started', 'never'] as const) {
      const make = () => new Bench({ state: 'failed' }, { state, repeatability, ...more })
      const unsaid = make()
      if (isNeeded) {
        expect(() => unsaid.order('retry')).toThrow(`print is ${repeatability}`)
        expect(() => make().order('retry', { startAgain: false })).toThrow('startAgain')
      } else unsaid.order('retry')
      expect(unsaid.task('run').state).toBe(isNeeded ? 'failed' : 'queued')
      for (const action of ['retry', 'fixed'] as const) {
        const said = make()
        said.order(action, { startAgain: true })
        expect(said.task('run').state).toBe('queued')
      }
    }
  })

  test.each(ENDS)('of what is safe needs nothing, as of one that is %s %j', (state, more) => {
    const safe = new Bench({ state: 'failed' }, { state, repeatability: 'safe', ...more })
    safe.order('retry')
    expect(safe.task('run').state).toBe('queued')
  })
})

describe('retry', () => {
  test('begins an ended job again, with the steps that were skipped, and forgets what had failed', () => {
    const failed = new Bench(
      {
        state: 'failed',
        failures: 3,
        failure: { ...FAILURE, started: 'no' },
        resultJson: '{}',
        cancelRequested: { by: 'ben', at: 1 },
      },
      { state: 'failed', failure: { ...FAILURE, started: 'no' } },
    )
    failed.order('retry')
    expect(failed.states).toEqual(['running', 'succeeded', 'queued', 'pending'])
    expect(failed.job).not.toHaveProperty('endedAt')
    expect(failed.task('run')).toMatchObject({ failures: 0, attempts: 1, queuedAt: NOW })
    for (const gone of ['endedAt', 'failure', 'resultJson', 'cancelRequested', 'notBefore'])
      expect(failed.task('run')).not.toHaveProperty(gone)
    expect(failed.task('after')).not.toHaveProperty('endedAt')
    expect(failed.events).toEqual([
      'run.retry job-1',
      'job.running job-1',
      'task.pending job-1-after',
      'task.queued job-1-run',
      'task.retry-by-hand job-1-run',
    ])
  })

  test('of a job that somebody had cancelled is not cancelled by that any more', () => {
    const cancelled = bench('cancelled before its start')
    const { job } = cancelled
    if (job)
      cancelled.state.put('jobs', { ...job, state: 'cancelled', cancelRequested: { by: 'ben', at: 1 } })
    cancelled.order('retry')
    expect(cancelled.job).toMatchObject({ state: 'running' })
    expect(cancelled.job).not.toHaveProperty('cancelRequested')
  })

  test('takes back the question whether it is to be started again', () => {
    const held = new Bench({ state: 'queued', heldBy: 'prompt-1' }, { state: 'expired' })
    held.state.put(
      'prompts',
      aPrompt('prompt-1', { kind: 'repeat-activity', subject: 'job-1-run', taskId: 'job-1-run' }),
    )
    expect(() => held.order('retry')).toThrow(/question about it is open/)
    held.order('retry', { startAgain: true })
    expect(held.task('run')).not.toHaveProperty('heldBy')
    expect(held.state.prompts.size).toBe(0)
    expect(held.events).toContain('prompt.withdrawn prompt-1')
  })

  test('leaves a step alone that a person had skipped', () => {
    const failed = bench('failed before its start')
    failed.state.put('tasks', { ...failed.task('after'), waived: { by: 'ben', reason: 'not needed' } })
    failed.order('retry')
    expect(failed.task('after')).toMatchObject({ state: 'skipped', waived: { by: 'ben' } })
  })

  /** `last` needs `run` and `second`, and `end` needs `last`; both failed. */
  function twoFailed(): Bench {
    const both = bench('failed before its start')
    const job = aJob(1, { definition: FIVE, state: 'failed', endedAt: 1 })
    both.state.put('jobs', job)
    both.state.put('tasks', aTask(job, 'second', { state: 'failed', endedAt: 1 }))
    const skipped = { state: 'skipped', endedAt: 1 } as const
    both.state.put('tasks', aTask(job, 'last', { needs: ['job-1-run', 'job-1-second'], ...skipped }))
    both.state.put('tasks', aTask(job, 'end', { needs: ['job-1-last'], ...skipped }))
    return both
  }

  test('of one of two steps that failed leaves skipped what needs the other too: the job can still end', () => {
    const both = twoFailed()
    both.order('retry')
    expect(['after', 'last', 'end'].map(step => both.task(step).state)).toEqual([
      'pending',
      'skipped',
      'skipped',
    ])
    both.order('done')
    recoverTask(both.newDraft(), both.task('after'), request('done'))
    expect(both.job).toMatchObject({ state: 'failed', endedAt: NOW })
  })

  test('of both brings back all that needs them, in whatever order', () => {
    const both = twoFailed()
    both.order('retry')
    recoverTask(both.newDraft(), both.task('second'), request('retry'))
    expect(['second', 'last', 'end'].map(step => both.task(step).state)).toEqual([
      'queued',
      'pending',
      'pending',
    ])
  })

  test('looks at each step of a large workflow once', () => {
    const failed = bench('failed before its start')
    const job = aJob(1)
    const skipped = { state: 'skipped', endedAt: 1 } as const
    let needs = ['job-1-before']
    for (let layer = 0; layer < 40; layer += 1) {
      const steps = [`layer-${layer}-a`, `layer-${layer}-b`]
      for (const step of steps) failed.state.put('tasks', aTask(job, step, { needs, ...skipped }))
      needs = steps.map(step => `job-1-${step}`)
    }
    failed.order('retry')
    expect(failed.task('layer-39-b').state).toBe('skipped')
  })
})

describe('cancel', () => {
  test.each(['granted', 'starting', 'running', 'paused'] as const)('asks what is %s to stop', name => {
    const running = bench(name)
    running.order('cancel')
    expect(running.attempt).toMatchObject({ state: name, control: { action: 'cancel', actor: 'person:ann' } })
    expect(running.sent).toMatchObject([{ agentId: 'hall-2', kind: 'control', action: 'cancel' }])
    expect(running.task('run').cancelRequested).toEqual({ by: 'ann', at: NOW })
  })

  test.each(['pending', 'queued', 'queued again', 'offered', 'claimed'] as const)(
    'ends what is %s, and skips what needs it',
    name => {
      const waiting = bench(name)
      waiting.order('cancel')
      expect(waiting.states.slice(2)).toEqual(['cancelled', 'skipped'])
      expect(waiting.job?.state).toBe(name === 'pending' ? 'running' : 'cancelled')
      expect(waiting.attempt === undefined || isAttemptEnd(waiting.attempt.state)).toBe(true)
    },
  )
})

describe('done', () => {
  const RESULT = '{"mass":4.21,"markedAsDoneBy":"ann"}'

  test.each(['queued', 'queued again', 'failed after its start', 'cancelled without an attempt'] as const)(
    'of what is %s has the evidence as its result, and what needs it goes on',
    name => {
      const missing = bench(name)
      missing.order('done')
      expect(missing.states).toEqual(['running', 'succeeded', 'succeeded', 'queued'])
      expect(missing.task('run')).toMatchObject({ resultJson: RESULT, endedAt: NOW })
      expect(missing.task('run')).not.toHaveProperty('failure')
    },
  )

  test('of what nobody knew about settles the attempt, and tells the agent', () => {
    const unknown = bench('verifying')
    unknown.state.put(
      'prompts',
      aPrompt('prompt-1', { subject: 'job-1-run-1', taskId: 'job-1-run', attemptId: 'job-1-run-1' }),
    )
    unknown.order('done')
    expect(unknown.attempt).toMatchObject({
      state: 'succeeded',
      settledBy: 'person:ann',
      note: 'I looked',
      resultJson: RESULT,
    })
    expect(unknown.task('run').resultJson).toBe(RESULT)
    expect(unknown.task('after').state).toBe('queued')
    expect(unknown.sent).toMatchObject([{ kind: 'control', action: 'settle', end: 'succeeded' }])
    expect(unknown.state.prompts.size).toBe(0)
  })

  test.each([undefined, {}])('without evidence (%j) changes nothing', evidence => {
    const missing = bench('queued')
    const act = () => {
      missing.draft = missing.newDraft()
      const { evidence: _left, ...bare } = request('done')
      recoverTask(missing.draft, missing.task('run'), evidence ? { ...bare, evidence } : bare)
    }
    expect(act).toThrow(InvalidInputError)
    expect(act).toThrow(expect.objectContaining({ faults: [expect.objectContaining({ field: 'evidence' })] }))
    expect(missing.draft.isEmpty).toBe(true)
  })

  test('of the last step that was missing ends the job', () => {
    const missing = bench('failed after its start')
    missing.state.put('tasks', { ...missing.task('after'), waived: { by: 'ben', reason: 'not needed' } })
    missing.order('done')
    expect(missing.job).toMatchObject({ state: 'succeeded', endedAt: NOW })
  })
})

describe('skip', () => {
  test.each([
    'queued',
    'offered',
    'claimed',
    'failed after its start',
    'cancelled before its start',
  ] as const)('of what is %s lets what needs it go on, and the job succeeds', name => {
    const skipped = bench(name)
    skipped.order('skip')
    expect(skipped.task('run')).toMatchObject({
      state: 'skipped',
      waived: { by: 'ann', reason: 'I looked' },
      endedAt: NOW,
    })
    expect(skipped.states).toEqual(['running', 'succeeded', 'skipped', 'queued'])
    recoverTask(skipped.newDraft(), skipped.task('after'), request('done'))
    expect(skipped.job?.state).toBe('succeeded')
  })

  test.each(['offered', 'claimed'] as const)(
    'of what is %s takes the offer back, and nothing else comes of that',
    name => {
      const skipped = bench(name)
      skipped.order('skip')
      skipped.draft.runAfterCommit()
      expect(skipped.attempt).toMatchObject({ state: 'cancelled', settledBy: 'person:ann' })
      expect(skipped.events).not.toContain('task.cancelled job-1-run')
      expect(skipped.job?.state).toBe('running')
      expect(skipped.state.board.size).toBe(1)
    },
  )

  test('of what waits for others lets what needs it go on before these end', () => {
    const waiting = bench('pending')
    waiting.order('skip')
    expect(waiting.states).toEqual(['running', 'running', 'skipped', 'queued'])
  })
})

describe('move', () => {
  test.each(['offered', 'claimed'] as const)(
    'takes an offer that is %s back, and it is no fault of the agent',
    name => {
      const moved = bench(name)
      moved.order('move')
      expect(moved.attempt).toMatchObject({
        state: 'expired',
        settledBy: 'person:ann',
        note: 'the task was moved to other',
      })
      expect(moved.task('run')).toMatchObject({ state: 'queued', instrument: 'other', failures: 0 })
      expect(moved.state.breakers.size).toBe(0)
    },
  )

  test.each<[string, string | undefined, RegExp]>([
    ['that is not named', undefined, /^must name the instrument to move to$/],
    ['that there is not', 'nowhere', /^there is no instrument nowhere; it could go to printer, other$/],
    [
      'that can not do it',
      'scanner',
      /^scanner does not have the activity print; it could go to printer, other$/,
    ],
  ])('to an instrument %s changes nothing', (_what, instrument, message) => {
    const moved = bench('offered')
    const { instrument: _left, ...bare } = request('move')
    moved.draft = moved.newDraft()
    const act = () =>
      recoverTask(moved.draft, moved.task('run'), instrument === undefined ? bare : { ...bare, instrument })
    expect(act).toThrow(InvalidInputError)
    expect(act).toThrow(
      expect.objectContaining({ faults: [{ field: 'instrument', message: expect.stringMatching(message) }] }),
    )
    expect(moved.draft.isEmpty).toBe(true)
  })
})

describe('fixed', () => {
  test('tries it again, and closes the breakers of its activity, its instrument and its agent', () => {
    const failed = bench('failed before its start')
    for (const id of [
      'activity:print',
      'instrument:printer',
      'agent:hall-2',
      'instrument:other',
      'activity:scan',
    ])
      failed.state.put('breakers', aBreaker(id, { state: 'open', opened: 3 }))
    failed.order('fixed')
    expect(failed.task('run').state).toBe('queued')
    const states = [...failed.state.breakers.values()].map(
      ({ id, state, reason }) => `${id} ${state} ${reason}`,
    )
    expect(states).toEqual([
      'activity:print closed ann: I looked',
      'instrument:printer closed ann: I looked',
      'agent:hall-2 closed ann: I looked',
      'instrument:other open ',
      'activity:scan open ',
    ])
  })

  test('that is refused leaves the breakers as they are', () => {
    const running = bench('running')
    running.state.put('breakers', aBreaker('instrument:printer', { state: 'open', opened: 1 }))
    expect(() => running.order('fixed')).toThrow('second start')
    expect(running.draft.isEmpty).toBe(true)
    expect(running.state.breakers.get('instrument:printer')?.state).toBe('open')
  })
})

describe('what a restored store was told of a step that is begun again', () => {
  test.each([
    ['succeeded', 'a question'],
    ['expired', 'no question'],
  ] as const)('its attempt ended as %s: %s, and the next has another number', (state, what) => {
    const ended = bench('failed after its start')
    const after = ended.task('after')
    ended.state.put('attempts', anAttempt(after, 1, { state, endedAt: 1 }))
    ended.order('skip')
    const open = [...ended.state.prompts.values()].filter(({ taskId }) => taskId === after.id)
    expect(open.map(({ kind }) => kind)).toEqual(what === 'a question' ? ['repeat-activity'] : [])
    expect(ended.task('after')).toMatchObject({ state: 'queued', attempts: 1 })
    expect(ended.task('after').heldBy).toBe(open[0]?.id)
  })

  test('an attempt after one that the agent had refused is found as well, and so is a run of a batch', () => {
    const ended = bench('failed after its start')
    const after = ended.task('after')
    ended.state.put(
      'attempts',
      anAttempt(after, 3, { id: `${after.id}-3`, number: 3, state: 'succeeded', endedAt: 1 }),
    )
    ended.order('skip')
    expect(ended.task('after')).toMatchObject({ state: 'queued', attempts: 3 })
    expect(ended.task('after').heldBy).toBeDefined()
    const batch = bench('failed after its start')
    const leader = { id: 'job-2-run-1', taskId: 'job-2-run', jobId: 'job-2', members: [after.id] }
    batch.state.put('attempts', anAttempt(after, 1, { ...leader, state: 'succeeded', endedAt: 1 }))
    batch.order('skip')
    expect(batch.task('after').heldBy).toBeDefined()
  })
})
