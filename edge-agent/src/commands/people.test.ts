import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigurationError, InvalidInputError, MusterError, silentLogger } from '@muster/runtime'
import { Type } from '@sinclair/typebox'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { PersonDesk, PersonTask } from '../instruments/person-desk.ts'
import { deskRoutes } from '../local/desk-routes.ts'
import { changing } from '../local/route.ts'
import { serveLocal } from '../local/server.ts'
import { type AgentCommand, readGiven } from './command.ts'
import { manualCommand } from './manual.ts'
import { borrowCommand, readinessCommand } from './readiness.ts'

const TASK: PersonTask = {
  attemptId: 'job-1-load-1',
  activity: 'load',
  title: 'Load a crucible',
  instructions: 'Put **X-1**\non the tray.',
  checklist: ['gloves', 'lid'],
  fields: [{ name: 'mass', title: 'Mass', type: 'number', unit: 'g', minimum: 0.1, required: true }],
  photo: 'none',
  parameters: {},
  since: '2026-01-01T00:00:00.000Z',
}

let started: AsyncDisposableStack
let folder: string
let tasks: PersonTask[]
let output: string
const told: unknown[] = []

const desk: PersonDesk = {
  tasks: () => tasks,
  done: async (attemptId, answer) => {
    if (!('mass' in answer.fields))
      throw new InvalidInputError('this is not done yet', [{ field: 'mass', message: 'is missing' }])
    told.push([attemptId, answer])
  },
  notPossible: async (attemptId, answer) => void told.push([attemptId, answer]),
}

const routes = [
  ...deskRoutes(() => new Map([['bench', desk]])),
  changing(
    '/v1/instruments/{id}/readiness',
    { readiness: Type.String(), reason: Type.Optional(Type.String()) },
    ({ id }, wish) => {
      if (wish.readiness === 'borrowed')
        throw new MusterError('readiness-refused', 'conflict', 'it is borrowed by Bob: return it first')
      told.push([id, wish])
      const { readiness } = wish
      return { id, driver: 'scpi', link: 'connected', linkSinceWallMs: 0, failedChecks: 0, readiness }
    },
  ),
]

beforeEach(async () => {
  started = new AsyncDisposableStack()
  folder = await mkdtemp(join(tmpdir(), 'muster-people-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  started.use(await serveLocal(folder, routes, silentLogger))
  tasks = [TASK]
  told.length = 0
  output = ''
  const write = (text: unknown) => {
    output += String(text)
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(write)
  vi.spyOn(process.stderr, 'write').mockImplementation(write)
})

afterEach(async () => {
  vi.restoreAllMocks()
  process.exitCode = 0
  await started.disposeAsync()
})

/** @returns the exit code */
async function run(command: AgentCommand, ...args: string[]): Promise<number> {
  process.exitCode = 0
  await command.run(readGiven(command, [...args, '--data', folder]))
  return process.exitCode
}

test('what a person is to do is listed, and shown with all that is asked', async () => {
  expect(await run(manualCommand, 'list')).toBe(0)
  expect(output).toContain('job-1-load-1  bench  Load a crucible')
  await run(manualCommand, 'show')
  expect(output).toContain(
    'Put **X-1**\non the tray.\n  [ ] gloves\n  [ ] lid\n  mass: Mass, number, in g, at least 0.1',
  )
})

test('what was done is told with its fields; what is missing is said, and the exit code is 1', async () => {
  expect(await run(manualCommand, 'done', '--by', 'Ann')).toBe(1)
  expect(output).toContain('this is not done yet\n  mass: is missing')
  expect(await run(manualCommand, 'done', '--by', 'Ann', '--checked', '--field', 'mass=4.2')).toBe(0)
  expect(told).toEqual([
    ['job-1-load-1', { by: 'Ann', checked: [0, 1], fields: { mass: '4.2' }, photos: [] }],
  ])
})

test('which is meant has to be said where there are several', async () => {
  tasks = [TASK, { ...TASK, attemptId: 'job-2-load-1' }]
  expect(await run(manualCommand, 'not-possible', '--by', 'Ann', '--reason', 'broken')).toBe(1)
  expect(output).toContain('say which of these it is: job-1-load-1, job-2-load-1')
  await run(manualCommand, 'not-possible', 'job-2-load-1', '--by', 'Ann', '--reason', 'broken')
  expect(told).toEqual([['job-2-load-1', { by: 'Ann', reason: 'broken' }]])
})

test('an instrument is said to be ready by name; a refusal is told, and the exit code is 1', async () => {
  expect(await run(readinessCommand, 'balance', 'ready', '--by', 'Ann', '--reason', 'emptied')).toBe(0)
  expect([told, output]).toEqual([
    [['balance', { readiness: 'ready', by: 'Ann', reason: 'emptied' }]],
    'balance is ready\n',
  ])
  expect(await run(borrowCommand, 'balance', '--by', 'Ann')).toBe(1)
  expect(output).toContain('it is borrowed by Bob: return it first')
})

test.each<[AgentCommand, string[], string]>([
  [readinessCommand, ['balance'], 'say what it is: ready, needs-unload'],
  [readinessCommand, ['balance', 'broken', '--by', 'Ann'], 'say what it is'],
  [borrowCommand, ['--by', 'Ann'], 'name the instrument'],
  [borrowCommand, ['balance'], 'say who does it: --by NAME'],
  [manualCommand, [], 'say one of manual list, show, done, not-possible'],
  [manualCommand, ['done'], 'say who does it'],
  [manualCommand, ['done', '--by', 'Ann', '--field', 'mass'], '--field mass is no NAME=VALUE'],
  [manualCommand, ['done', '--by', 'Ann', '--field', 'a=1', '--field', 'a=2'], '--field a is given twice'],
  [manualCommand, ['not-possible', '--by', 'Ann'], 'say why'],
])('wrong usage of %o with %j is told before anything is asked', async (command, args, message) => {
  const ran = run(command, ...args)
  await expect(ran).rejects.toThrow(ConfigurationError)
  await expect(ran).rejects.toThrow(message)
  expect(told).toEqual([])
})
