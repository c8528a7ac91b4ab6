import type { MiddlewareEntry } from '@muster/coordinator'
import type { Middleware } from '@muster/coordinator/extend'
import { hours, minutes, seconds } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { DAY, TriggerSite } from './trigger-site.ts'

/** By whichever door a job comes, what a site says of submissions is asked. */

type Submit = NonNullable<Middleware['submit']>

const named = (submit: Submit, isImmediate: boolean): MiddlewareEntry => ({
  name: 'rule',
  middleware: isImmediate ? { isImmediate, submit } : { submit: async (...given) => submit(...given) },
  timeLimit: minutes(2),
})

const refusing: Submit = (_, { refuse }) => refuse('not in this house')
const changing: Submit = ({ by }) => ({ labels: { tagged: by }, inputs: { sample: 'changed' } })
const failing: Submit = () => {
  throw new Error('the register is down')
}

const FILE = '/data/xrd'
const NOTE = { uses: 'note', inputs: { sample: 'S1' } }

/** Opens a door, and lets a job come in by it. */
const DOORS: Readonly<Record<string, (site: TriggerSite) => Promise<void>>> = {
  schedule: async site => {
    await site.during(site.operations.addSchedule({ name: 'nightly', cron: '30 6 * * *', ...NOTE }, 'ada'))
    await site.pass(DAY)
  },
  message: async site => {
    await site.during(
      site.operations.addTrigger({ name: 'arrivals', on: { mqtt: { topic: 'arrived' } }, ...NOTE }, 'ada'),
    )
    await site.publish('arrived', {})
    await site.pass(minutes(1))
  },
  webhook: async site => {
    await site.during(
      site.operations.addTrigger({ name: 'lims', on: { webhook: { secret: 'lims' } }, ...NOTE }, 'ada'),
    )
    await site.during(site.hook('lims', 'msg-1', '{}'))
    await site.pass(minutes(1))
  },
  file: async site => {
    await site.during(
      site.operations.addTrigger({ name: 'scans', on: { file: { name: 'xrd/*' } }, ...NOTE }, 'ada'),
    )
    await site.pass(seconds(10))
    site.folders.put(FILE, 'a.xrdml', 10, site.now)
    await site.pass(minutes(1))
  },
}

const began = (site: TriggerSite) => site.jobs().then(all => all.filter(({ startedBy }) => startedBy))

describe.each(Object.entries(DOORS))('by a %s', (door, enter) => {
  it.each([true, false])('nothing is begun that a rule refuses (at once: %s)', async isImmediate => {
    const site = await TriggerSite.begin(named(refusing, isImmediate))
    await enter(site)
    expect(await site.jobs()).toEqual([])
    const refused = await site.events(/^(schedule|trigger)\.refused$/)
    expect(refused).toHaveLength(1)
    expect(JSON.stringify(refused[0]?.details)).toContain('middleware rule: not in this house')
  })

  it.each([true, false])('a job is begun as the rule changes it (at once: %s)', async isImmediate => {
    const site = await TriggerSite.begin(named(changing, isImmediate))
    await enter(site)
    const [job, ...others] = await began(site)
    expect(others).toEqual([])
    expect(job).toMatchObject({
      inputs: { sample: 'changed' },
      labels: { tagged: 'ada' },
      startedBy: { kind: door === 'schedule' ? 'schedule' : 'trigger' },
    })
    const [changed] = await site.events(/^middleware\.changed$/)
    expect(changed).toMatchObject({ subject: job?.id, details: { middleware: ['rule'] } })
  })
})

/** Answers when it is told to. */
function slow() {
  const asked: ((answer: { labels: Record<string, string> } | undefined) => void)[] = []
  const entry: MiddlewareEntry = {
    name: 'slow',
    middleware: { submit: () => new Promise(resolve => asked.push(resolve)) },
    timeLimit: hours(2),
  }
  return { asked, entry }
}

