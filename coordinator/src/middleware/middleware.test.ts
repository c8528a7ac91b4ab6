import { createLogger, type Logger, seconds, silentLogger } from '@muster/runtime'
import { ManualClock } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { aChange, aJob, anEvent, aTask, next } from '../testing/store-fixtures.ts'
import type { StepFacts } from './chain.ts'
import type { Middleware } from './middleware.ts'
import { type BuiltIn, setUpMiddleware } from './set-up.ts'

const FACTS: StepFacts = {
  kind: 'activity',
  name: 'fire',
  step: 'fire',
  job: { id: 'j', name: 'J', workflow: 'w', labels: {}, inputs: {}, submittedBy: 'ada' },
  tries: 1,
  key: 'j-fire-1-before',
  parameters: { deep: { layers: 3 } },
  faultsOf: (value, isChanged) => (isChanged ? `changed to ${JSON.stringify(value)}` : undefined),
}

const clock = new ManualClock()
const never = new AbortController().signal

function chainOf(middleware: readonly (Middleware | BuiltIn)[], logger: Logger = silentLogger) {
  const list = middleware.map(one =>
    typeof one === 'string' ? one : { name: 'mine', middleware: one, timeLimit: seconds(5) },
  )
  return setUpMiddleware(list, { clock, logger }, () => undefined)
}

describe('a chain', () => {
  it('is immediate where all that have a hook say so, and gives the same at once', async () => {
    const add: Middleware = { isImmediate: true, before: () => ({ parameters: { x: 1 } }) }
    const { chain } = chainOf(['validation', add])
    expect(chain.isImmediate('before')).toBe(true)
    expect(chain.beforeNow(FACTS)).toEqual({ ok: true, value: { x: 1 }, changedBy: ['mine'] })
    expect(await chain.before(FACTS, never)).toEqual(chain.beforeNow(FACTS))
    expect(chainOf([{ before: () => undefined }]).chain.isImmediate('before')).toBe(false)
    expect(chainOf([{ before: () => undefined }]).chain.isImmediate('after')).toBe(true)
  })

  it('validates what was changed before validation, and at the end where that is not named', () => {
    const add: Middleware = { isImmediate: true, before: () => ({ parameters: { x: 1 } }) }
    expect(chainOf([add]).chain.beforeNow(FACTS)).toMatchObject({
      ok: false,
      failure: { code: 'parameters-not-right', message: 'changed to {"x":1}' },
    })
  })

  it('gives copies, so that writing into them changes nothing', () => {
    const scribble: Middleware = {
      isImmediate: true,
      before: ({ parameters }) => {
        Object.assign(parameters['deep'] as object, { layers: 99 })
        return undefined
      },
    }
    expect(chainOf([scribble]).chain.beforeNow(FACTS)).toMatchObject({ value: { deep: { layers: 3 } } })
    expect(FACTS.parameters).toEqual({ deep: { layers: 3 } })
  })

  it.each([
    ['text', 'hot', 'has to give an object'],
    ['what is no JSON', { parameters: { big: 1n } }, 'can not be written as JSON'],
    ['parameters that are a list', { parameters: [1] }, 'have to be an object'],
  ])('takes %s for wrong', (_, answer, message) => {
    const wrong: Middleware = { isImmediate: true, before: () => answer as never }
    expect(chainOf([wrong]).chain.beforeNow(FACTS)).toMatchObject({
      ok: false,
      by: 'mine',
      failure: { code: 'middleware-wrong', message: expect.stringContaining(message) as string },
    })
  })

  it('takes labels that are no text for wrong', async () => {
    const { chain } = chainOf([{ submit: () => ({ labels: { a: 1 } }) as never }])
    const view = { name: '', workflow: '', inputs: {}, labels: {}, priority: 50, by: 'ada', steps: [] }
    expect(await chain.submit(view, never)).toMatchObject({
      ok: false,
      failure: { message: 'middleware mine: its label a has to be text' },
    })
  })

  it('waits so long and no longer, and tells whoever is late', async () => {
    let reason: unknown
    const late: Middleware = {
      after: (_, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            reason = signal.reason
          })
        }),
    }
    const passed = chainOf([late]).chain.after({ ...FACTS, result: 1 }, never)
    await clock.advance(seconds(5))
    expect(await passed).toMatchObject({
      ok: false,
      failure: {
        code: 'middleware-too-late',
        category: 'timeout',
        message: 'middleware mine: it gave no answer within 5 s',
      },
    })
    expect(reason).toMatchObject({ code: 'middleware-too-late' })
  })
})

describe('what is built in', () => {
  const job = aJob(1)
  const task = aTask(job, 'run')
  const failure = { code: 'broke', category: 'instrument', message: 'it broke', started: 'yes' } as const
  const change = aChange(
    { jobs: [next(job, { state: 'failed' })], tasks: [next(task, { state: 'failed', failure })] },
    {
      events: [
        anEvent('job.submitted', job.id),
        anEvent('task.failed', task.id),
        anEvent('job.failed', job.id),
      ],
    },
  )

  it('logs jobs, and what failed', () => {
    const lines: string[] = []
    const logger = createLogger({ name: 'test', stream: { write: line => void lines.push(line) } })
    chainOf(['logging'], logger).observer.committed(change)
    expect(lines.map(line => JSON.parse(line) as unknown)).toMatchObject([
      { msg: 'a job was submitted', job: job.id },
      { msg: 'a step has ended', step: 'run', state: 'failed', failure: { code: 'broke' } },
      { msg: 'a job has ended', state: 'failed' },
    ])
  })

  it('counts, unless it is left out', async () => {
    const { observer, registry } = chainOf(['metrics'])
    observer.committed(change)
    expect(await registry.metrics()).toContain('muster_jobs_ended_total{state="failed"} 1')
    expect(await chainOf(['logging']).registry.metrics()).not.toContain('muster_jobs')
  })
})
