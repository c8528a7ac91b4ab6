import { minutes, seconds } from '@muster/runtime'
import { ManualClock, seededRandom, VirtualTime } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { createClient } from './client.ts'
import { UsageError } from './command-call.ts'
import { runCommand } from './testing/run-command.ts'

const queued = (id: string, more: object = {}) => ({
  id,
  jobId: 'job-1',
  step: 'run',
  activity: 'sinter',
  user: 'ada',
  share: 'ada',
  priority: 50,
  effectivePriority: 50,
  latestStart: '2026-01-02T08:00:00.000Z',
  position: 1,
  ...more,
})
const paused = (more: object = {}) => ({
  id: 'instrument:furnace-1',
  of: 'instrument',
  name: 'furnace-1',
  state: 'paused',
  reason: 'the vent is open',
  by: 'Ann',
  at: '2026-01-01T08:00:00.000Z',
  underWay: 1,
  drain: 'draining',
  ...more,
})
const task = (more: object = {}) => ({
  id: 'job-1-run',
  step: 'run',
  activity: 'sinter',
  state: 'queued',
  attempts: 0,
  waiting: [],
  ...more,
})

const ann = { by: 'Ann', reason: 'the vent is open' }

describe('the queue', () => {
  it('is a table, page after page, with what people did to it', async () => {
    const order = { by: 'Ben', at: '2026-01-01T08:00:00.000Z', place: 'top' }
    const { output, asked } = await runCommand(
      'queue',
      { activity: 'sinter', by: 'ada' },
      { waiting: 2, tasks: [queued('job-2-run', { order })], nextCursor: '1' },
      { waiting: 2, tasks: [queued('job-1-run', { position: 2, effectivePriority: 53 })] },
    )
    expect(asked).toEqual([
      ['GET', '/v1/queue?activity=sinter&user=ada&limit=500'],
      ['GET', '/v1/queue?activity=sinter&user=ada&limit=500&cursor=1'],
    ])
    expect(output.split('\n').map(line => line.trimEnd())).toEqual([
      '1  job-2-run  sinter  priority 50          ada  by 2026-01-02 08:00 UTC  put on top by Ben',
      '2  job-1-run  sinter  priority 50, now 53  ada  by 2026-01-02 08:00 UTC',
      '',
    ])
  })

  it('that is empty says so beside the answer', async () => {
    const { output, notes } = await runCommand('queue', {}, { waiting: 0, tasks: [] })
    expect([output, notes]).toEqual(['', 'nothing waits for an instrument\n'])
  })

  it.each([
    [{ top: true }, { to: 'top' }],
    [{ natural: true }, { to: 'natural' }],
    [{ before: 'job-2-run' }, { before: 'job-2-run' }],
    [{ after: 'job-2-run' }, { after: 'job-2-run' }],
  ])('is put in order by hand with %j', async (flags, body) => {
    const { asked } = await runCommand('order job-1-run', { ...flags, by: 'Ann' }, task())
    expect(asked).toEqual([['POST', '/v1/tasks/job-1-run/order', { ...body, by: 'Ann' }]])
  })

  it('is put in order by one place and by somebody', async () => {
    await expect(runCommand('order job-1-run', { by: 'Ann' }, task())).rejects.toThrow(
      'one of --top, --before TASK',
    )
    await expect(runCommand('order job-1-run', { by: 'Ann', top: true, after: 'x' }, task())).rejects.toThrow(
      UsageError,
    )
    await expect(runCommand('order job-1-run', { top: true }, task())).rejects.toThrow('your name')
  })

  it('takes a priority as a number or by its name', async () => {
    const job = {
      id: 'job-1',
      name: 'x',
      state: 'queued',
      priority: 75,
      submittedAt: '2026-01-01T08:00:00.000Z',
    }
    const { asked, output } = await runCommand('priority job-1 high', { by: 'Ann' }, job)
    expect(asked).toEqual([['POST', '/v1/jobs/job-1/priority', { priority: 'high', by: 'Ann' }]])
    expect(output).toBe('job-1 has priority 75\n')
    const numbered = await runCommand('priority job-1 7', { by: 'Ann' }, job)
    expect(numbered.asked).toContainEqual(['POST', '/v1/jobs/job-1/priority', { priority: 7, by: 'Ann' }])
    await expect(runCommand('priority job-1 101', { by: 'Ann' }, job)).rejects.toThrow('0 to 100')
  })
})

