import { minutes } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { createClient } from './client.ts'
import type { RunState } from './run.ts'

const job = (state: string, more: object = {}) => ({
  id: 'job-1',
  name: 'weigh',
  state,
  priority: 50,
  submittedAt: '2026-01-01T08:00:00.000Z',
  ...more,
})
const detail = (state: string, more: object = {}) => ({ ...job(state, more), tasks: [] })
const streamed = (state: string) => ({ jobs: { 'job-1': { ...job(state), tasks: {} } }, prompts: {} })

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const sse = (...events: (readonly [string, unknown, string])[]) =>
  new Response(
    events
      .map(([event, data, id]) => `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`)
      .join(''),
    {
      headers: { 'content-type': 'text/event-stream' },
    },
  )
const refused = () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }))

interface Request {
  readonly method: string
  readonly path: string
  readonly headers: Headers
}

/** A client whose requests are answered one after another; the last answer again and again. */
function bench(...answers: ((request: Request) => Response | Promise<Response>)[]) {
  const time = new VirtualTime()
  const asked: Request[] = []
  const client = createClient({
    url: 'http://coordinator.lab:8420',
    clock: new ManualClock(time),
    random: seededRandom(1),
    fetch: async (input, init) => {
      const url = new URL(input instanceof globalThis.Request ? input.url : input)
      const request = {
        method: init?.method ?? 'GET',
        path: url.pathname + url.search,
        headers: new Headers(init?.headers),
      }
      asked.push(request)
      const answer = answers[Math.min(asked.length, answers.length) - 1]
      if (!answer) throw new Error('nothing to answer with')
      return answer(request)
    },
  })
  const settled = async <T>(work: Promise<T>): Promise<T> => {
    let done = false
    const note = () => void (done = true)
    work.then(note, note)
    await time.until(() => done, minutes(10))
    return work
  }
  return { client, asked, settled }
}

describe('a submission', () => {
  it('whose answer was lost is made again under the same key', async () => {
    const { client, asked, settled } = bench(
      refused,
      () => json({}, 503),
      () => json(detail('queued'), 201),
    )
    const run = await settled(client.submit({ activity: { activity: 'weigh' } }))
    expect(run.id).toBe('job-1')
    const keys = asked.map(({ headers }) => headers.get('idempotency-key'))
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
  })

  it('of a job that is begun again is one as well', async () => {
    const { client, asked, settled } = bench(refused, () => json(detail('queued'), 201))
    await settled(client.rerunJob('job-0', { reuse: true }))
    const keys = asked.map(({ headers }) => headers.get('idempotency-key'))
    expect(keys).toEqual([keys[0], keys[0]])
    expect(keys[0]).toMatch(/./)
    await settled(client.rerunJob('job-0', { idempotencyKey: 'mine' }))
    expect(asked.at(-1)?.headers.get('idempotency-key')).toBe('mine')
    expect(asked.at(-1)?.path).toBe('/v1/jobs/job-0/rerun')
  })

  it('that is refused is not made again, and says every fault', async () => {
    const faults = [{ field: 'activity.activity', message: 'no instrument has it' }]
    const problem = { code: 'invalid-input', detail: 'the job is not right', faults }
    const { client, asked, settled } = bench(() => json(problem, 422))
    await expect(settled(client.submit({ activity: { activity: 'x' } }))).rejects.toMatchObject({
      status: 422,
      code: 'invalid-input',
      faults,
    })
    expect(asked).toHaveLength(1)
  })

  it('is given up after its time, with what to look at', async () => {
    const { client, settled } = bench(refused)
    await expect(settled(client.submit({ activity: { activity: 'x' } }))).rejects.toMatchObject({
      code: 'unreachable',
      message: 'no coordinator answers at http://coordinator.lab:8420 (ECONNREFUSED)',
    })
  })
})

describe('a run', () => {
  it('tells its states, that contact was lost and came back, and its end', async () => {
    const { client, asked, settled } = bench(
      () => sse(['snapshot', streamed('queued'), 'p.1-1']),
      () => json(detail('queued')),
      refused,
      () =>
        sse(
          ['delta', { jobs: { 'job-1': { state: 'running' } } }, 'p.2-1'],
          ['end', { ...job('succeeded', { endedAt: '2026-01-01T09:00:00.000Z' }), tasks: {} }, 'p.2-2'],
        ),
    )
    const run = client.watch('job-1')
    const seen: [string, boolean][] = []
    run.on(
      'delta',
      ({ job: { state }, contactLost }: RunState) => void seen.push([state, contactLost !== undefined]),
    )
    expect((await settled(run.completed)).state).toBe('succeeded')
    expect(seen).toEqual([
      ['queued', false],
      ['queued', true],
      ['running', false],
      ['succeeded', false],
    ])
    expect(asked.at(-1)?.headers.get('last-event-id')).toBe('p.1-1')
  })

  it('of a job that nobody knows fails, where it is awaited and where it is listened to', async () => {
    const problem = { code: 'not-found', detail: 'there is no job job-9' }
    const { client, settled } = bench(() => json(problem, 404))
    const run = client.watch('job-9')
    const told: Error[] = []
    run.on('error', error => void told.push(error))
    await expect(settled(run.completed)).rejects.toMatchObject({ status: 404 })
    expect(told).toHaveLength(1)
  })

  it('that is no longer followed goes on without us', async () => {
    const { client, settled } = bench(
      () => sse(['snapshot', streamed('running'), 'p.1-1']),
      () => json(detail('running')),
    )
    const run = client.watch('job-1')
    const states: string[] = []
    const reading = (async () => {
      for await (const state of run) {
        states.push(state.job.state)
        void run.close()
      }
    })()
    await settled(reading)
    expect(states[0]).toBe('running')
    await expect(run.completed).rejects.toMatchObject({ code: 'closed' })
  })
})

it('refuses to be set up in a way that no request could carry', () => {
  expect(() => createClient({ url: 'coordinator' })).toThrow('not set up right')
  expect(() => createClient({ url: 'http://x', token: 'a\nb' })).toThrow('not set up right')
})
