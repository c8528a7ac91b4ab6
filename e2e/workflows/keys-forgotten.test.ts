import { hours } from '@muster/runtime'
import { expect, it } from 'vitest'
import { TriggerSite } from './trigger-site.ts'

const DAYS = (count: number) => hours(24 * count)

it('a key, and the id of a delivery, gives the same job for 30 days, and then another', async () => {
  const site = await TriggerSite.begin()
  const trigger = { name: 'lims', on: { webhook: { secret: 'lims' } }, uses: 'note' }
  await site.during(site.operations.addTrigger(trigger, 'ada'))
  const submit = async () => {
    const options = { by: 'ada', idempotencyKey: 'mine' }
    return (await site.during(site.operations.submit({ uses: 'note' }, options))).created
  }
  const deliver = async () => (await site.during(site.hook('lims', 'msg-1', '{}'))).outcome
  expect([await submit(), await deliver()]).toEqual([true, 'begun'])
  site.world.coordinatorClock.jump(DAYS(28))
  await site.pass(DAYS(1))
  expect([await submit(), await deliver()]).toEqual([false, 'repeated'])
  // It is looked once a day.
  site.world.coordinatorClock.jump(DAYS(1))
  await site.pass(DAYS(1))
  expect([await submit(), await deliver()]).toEqual([true, 'begun'])
  expect(await site.jobs()).toHaveLength(4)
})
