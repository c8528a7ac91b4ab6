import { expect, it } from 'vitest'
import { createClient } from './client.ts'
import { type CommandFlags, UsageError } from './command-call.ts'
import { COMMANDS } from './commands.ts'

const window = (more: object = {}) => ({
  id: 'maintenance-1',
  instrument: 'furnace-1',
  from: '2026-12-01T08:00:00.000Z',
  to: '2026-12-01T12:00:00.000Z',
  reason: 'new heating elements',
  by: 'Ann',
  ...more,
})

/** Runs a command against one answer of a coordinator. @returns its code, what it wrote, and what it asked */
async function run(words: readonly string[], flags: CommandFlags, answer: unknown) {
  const left = [...words]
  const asked: unknown[] = []
  const written = { output: '', notes: '' }
  const client = createClient({
    url: 'http://coordinator.lab:8420',
    fetch: async (input, init) => {
      const { pathname, search } = new URL(input instanceof Request ? input.url : input)
      const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined
      asked.push([init?.method, pathname + search, body])
      return Response.json(answer)
    },
  })
  const code = await COMMANDS['maintenance']?.({
    client,
    flags,
    output: { write: (text: string) => void (written.output += text) },
    notes: { write: (text: string) => void (written.notes += text) },
    interrupted: new AbortController().signal,
    maybeNext: () => left.shift(),
    next: what => {
      const word = left.shift()
      if (word === undefined) throw new UsageError(`maintenance needs ${what}`)
      return word
    },
  })
  return { code, asked, ...written }
}

it('lists when instruments are kept free, and by whom', async () => {
  const configured = { ...window({ id: 'configured-furnace-1-1' }), by: undefined }
  const { output, asked } = await run(['list'], {}, { maintenance: [window(), configured] })
  expect(asked).toEqual([['GET', '/v1/maintenance', undefined]])
  expect(output.split('\n')).toEqual([
    'maintenance-1           furnace-1  2026-12-01 08:00 UTC to 2026-12-01 12:00 UTC  Ann         new heating elements',
    'configured-furnace-1-1  furnace-1  2026-12-01 08:00 UTC to 2026-12-01 12:00 UTC  configured  new heating elements',
    '',
  ])
  const none = await run(['list'], {}, { maintenance: [] })
  expect([none.output, none.notes, none.code]).toEqual(['', 'no maintenance is planned\n', 0])
})

it('adds one, from now on unless told', async () => {
  const flags = { by: 'Ann', reason: 'new heating elements', to: ['2026-12-01T12:00Z'] }
  const body = { instrument: 'furnace-1', to: '2026-12-01T12:00Z', by: 'Ann', reason: 'new heating elements' }
  const now = await run(['add', 'furnace-1'], flags, window())
  expect(now.asked).toEqual([['POST', '/v1/maintenance', body]])
  expect(now.output).toBe(
    'maintenance-1 keeps furnace-1 free from 2026-12-01 08:00 UTC to 2026-12-01 12:00 UTC\n',
  )
  const later = await run(['add', 'furnace-1'], { ...flags, from: '2026-12-01T08:00Z' }, window())
  expect(later.asked).toEqual([['POST', '/v1/maintenance', { ...body, from: '2026-12-01T08:00Z' }]])
})

it('cancels one, with who does it and why', async () => {
  const done = await run(['cancel', 'maintenance-1'], { by: 'Ann & Bob', reason: 'not needed' }, window())
  expect(done.asked).toEqual([
    ['DELETE', '/v1/maintenance/maintenance-1?by=Ann+%26+Bob&reason=not+needed', undefined],
  ])
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
  await expect(run(words, flags, {})).rejects.toThrow(new UsageError(what))
})