describe('while a rule takes its time', () => {
  it('a time of a schedule is asked about once, and begins one job, on time as it was when it came', async () => {
    const { asked, entry } = slow()
    const site = await TriggerSite.begin(entry)
    await site.during(site.operations.addSchedule({ name: 'nightly', cron: '30 6 * * *', ...NOTE }, 'ada'))
    await site.passTo('2026-01-01T07:00:00Z')
    expect(asked).toHaveLength(1)
    expect(await site.jobs()).toEqual([])
    asked[0]?.(undefined)
    await site.pass(minutes(5))
    expect(await site.nominalTimes()).toEqual(['2026-01-01T06:30:00.000Z'])
    expect(asked).toHaveLength(1)
  })

  it('a schedule that is changed, or paused, begins nothing of what it was', async () => {
    const { asked, entry } = slow()
    const site = await TriggerSite.begin(entry)
    const schedule = { name: 'nightly', cron: '30 6 * * *', missed: 'run-once', ...NOTE }
    await site.during(site.operations.addSchedule(schedule, 'ada'))
    await site.passTo('2026-01-01T06:40:00Z')
    await site.during(site.operations.pauseSchedule('nightly', { by: 'ada', reason: 'a test' }))
    asked[0]?.(undefined)
    await site.pass(minutes(5))
    expect(await site.jobs()).toEqual([])
  })

  it('a crash asks again, and begins one job', async () => {
    const { asked, entry } = slow()
    const site = await TriggerSite.begin(entry)
    const schedule = { name: 'nightly', cron: '30 6 * * *', missed: 'run-once', ...NOTE }
    await site.during(site.operations.addSchedule(schedule, 'ada'))
    await site.passTo('2026-01-01T06:40:00Z')
    await site.away(minutes(1))
    expect(asked).toHaveLength(2)
    for (const answer of asked) answer({ labels: { seen: 'yes' } })
    await site.pass(minutes(5))
    expect(await site.nominalTimes()).toEqual(['2026-01-01T06:30:00.000Z'])
  })

  it('the same delivery twice begins one job, and one to a trigger that changes meanwhile is asked about again', async () => {
    const { asked, entry } = slow()
    const site = await TriggerSite.begin(entry)
    const trigger = { name: 'lims', on: { webhook: { secret: 'lims' } }, ...NOTE }
    await site.during(site.operations.addTrigger(trigger, 'ada'))
    const both = Promise.all([site.hook('lims', 'msg-1', '{}'), site.hook('lims', 'msg-1', '{}')])
    await site.pass(minutes(1))
    expect(asked).toHaveLength(1)
    await site.during(site.operations.changeTrigger('lims', { ...trigger, inputs: { sample: 'S2' } }, 'ada'))
    asked[0]?.(undefined)
    await site.pass(minutes(1))
    expect(asked).toHaveLength(2)
    asked[1]?.(undefined)
    expect((await site.during(both)).map(({ outcome }) => outcome)).toEqual(['begun', 'repeated'])
    expect((await began(site)).map(({ inputs }) => inputs)).toEqual([{ sample: 'S2' }])
  })
})

describe('where a rule fails', () => {
  it('a webhook is told to come again, and a file waits', async () => {
    let isDown = true
    const rule: Submit = (...given) => (isDown ? failing(...given) : undefined)
    const site = await TriggerSite.begin(named(rule, false))
    const file = { name: 'scans', on: { file: { name: 'xrd/*' } }, ...NOTE }
    const hook = { name: 'lims', on: { webhook: { secret: 'lims' } }, ...NOTE }
    for (const trigger of [file, hook]) await site.during(site.operations.addTrigger(trigger, 'ada'))
    await site.pass(seconds(10))
    site.folders.put(FILE, 'a.xrdml', 10, site.now)
    await site.pass(minutes(1))
    await expect(site.during(site.hook('lims', 'msg-1', '{}'))).rejects.toMatchObject({
      code: 'middleware-failed',
      category: 'unavailable',
    })
    expect(await site.events(/refused/)).toEqual([])
    isDown = false
    expect(await site.during(site.hook('lims', 'msg-1', '{}'))).toMatchObject({ outcome: 'begun' })
    await site.pass(minutes(1))
    expect(
      (await began(site)).map(({ startedBy }) => startedBy?.kind === 'trigger' && startedBy.name),
    ).toEqual(expect.arrayContaining(['lims', 'scans']))
  })
})

