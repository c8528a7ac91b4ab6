import { expect, it } from 'vitest'
import { type CommandFlags, UsageError } from './command-call.ts'
import { runCommand } from './testing/run-command.ts'

const window = (more: object = {}) => ({
  id: 'maintenance-1',
  instrument: 'furnace-1',
  from: '2026-12-01T08:00:00.000Z',
  to: '2026-12-01T12:00:00.000Z',
  reason: 'new heating elements',
  by: 'Ann',
  ...more,
})

it('lists when instruments are kept free, and by whom', async () => {
  const configured = { ...window({ id: 'configured-furnace-1-1' }), by: undefined }
  const { output, asked } = await runCommand(
    ['maintenance', 'list'],
    {},
    { maintenance: [window(), configured] },
  )
  expect(asked).toEqual([['GET', '/v1/maintenance?limit=500']])
  expect(output.split('\n')).toEqual([
    'maintenance-1           furnace-1  2026-12-01 08:00 UTC to 2026-12-01 12:00 UTC  Ann         new heating elements',
    'configured-furnace-1-1  furnace-1  2026-12-01 08:00 UTC to 2026-12-01 12:00 UTC  configured  new heating elements',
    '',
  ])
  const none = await runCommand(['maintenance', 'list'], {}, { maintenance: [] })
  expect([none.output, none.notes, none.code]).toEqual(['', 'no maintenance is planned\n', 0])
})

it('adds one, from now on unless told', async () => {
  const flags = { by: 'Ann', reason: 'new heating elements', to: ['2026-12-01T12:00Z'] }
  const body = { instrument: 'furnace-1', to: '2026-12-01T12:00Z', by: 'Ann', reason: 'new heating elements' }
  const now = await runCommand(['maintenance', 'add', 'furnace-1'], flags, window())
  expect(now.asked).toEqual([['POST', '/v1/maintenance', body]])
  expect(now.output).toBe(
    'maintenance-1 keeps furnace-1 free from 2026-12-01 08:00 UTC to 2026-12-01 12:00 UTC\n',
  )
  const later = await runCommand(
    ['maintenance', 'add', 'furnace-1'],
    { ...flags, from: '2026-12-01T08:00Z' },
    window(),
  )
  expect(later.asked).toEqual([['POST', '/v1/maintenance', { ...body, from: '2026-12-01T08:00Z' }]])
})

it('cancels one, with who does it and why', async () => {
  const done = await runCommand(
    ['maintenance', 'cancel', 'maintenance-1'],
    { by: 'Ann & Bob', reason: 'not needed' },
    window(),
  )
  expect(done.asked).toEqual([['DELETE', '/v1/maintenance/maintenance-1?by=Ann+%26+Bob&reason=not+needed']])
  expect(done.output).toBe('maintenance-1 at furnace-1 is cancelled\n')
})

it.each<[words: readonly string[], flags: CommandFlags, what: string]>([
  [[], {}, 'maintenance needs one of list, add, cancel'],
  [['constructor'], {}, 'constructor is none of list, add, cancel'],
  [['add'], {}, 'maintenance needs INSTRUMENT'],
  [
    ['add', 'furnace-1'],
    { by: 'Ann', reason: 'x' },
    'this needs an end: --to TIME, such as 2026-12-01T12:00Z',
  ],
  [['add', 'furnace-1'], { by: 'Ann', reason: 'x', to: ['a', 'b'] }, 'it has one end: --to TIME'],
  [['add', 'furnace-1'], { by: 'Ann', to: ['a'] }, 'this needs a reason: --reason TEXT'],
  [['cancel', 'maintenance-1'], { reason: 'x' }, 'this needs your name: --by NAME'],
])('muster maintenance %s with %o is wrong usage, and nothing is asked', async (words, flags, what) => {
  await expect(runCommand(['maintenance', ...words], flags, {})).rejects.toThrow(new UsageError(what))
})
