import { aChange, aJob, anAttempt, aResource, aTask } from '@muster/coordinator/testing'
import { expect, it } from 'vitest'
import { World } from '../world.ts'
import { Counts } from './dice.ts'
import { Holdings } from './holdings.ts'

const TRAY = aResource('tray', { kind: 'named', names: ['1', '2'] })
const POTS = aResource('pots', { kind: 'countable', capacity: 3 })

type Patch = Parameters<typeof anAttempt>[2]

/** Offers as many attempts, each for a task of its own; what is wrong with them. */
function look(offers: readonly Patch[], asked: Parameters<typeof aTask>[2] = {}): string[] {
  const holdings = new Holdings(new World({ seed: 1, verbose: false, machines: [] }), new Counts())
  holdings.committed(aChange({ resources: [TRAY, POTS] }))
  for (const [at, patch] of offers.entries()) {
    const task = aTask(aJob(at), 'run', asked)
    holdings.committed(aChange({ tasks: [task], attempts: [anAttempt(task, at + 1, patch)] }))
  }
  return holdings.broken.map(({ what }) => what)
}

const sample = { resource: 'sample:S-1', amount: 1 }
const place = (name: string) => ({ resource: 'tray', amount: 1, names: [name] })
const pots = (amount: number) => ({ resource: 'pots', amount })

it('says nothing of what there is for all', () => {
  expect(look([{ holds: [sample, place('1'), pots(1)] }, { holds: [place('2'), pots(2)] }])).toEqual([])
  expect(look([{ holds: [sample, pots(3)], state: 'succeeded' }, { holds: [sample, pots(3)] }])).toEqual([])
})

it.each([
  [
    'a sample',
    [{ holds: [sample] }, { holds: [sample] }],
    'is offered with sample:S-1, which job-0-run-1 has',
  ],
  [
    'a position',
    [{ holds: [place('1')] }, { holds: [place('1')] }],
    'is offered 1 of tray, which job-0-run-1 has',
  ],
  [
    'more than there is',
    [{ holds: [pots(2)] }, { holds: [pots(2)] }],
    '4 of pots are held with the offer of job-1-run-1',
  ],
])('tells where %s is given out twice', (_, offers, told) => {
  expect(look(offers)).toEqual([expect.stringContaining(told)])
})

it('tells where an offer is made without what its step asks for', () => {
  const asked = { samples: ['S-1'], resources: [{ anyOf: [{ resource: 'pots', amount: 2 }] }] }
  expect(look([{ holds: [sample, pots(2)] }], asked)).toEqual([])
  expect(look([{ holds: [pots(1)] }], asked)).toEqual([
    expect.stringContaining('is offered without [{"resource":"pots","amount":2}]'),
    expect.stringContaining('is offered without the sample S-1'),
  ])
})

it('tells where steps that are to begin together are not', () => {
  const holdings = new Holdings(new World({ seed: 1, verbose: false, machines: [] }), new Counts())
  const [left, right] = ['left', 'right'].map(step => aTask(aJob(1), step, { together: 'both' }))
  if (!left || !right) throw new Error('there are two')
  holdings.committed(aChange({ tasks: [left, right] }))
  const offered = { ...left, state: 'dispatched' as const }
  holdings.committed(aChange({ tasks: [offered], attempts: [anAttempt(left, 1)] }))
  expect(holdings.broken.map(({ what }) => what)).toEqual([
    'job-1-left-1 is offered without job-1-right, which is to begin with it',
  ])
})
