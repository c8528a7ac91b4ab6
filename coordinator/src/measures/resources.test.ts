import { expect, test } from 'vitest'
import { aJob, anAgent, anAttempt, aResource, aTask, submittedAt } from '../testing/store-fixtures.ts'
import { measured } from './testing/lead.ts'

test('of each resource it is told how much there is, is free and is held', async () => {
  const holds = [
    { resource: 'crucibles', amount: 5 },
    { resource: 'powder', amount: 20 },
    { resource: 'agent:hall-2/gpu', amount: 1 },
    { resource: 'sample:s-1', amount: 1 },
  ]
  const job = aJob(1)
  const lab = measured(submittedAt(10), {
    agents: [anAgent({ resources: { gpu: 2 } })],
    resources: [
      aResource('crucibles'),
      aResource('powder', { kind: 'consumable', unit: 'g', remaining: 90 }),
    ],
    jobs: [job],
    tasks: [aTask(job)],
    attempts: [anAttempt(aTask(job), 1, { holds })],
  })
  const { samples } = await lab.scrape()
  const told = (name: string, resource: string, unit = 'pieces') =>
    samples.get(`muster_resource_${name}{resource="${resource}",unit="${unit}"}`)
  expect([told('capacity', 'crucibles'), told('free', 'crucibles'), told('held', 'crucibles')]).toEqual([
    8, 3, 5,
  ])
  expect([
    told('remaining', 'powder', 'g'),
    told('free', 'powder', 'g'),
    told('remaining', 'crucibles'),
  ]).toEqual([90, 70, undefined])
  expect([told('free', 'agent:hall-2/gpu'), told('held', 'agent:hall-2/gpu')]).toEqual([1, 1])
  expect([...samples.keys()].some(name => name.includes('sample:'))).toBe(false)
})
