import { hours } from '@muster/runtime'
import { beforeEach, expect, test } from 'vitest'
import { anAgent, anAttempt, aJob, aTask } from '../../testing/store-fixtures.ts'
import {
  aScene,
  aStatus,
  findingsOf,
  hear,
  kindsOf,
  look,
  pass,
  type Scene,
  unsureOf,
  willOf,
} from '../testing/view.ts'

const PRINTER = 'instrument:printer' as const
const UNKNOWN = ['instrument-unhealthy', 'foreign-run', 'instrument-unreachable']
const LINKS = { instrumentId: 'printer', agentId: 'hall-2' }

let scene: Scene

beforeEach(() => {
  scene = aScene({ agents: [anAgent()] })
})

const tell = (status: Parameters<typeof aStatus>[0]): void => {
  hear(scene, 'hall-2', { instruments: new Map([['printer', aStatus(status)]]) })
}

test('an instrument that no agent has any more has no findings', () => {
  tell({ failedChecks: 9, foreignRun: 'x' })
  scene.state.put('agents', anAgent({ version: 2, instruments: [] }))
  expect(look(scene, PRINTER)).toEqual({ found: [] })
})

test('of an instrument that nothing was heard of yet, nothing can be told', () => {
  expect(unsureOf(scene, PRINTER)).toEqual(UNKNOWN)
  hear(scene, 'hall-2')
  expect(unsureOf(scene, PRINTER)).toEqual(UNKNOWN)
})

test.each([
  ['whose will came', () => willOf(scene, 'hall-2')],
  ['that is not connected', () => void (scene.state.liveOf('hall-2').online = false)],
  ['whose heartbeats are missing', () => void (scene.state.liveOf('hall-2').contactLostSince = scene.wall)],
])('of an instrument behind an agent %s, nothing can be told', (_, lose) => {
  tell({ failedChecks: 9, foreignRun: 'x' })
  lose()
  pass(scene, hours(1))
  expect(look(scene, PRINTER)).toEqual({ found: [] })
  expect(unsureOf(scene, PRINTER)).toEqual(UNKNOWN)
})

test.each([
  [0, []],
  [2, []],
  [3, ['instrument-unhealthy']],
  [50, ['instrument-unhealthy']],
])('%d health checks that failed in a row give %j', (failedChecks, kinds) => {
  tell({ failedChecks })
  expect(kindsOf(scene, PRINTER)).toEqual(kinds)
})

test('how many checks may fail is configured', () => {
  scene = aScene({ agents: [anAgent()] }, { unhealthyChecks: 1 })
  tell({ failedChecks: 1 })
  expect(kindsOf(scene, PRINTER)).toEqual(['instrument-unhealthy'])
})

test('one good check ends it', () => {
  tell({ failedChecks: 9 })
  expect(kindsOf(scene, PRINTER)).toEqual(['instrument-unhealthy'])
  tell({ failedChecks: 0 })
  expect(look(scene, PRINTER)).toEqual({ found: [] })
})

test('why it is not well is told where it is known', () => {
  tell({ failedChecks: 4, message: 'the door is open' })
  expect(findingsOf(scene, PRINTER)).toEqual([
    {
      kind: 'instrument-unhealthy',
      message: 'printer failed 4 health checks in a row: the door is open.',
      links: LINKS,
    },
  ])
  tell({ failedChecks: 4 })
  expect(findingsOf(scene, PRINTER)).toEqual([
    expect.objectContaining({ message: 'printer failed 4 health checks in a row.' }),
  ])
})

test('a run that nobody asked for here is found', () => {
  tell({ foreignRun: 'job 17 of the panel' })
  expect(findingsOf(scene, PRINTER)).toEqual([
    { kind: 'foreign-run', message: expect.stringContaining('job 17 of the panel'), links: LINKS },
  ])
})

test.each(['offered', 'granted', 'running', 'verifying'] as const)(
  'a run is not foreign while an attempt there is %s: it may be that one',
  state => {
    tell({ foreignRun: 'job 17' })
    scene.state.put('attempts', anAttempt(aTask(aJob(1)), 1, { state }))
    expect(look(scene, PRINTER)).toEqual({ found: [] })
  },
)

test('a run is foreign where the attempt there has ended, or is at another instrument', () => {
  tell({ foreignRun: 'job 17' })
  scene.state.put('attempts', anAttempt(aTask(aJob(1)), 1, { state: 'succeeded' }))
  scene.state.put('attempts', anAttempt(aTask(aJob(2)), 1, { state: 'running', instrumentId: 'scale' }))
  expect(kindsOf(scene, PRINTER)).toEqual(['foreign-run'])
})

test('an instrument may be unwell and run something foreign', () => {
  tell({ failedChecks: 3, foreignRun: 'job 17' })
  expect(kindsOf(scene, PRINTER)).toEqual(['instrument-unhealthy', 'foreign-run'])
})