const CHAIN = {
  muster: 1,
  name: 'first',
  steps: { rest: { wait: { for: '10 s' } } },
  // oxlint-disable-next-line unicorn/no-thenable -- data, and no function
  then: [{ uses: 'note', inputs: { sample: 'S1' } }],
} as const

async function ended(submit: Submit, isImmediate: boolean): Promise<TriggerSite> {
  // The first of the chain is nobody's business.
  const rule: Submit = (view, context) => (view.workflow === 'note' ? submit(view, context) : undefined)
  const site = await TriggerSite.begin(named(rule, isImmediate))
  await site.during(site.operations.submit({ workflow: CHAIN }, { by: 'ada' }))
  await site.pass(minutes(1))
  return site
}

describe.each([true, false])('at the end of a job (at once: %s)', isImmediate => {
  it('nothing is begun that a rule refuses: a person is asked, and what they order goes by it too', async () => {
    const site = await ended(refusing, isImmediate)
    expect(await began(site)).toEqual([])
    const [prompt] = site.state.prompts.values()
    expect(prompt).toMatchObject({ kind: 'then-not-begun', state: 'open' })
    expect(prompt?.known).toContain('middleware rule: not in this house')
    const answered = site.operations.answer(prompt?.id ?? '', { answer: 'begin', by: 'ada' })
    await expect(site.during(answered)).rejects.toThrow('not in this house')
    expect(await site.events(/^escalation\.raised$/)).toHaveLength(1)
  })

  it('a job is begun as the rule changes it', async () => {
    const site = await ended(changing, isImmediate)
    const [job, ...others] = await began(site)
    expect(others).toEqual([])
    expect(job).toMatchObject({
      inputs: { sample: 'changed' },
      labels: { tagged: 'ada' },
      state: 'succeeded',
    })
    expect(await site.events(/^middleware\.changed$/)).toHaveLength(1)
    expect(await site.events(/^escalation\.raised$/)).toEqual([])
    expect(site.state.prompts.size).toBe(0)
  })
})

describe('a chained job', () => {
  it('what waits for a rule outlives a crash, tells nobody, and is begun once', async () => {
    const { asked, entry } = slow()
    const site = await TriggerSite.begin(entry)
    const submitted = site.operations.submit({ workflow: CHAIN }, { by: 'ada' })
    await site.pass(seconds(1))
    asked[0]?.(undefined)
    await site.during(submitted)
    await site.pass(minutes(1))
    expect(asked).toHaveLength(2)
    await site.away(minutes(1))
    expect(asked).toHaveLength(3)
    expect(await began(site)).toEqual([])
    for (const answer of asked) answer({ labels: { seen: 'yes' } })
    await site.pass(minutes(1))
    expect((await began(site)).map(({ labels }) => labels)).toEqual([{ seen: 'yes' }])
    expect(await site.events(/^escalation\.raised$/)).toEqual([])
  })
})

describe('a job that is begun again', () => {
  it.each([true, false])('goes by the rule as any other (at once: %s)', async isImmediate => {
    let again: Submit = () => undefined
    const site = await TriggerSite.begin(named((...given) => again(...given), isImmediate))
    const { job } = await site.during(site.operations.submit(NOTE, { by: 'ada' }))
    await site.pass(minutes(1))
    again = refusing
    await expect(site.during(site.operations.rerun(job.id, {}, { by: 'ben' }))).rejects.toThrow(
      'not in this house',
    )
    again = changing
    const made = await site.during(site.operations.rerun(job.id, {}, { by: 'ben' }))
    expect(made.job).toMatchObject({ inputs: { sample: 'changed' }, labels: { tagged: 'ben' } })
  })
})