describe('a pause', () => {
  it.each([
    ['pause', 'queue'],
    ['pause queue', 'queue'],
    ['pause instrument furnace-1', 'instrument%3Afurnace-1'],
    ['pause agent hall-2', 'agent%3Ahall-2'],
    ['pause activity:sinter', 'activity%3Asinter'],
  ])('is asked for as "%s"', async (line, id) => {
    const { asked, output } = await runCommand(line, { ...ann, for: '2 h' }, paused())
    expect(asked).toEqual([['PUT', `/v1/pauses/${id}`, { ...ann, for: '2 h' }]])
    expect(output).toBe('instrument:furnace-1 is paused; 1 still under way\n')
  })

  it('needs something that there is, a name, a reason, and one end at the most', async () => {
    await expect(runCommand('pause hall', ann, paused())).rejects.toThrow('none of queue, instrument ID')
    await expect(runCommand('pause agent', ann, paused())).rejects.toThrow('pause needs ID')
    await expect(runCommand('pause', { by: 'Ann' }, paused())).rejects.toThrow('a reason')
    await expect(runCommand('pause', { ...ann, for: '1 h', until: 'x' }, paused())).rejects.toThrow('one end')
  })

  it('is resumed, and listed while it is one', async () => {
    const { asked, output } = await runCommand(
      'resume instrument furnace-1',
      ann,
      paused({ state: 'resumed' }),
    )
    expect(asked).toEqual([['DELETE', '/v1/pauses/instrument%3Afurnace-1?by=Ann&reason=the+vent+is+open']])
    expect(output).toBe('instrument:furnace-1 is resumed\n')
    const listed = await runCommand('pauses', {}, { pauses: [paused({ drain: 'drained', underWay: 0 })] })
    expect(listed.output).toBe(
      'instrument:furnace-1  since 2026-01-01 08:00 UTC  until it is resumed  nothing under way  by Ann: the vent is open\n',
    )
    expect((await runCommand('pauses', {}, { pauses: [] })).notes).toBe('nothing is paused\n')
  })
})

describe('a submission where the queue is full', () => {
  const FULL = {
    code: 'queue-full',
    detail: '9 tasks have not ended, and one more would be past 9',
    faults: [],
  }
  const job = {
    id: 'job-1',
    name: 'x',
    state: 'queued',
    priority: 50,
    submittedAt: '2026-01-01T08:00:00.000Z',
    tasks: [],
  }

  /** @param times how often it is refused */
  function bench(times: number) {
    const time = new VirtualTime()
    const at: number[] = []
    const client = createClient({
      url: 'http://coordinator.lab:8420',
      clock: new ManualClock(time),
      random: seededRandom(1),
      fetch: async () => {
        at.push(time.now)
        if (at.length > times) return Response.json(job, { status: 201 })
        return Response.json(FULL, { status: 429, headers: { 'retry-after': '40' } })
      },
    })
    return { time, at, client }
  }
  const weigh = { activity: { activity: 'weigh' } }

  it('is refused at once, and says when there may be room', async () => {
    const { client, at } = bench(1)
    await expect(client.submit(weigh)).rejects.toMatchObject({
      code: 'queue-full',
      status: 429,
      retryAfter: seconds(40),
    })
    expect(at).toHaveLength(1)
  })

  it('waits for room where that is asked for, however long it takes', async () => {
    const { client, at, time } = bench(4)
    const told: number[] = []
    const submitted = client.submit(weigh, { wait: true, onRetry: (_error, wait) => void told.push(wait) })
    await time.advance(minutes(5))
    expect((await submitted).id).toBe('job-1')
    const [first = 0] = at
    expect(at.map(when => when - first)).toEqual([0, 40_000, 80_000, 120_000, 160_000])
    expect(told).toEqual([40_000, 40_000, 40_000, 40_000])
  })

  it('waits no more when it is interrupted', async () => {
    const { client, at, time } = bench(100)
    const interrupted = new AbortController()
    const refused = expect(client.submit(weigh, { wait: true, signal: interrupted.signal })).rejects.toThrow()
    await time.advance(minutes(1))
    interrupted.abort()
    await refused
    await time.advance(minutes(5))
    expect(at).toHaveLength(2)
  })
})
