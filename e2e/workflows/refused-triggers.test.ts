import type { MiddlewareEntry } from '@muster/coordinator'
import { seconds } from '@muster/runtime'
import { expect, it } from 'vitest'
import { DAY, TriggerSite } from './trigger-site.ts'

const escalations = (site: TriggerSite) =>
  [...site.state.escalations.values()]
    .filter(({ kind }) => kind === 'trigger-refused')
    .map(({ state, occurrences, entries }) => ({
      state,
      occurrences,
      subjects: entries.map(one => one.subject),
    }))

async function siteWithRule(rule: { refuses: boolean }): Promise<TriggerSite> {
  const entry: MiddlewareEntry = {
    name: 'rule',
    middleware: {
      isImmediate: true,
      submit: (_, { refuse }) => (rule.refuses ? refuse('not now') : undefined),
    },
  }
  return TriggerSite.begin(entry)
}

it('a schedule that is refused again and again is told once, and over with the next job', async () => {
  const rule = { refuses: true }
  const site = await siteWithRule(rule)
  const nightly = { name: 'nightly', cron: '30 6 * * *', uses: 'note' }
  await site.during(site.operations.addSchedule(nightly, 'ada'))
  for (let day = 0; day < 2; day += 1) await site.pass(DAY)
  expect(escalations(site)).toEqual([])
  for (let day = 0; day < 3; day += 1) await site.pass(DAY)
  const told = { occurrences: 1, subjects: ['schedule:nightly'] }
  expect(escalations(site)).toEqual([{ ...told, state: 'open' }])
  await site.away()
  expect(escalations(site)).toEqual([{ ...told, state: 'open' }])
  rule.refuses = false
  await site.pass(DAY)
  const resolved = (await site.events(/^escalation\.(raised|resolved)$/)).map(({ kind }) => kind)
  expect(resolved).toEqual(['escalation.raised', 'escalation.resolved'])
})

it('a trigger that is refused again and again as well; one job between begins the count anew', async () => {
  const rule = { refuses: true }
  const site = await siteWithRule(rule)
  const hook = { name: 'lims', on: { webhook: { secret: 'lims' } }, uses: 'note' }
  await site.during(site.operations.addTrigger(hook, 'ada'))
  let count = 0
  const deliver = async (times: number) => {
    for (let at = 0; at < times; at += 1) await site.during(site.hook('lims', `msg-${++count}`, '{}'))
    await site.pass(seconds(10))
  }
  await deliver(2)
  rule.refuses = false
  await deliver(1)
  rule.refuses = true
  await deliver(2)
  expect(escalations(site)).toEqual([])
  await deliver(2)
  expect(escalations(site)).toEqual([{ state: 'open', occurrences: 1, subjects: ['trigger:lims'] }])
  rule.refuses = false
  await deliver(1)
  expect((await site.events(/^escalation\.resolved$/)).length).toBe(1)
})
