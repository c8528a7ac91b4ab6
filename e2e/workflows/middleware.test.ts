import type { MiddlewareEntry } from '@muster/coordinator'
import type { Middleware, ResultView, StepView, WorkEvent } from '@muster/coordinator/extend'
import { momentOf } from '@muster/coordinator/testing'
import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { Lab } from '../scheduling/lab.ts'

/** Answers that come when the test says so. */
class Answers<T> {
  readonly asked: string[] = []
  readonly #waiting: ((value: T) => void)[] = []

  ask(key: string): Promise<T> {
    this.asked.push(key)
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  give(value: T): void {
    for (const answer of this.#waiting.splice(0)) answer(value)
  }
}

const entry = (name: string, middleware: Middleware, timeLimit = seconds(30)): MiddlewareEntry => ({
  name,
  middleware,
  timeLimit,
})

const laboratory = (...middleware: MiddlewareEntry[]): Promise<Lab> =>
  Lab.begin(1, 'never', { extensions: { middleware, callKinds: [ECHO] } })

/** What a step called `ask` calls: gives back what it was asked. */
const asked: unknown[] = []
const ECHO = {
  name: 'echo',
  call: (request: { readonly with: unknown; readonly idempotencyKey: string }) => {
    asked.push(request.with)
    return Promise.resolve({ said: request.with })
  },
}

const workflow = (steps: object) => ({ workflow: { muster: 1, name: 'study', steps } })
const SINTER = workflow({ fire: { activity: 'sinter', parameters: { layers: 3 } } })
/** An activity that is made to fail only by what stands around it. */
const failureOf = async (lab: Lab, id: string, step = 'fire') => (await lab.task(`${id}-${step}`)).failure

const eventsOf = async (lab: Lab, jobId: string, prefix: string) =>
  (await lab.store.events({ jobId, limit: 500 })).filter(({ kind }) => kind.startsWith(prefix))

/** What was recorded gives what is known. */
async function expectReplayed(lab: Lab, id: string): Promise<void> {
  const job = await lab.store.job(id)
  if (!job) throw new Error(`there is no job ${id}`)
  const { nodes, status } = await momentOf(lab.store, job)
  expect(status.outcome).toBe(job.state)
  for (const node of nodes) expect((await lab.task(`${id}-${node.path}`)).state).toBe(node.state)
}

describe('what stands around a step', () => {
  it('looks in the order of the settings, each with what the one before left', async () => {
    const seen: unknown[] = []
    const adds = (name: string): MiddlewareEntry =>
      entry(name, {
        before: step => {
          seen.push([name, step.parameters])
          return { parameters: { ...step.parameters, [name]: true } }
        },
        after: step => {
          seen.push([name, (step.result as { parameters: unknown }).parameters])
          return undefined
        },
      })
    const lab = await laboratory(adds('first'), adds('second'))
    const id = await lab.submit(SINTER)
    await lab.pass(hours(6))
    expect((await lab.store.job(id))?.state).toBe('succeeded')
    const both = { layers: 3, first: true, second: true }
    expect(seen).toEqual([
      ['first', { layers: 3 }],
      ['second', { layers: 3, first: true }],
      ['first', both],
      ['second', both],
    ])
    const [changed] = await eventsOf(lab, id, 'middleware.')
    expect(changed).toMatchObject({
      kind: 'middleware.changed',
      subject: `${id}-fire`,
      details: { middleware: ['first', 'second'], before: { parameters: { layers: 3 } } },
    })
    await expectReplayed(lab, id)
  })

  it('is offered nowhere before it was let pass, says why, and is not offered twice', async () => {
    const answers = new Answers<undefined>()
    const lab = await laboratory(entry('gate', { before: step => answers.ask(step.key) }, hours(2)))
    const id = await lab.submit(SINTER)
    await lab.pass(hours(1))
    expect(lab.starts).toEqual({})
    expect(answers.asked).toEqual([`${id}-fire-1-before`])
    const refused = lab.operations.recover(`${id}-fire`, { action: 'retry', by: 'ada', reason: 'now' })
    await expect(refused).rejects.toThrow('middleware looks at it')
    answers.give(undefined)
    await lab.pass(hours(6))
    expect((await lab.store.job(id))?.state).toBe('succeeded')
    expect(Object.values(lab.starts)).toEqual([1])
    await expectReplayed(lab, id)
  })

  it.each([
    [
      'throws',
      entry('broken', {
        before: () => {
          throw new Error('no such table')
        },
      }),
      'middleware-failed',
      'transient',
    ],
    [
      'rejects',
      entry('broken', { before: () => Promise.reject(new Error('no such table')) }),
      'middleware-failed',
      'transient',
    ],
    [
      'refuses',
      entry('broken', { before: (_, { refuse }) => refuse('no such table', { category: 'safety' }) }),
      'middleware-refused',
      'safety',
    ],
    [
      'gives what is no parameters',
      entry('broken', { before: () => ({ parameters: 7 }) as never }),
      'middleware-wrong',
      'parameters',
    ],
    [
      'never answers',
      entry('broken', { before: () => new Promise(() => undefined) }, minutes(2)),
      'middleware-too-late',
      'timeout',
    ],
    [
      'answers late where it says at once',
      entry('broken', { isImmediate: true, before: async () => undefined }),
      'middleware-wrong',
      'parameters',
    ],
  ])(
    'fails its step where one %s, before anything starts, and nothing else',
    async (_, one, code, category) => {
      const lab = await laboratory(one)
      const id = await lab.submit(SINTER)
      await lab.pass(minutes(10))
      expect((await lab.store.job(id))?.state).toBe('failed')
      expect(await failureOf(lab, id)).toMatchObject({ code, category, started: 'no' })
      expect((await failureOf(lab, id))?.message).toContain('middleware broken: ')
      expect(lab.starts).toEqual({})
      expect((await eventsOf(lab, id, 'middleware.failed'))[0]?.details).toMatchObject({
        middleware: 'broken',
      })
      await expectReplayed(lab, id)
    },
  )

  it('changes a result, which is recorded, and what comes after sees', async () => {
    const round: Middleware = { after: async step => ({ result: { of: step.name, layers: 1 } }) }
    const lab = await laboratory(entry('round', round))
    const id = await lab.submit(
      workflow({
        fire: { activity: 'sinter' },
        scan: { after: ['fire'], activity: 'scan', parameters: { layers: '${ steps.fire.result.layers }' } },
      }),
    )
    await lab.pass(hours(6))
    expect((await lab.store.job(id))?.state).toBe('succeeded')
    expect((await lab.task(`${id}-scan`)).parametersJson).toBe('{"layers":1}')
    await expectReplayed(lab, id)
  })

  it('fails a step of what it gave, which is never started again for that', async () => {
    const strict: Middleware = {
      after: async (step, { refuse }) => (step.name === 'sinter' ? refuse('too dark') : undefined),
    }
    const lab = await laboratory(entry('strict', strict))
    const id = await lab.submit(
      workflow({ fire: { activity: 'sinter', retry: { attempts: 5, delay: '1 s' } } }),
    )
    await lab.pass(hours(24))
    expect((await lab.store.job(id))?.state).toBe('failed')
    expect(await failureOf(lab, id)).toEqual({
      code: 'middleware-refused',
      category: 'parameters',
      message: 'middleware strict: too dark',
      started: 'yes',
    })
    expect(Object.values(lab.starts)).toEqual([1])
    await expectReplayed(lab, id)
  })

  it('keeps a result until it was looked at, also when the job is cancelled meanwhile', async () => {
    const answers = new Answers<undefined>()
    const slow: Middleware = {
      after: step => (step.name === 'sinter' ? answers.ask(step.key) : undefined),
    }
    const lab = await laboratory(entry('slow', slow, hours(10)))
    const id = await lab.submit(
      workflow({
        fire: { activity: 'sinter', undo: { open: { activity: 'scan' } } },
        scan: { after: ['fire'], activity: 'scan' },
      }),
    )
    await lab.pass(hours(6))
    expect((await lab.task(`${id}-fire`)).state).toBe('running')
    await expect(
      lab.operations.recover(`${id}-fire`, { action: 'retry', by: 'ada', reason: 'now', startAgain: true }),
    ).rejects.toThrow('middleware looks at the result')
    const cancelled = lab.operations.cancel(id, 'ada')
    await lab.pass(minutes(1))
    await cancelled
    answers.give(undefined)
    await lab.pass(hours(1))
    expect(await lab.taskStates([id], 'fire')).toEqual(['succeeded'])
    expect(await lab.taskStates([id], 'fire.undo.open')).toEqual(['succeeded'])
    expect((await lab.store.job(id))?.state).toBe('cancelled')
  })

  it('is around calls: what they are asked, once for all tries, and what they answer', async () => {
    const looked: string[] = []
    const both: Middleware = {
      before: async (step: StepView) => {
        looked.push(step.key)
        return { parameters: { ...step.parameters, by: step.job.submittedBy } }
      },
      after: async (step: ResultView, { refuse }) => {
        looked.push(step.key)
        return step.tries === 1 ? refuse('not yet', { category: 'transient' }) : { result: { fine: true } }
      },
    }
    asked.length = 0
    const lab = await laboratory(entry('both', both))
    const id = await lab.submit(workflow({ ask: { call: { kind: 'echo', with: { x: 1 } } } }))
    await lab.pass(minutes(2))
    expect((await lab.store.job(id))?.state).toBe('succeeded')
    expect(looked).toEqual([`${id}-ask-1-before`, `${id}-ask-1-after`, `${id}-ask-2-after`])
    expect(asked).toEqual([
      { x: 1, by: 'ada' },
      { x: 1, by: 'ada' },
    ])
    expect((await lab.task(`${id}-ask`)).resultJson).toBe('{"fine":true}')
    await expectReplayed(lab, id)
  })

  it('fails what was worked out to what no instrument takes, as before', async () => {
    const wrong: Middleware = { before: async () => ({ parameters: { layers: 'many' } }) }
    const lab = await laboratory(entry('wrong', wrong))
    const id = await lab.submit(SINTER)
    await lab.pass(minutes(5))
    expect(await failureOf(lab, id)).toMatchObject({ code: 'parameters-not-right', started: 'no' })
    expect(lab.starts).toEqual({})
  })
})

describe('after a restart', () => {
  it('is asked again with the same key where nothing was committed, and not where it was', async () => {
    const before = new Answers<undefined>()
    const after = new Answers<undefined>()
    const gate: Middleware = { before: step => before.ask(step.key), after: step => after.ask(step.key) }
    const lab = await laboratory(entry('gate', gate, hours(20)))
    const restart = async () => {
      lab.world.coordinatorGate?.kill('by the test')
      await lab.pass(seconds(1))
      await lab.world.startCoordinator()
      await lab.pass(minutes(1))
    }
    const id = await lab.submit(SINTER)
    await restart()
    const first = `${id}-fire-1-before`
    expect(before.asked).toEqual([first, first])
    before.give(undefined)
    await lab.pass(minutes(1))
    await restart()
    await lab.pass(hours(6))
    expect(before.asked).toHaveLength(2)
    expect(after.asked).toHaveLength(1)
    await restart()
    expect(after.asked).toHaveLength(2)
    expect(new Set(after.asked).size).toBe(1)
    after.give(undefined)
    await lab.pass(minutes(1))
    expect((await lab.store.job(id))?.state).toBe('succeeded')
    expect(Object.values(lab.starts)).toEqual([1])
    await expectReplayed(lab, id)
    expect([before.asked.length, after.asked.length]).toEqual([2, 2])
  })
})

describe('a coordinator that dies', () => {
  /** Two steps between middleware that takes its time; dies at the nth point before or after a commit. @returns whether it did */
  async function dieAt(nth: number): Promise<boolean> {
    const keys = new Set<string>()
    const slow: Middleware = {
      before: async ({ key, parameters }) => {
        keys.add(key)
        return { parameters: { ...parameters, layers: 7 } }
      },
      after: async ({ key }) => {
        keys.add(key)
        return { result: { layers: 8 } }
      },
    }
    const lab = await laboratory(entry('slow', slow))
    const id = await lab.submit(
      workflow({
        rest: { wait: { for: '1 min' } },
        ask: { after: ['rest'], call: { kind: 'echo', with: {} } },
        scan: { after: ['ask'], activity: 'scan', parameters: { layers: 1 } },
      }),
    )
    const gate = lab.world.coordinatorGate
    let points = 0
    if (gate)
      gate.dies = point => {
        if (point.includes('commit')) points += 1
        return points === nth
      }
    for (let minute = 0; minute < 60; minute += 1) {
      await lab.pass(minutes(1))
      await lab.world.startCoordinator()
    }
    const hasDied = gate?.alive === false
    if (gate) gate.dies = () => false
    await lab.pass(seconds(1))
    expect(await lab.jobStates([id])).toEqual(['succeeded'])
    expect(lab.starts).toEqual({ xrd: 1 })
    expect((await lab.task(`${id}-scan`)).parametersJson).toBe('{"layers":7}')
    expect((await lab.task(`${id}-scan`)).resultJson).toBe('{"layers":8}')
    // Asked again or not, for the same things.
    expect(keys.size).toBe(4)
    await expectReplayed(lab, id)
    return hasDied
  }

  it('at any commit comes to the same, with one start', async () => {
    let deaths = 0
    for (let nth = 1; nth <= 40 && (await dieAt(nth)); nth += 1) deaths = nth
    expect(deaths).toBeGreaterThan(8)
  }, 120_000)
})

describe('a call that was let pass', () => {
  it('is made again after a restart as it was let pass, and nobody is asked again', async () => {
    const looked: string[] = []
    const stamp: Middleware = {
      before: async step => {
        looked.push(step.key)
        return { parameters: { ...step.parameters, stamp: looked.length } }
      },
    }
    const seen: unknown[] = []
    const slow = {
      name: 'slow',
      call: (request: { readonly with: unknown }) => {
        seen.push(request.with)
        return seen.length === 1 ? new Promise(() => undefined) : Promise.resolve({})
      },
    }
    const lab = await Lab.begin(1, 'never', {
      extensions: { middleware: [entry('stamp', stamp)], callKinds: [slow] },
    })
    const id = await lab.submit(workflow({ ask: { call: { kind: 'slow', with: { x: 1 } } } }))
    lab.world.coordinatorGate?.kill('by the test')
    await lab.pass(seconds(1))
    await lab.world.startCoordinator()
    await lab.pass(minutes(1))
    expect(seen).toEqual([
      { x: 1, stamp: 1 },
      { x: 1, stamp: 1 },
    ])
    expect(looked).toHaveLength(1)
    expect(await lab.jobStates([id])).toEqual(['succeeded'])
    await expectReplayed(lab, id)
  })
})

describe('what stands around submissions', () => {
  it('adds labels and changes inputs, which are checked and recorded', async () => {
    const tag: Middleware = {
      submit: async ({ by, inputs }) => ({
        labels: { tagged: by },
        inputs: { layers: Number(inputs['layers']) + 1 },
      }),
    }
    const lab = await laboratory(entry('tag', tag))
    const study = {
      muster: 1,
      name: 'study',
      inputs: { layers: { type: 'integer', maximum: 5 } },
      steps: { fire: { activity: 'sinter', parameters: { layers: '${ inputs.layers }' } } },
    }
    const id = await lab.submit({ workflow: study, inputs: { layers: 3 }, labels: { experiment: 'A' } })
    expect(await lab.store.job(id)).toMatchObject({
      inputs: { layers: 4 },
      labels: { experiment: 'A', tagged: 'ada' },
    })
    expect((await eventsOf(lab, id, 'middleware.changed'))[0]?.details).toEqual({
      middleware: ['tag'],
      before: { inputs: { layers: 3 }, labels: { experiment: 'A' } },
    })
    const tooMany = lab.operations.submit({ workflow: study, inputs: { layers: 5 } }, { by: 'ada' })
    await expect(tooMany).rejects.toThrow('not right')
  })

  it('refuses one, or says that it can not be told now', async () => {
    const nobody: Middleware = {
      submit: ({ labels }, { refuse }) => {
        if (labels['experiment'] === undefined) refuse('has no label experiment')
        if (labels['experiment'] === 'B') throw new Error('the register is down')
        return undefined
      },
    }
    const lab = await laboratory(entry('nobody', nobody))
    const submit = (labels: object) =>
      lab.operations.submit({ ...SINTER, labels }, { by: 'ada' }).catch((error: unknown) => error)
    expect(await submit({})).toMatchObject({
      code: 'middleware-refused',
      category: 'input',
      message: 'middleware nobody: has no label experiment',
    })
    expect(await submit({ experiment: 'B' })).toMatchObject({
      code: 'middleware-failed',
      category: 'unavailable',
    })
    expect(lab.state.jobs.size).toBe(0)
  })
})

describe('what looks at what is committed', () => {
  it('hears of jobs and steps once, in order; what it throws disturbs nothing', async () => {
    const heard: string[] = []
    const tell = (event: WorkEvent) =>
      heard.push('step' in event ? `${event.kind} ${event.step.step}` : event.kind)
    const lab = await laboratory(
      entry('loud', {
        seen: () => {
          throw new Error('too loud')
        },
      }),
      entry('late', { seen: () => Promise.reject(new Error('late')) as unknown as undefined }),
      entry('teller', { seen: event => void tell(event) }),
    )
    const id = await lab.submit(
      workflow({ fire: { activity: 'sinter' }, rest: { after: ['fire'], wait: { for: '1 min' } } }),
    )
    await lab.pass(hours(6))
    expect((await lab.store.job(id))?.state).toBe('succeeded')
    expect(heard).toEqual([
      'job-submitted',
      'step-begun fire',
      'job-begun',
      'step-ended fire',
      'step-begun rest',
      'step-ended rest',
      'job-ended',
    ])
  })
})
