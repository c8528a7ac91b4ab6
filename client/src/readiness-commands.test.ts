import { expect, it } from 'vitest'
import { UsageError } from './command-call.ts'
import { runCommand } from './testing/run-command.ts'

const balance = {
  id: 'balance',
  agent: 'bench-pc',
  link: 'connected',
  readiness: 'needs-unload',
  activities: [],
}

it('tells an agent what its instrument is, with who says so and why', async () => {
  const line = ['readiness', 'balance', 'ready']
  const { asked, output, code } = await runCommand(line, { by: 'Ann', reason: 'emptied' }, balance)
  const body = { readiness: 'ready', by: 'Ann', reason: 'emptied' }
  expect(asked).toEqual([['POST', '/v1/instruments/balance/readiness', body]])
  expect([output, code]).toEqual(['balance: its agent bench-pc is told: it is ready\n', 0])
})

it('says when the agent is away', async () => {
  const away = { ...balance, link: 'unknown' }
  const { output } = await runCommand(['readiness', 'balance', 'return'], { by: 'Ann' }, away)
  expect(output).toContain('return it (it is away')
})

it.each([
  [['readiness'], { by: 'Ann' }, 'readiness needs INSTRUMENT'],
  [['readiness', 'balance'], { by: 'Ann' }, 'readiness needs one of ready, needs-unload'],
  [['readiness', 'balance', 'clean'], { by: 'Ann' }, 'clean is none of ready, needs-unload'],
  [['readiness', 'balance', 'ready'], {}, 'this needs your name: --by NAME'],
])('%j with %o is wrong usage, and nothing is asked', async (line, flags, what) => {
  await expect(runCommand(line, flags, balance)).rejects.toThrow(UsageError)
  await expect(runCommand(line, flags, balance)).rejects.toThrow(what)
})
