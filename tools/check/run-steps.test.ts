import { expect, test } from 'vitest'
import { root } from '../repository.ts'
import { formatResult, runSteps, type Step, type StepResult } from './run-steps.ts'

const step = (name: string, code: string, rest: Partial<Step> = {}): Step => ({
  name,
  says: '',
  command: ['node', '-e', code],
  ...rest,
})
const run = (...steps: readonly Step[]) =>
  runSteps(steps, { folder: root, atOnce: 2, onResult: () => undefined })

test('a step that fails stops no other, and keeps what it wrote', async () => {
  const results = await run(
    step('bad', "console.log('on output'); console.error('on errors'); process.exit(3)"),
    step('good', ''),
    step('other', ''),
  )
  expect(Object.fromEntries(results.map(({ name, passed }) => [name, passed]))).toEqual({
    bad: false,
    good: true,
    other: true,
  })
  const bad = results.find(result => result.name === 'bad')
  expect(bad?.output).toContain('on output')
  expect(bad?.output).toContain('on errors')
})

test('a program that is not there is a step that fails', async () => {
  const results = await run({ name: 'gone', says: '', command: ['no-such-program'] })
  expect(results).toEqual([
    expect.objectContaining({ passed: false, output: expect.stringContaining('no-such-program') as string }),
  ])
})

test('a step killed by a signal fails', async () => {
  const [result] = await run(step('killed', "process.kill(process.pid, 'SIGKILL')"))
  expect(result?.passed).toBe(false)
})

test('output is shown of failing steps only; of others at most a remark', async () => {
  const result = (more: Partial<StepResult>): StepResult => ({
    name: 'lint',
    passed: true,
    seconds: 1.23,
    output: 'much text',
    ...more,
  })
  expect(formatResult(result({}))).toBe('✓ lint        1.2 s')
  expect(formatResult(result({ remark: '3 warnings' }))).toBe('✓ lint        1.2 s  3 warnings')
  expect(formatResult(result({ passed: false }))).toBe('✗ lint        1.2 s\nmuch text\n')
  const [ended] = await run(
    step('lint', "console.log('Found 3 warnings')", { remark: /Found (?<remark>\d+ warnings)/ }),
  )
  expect(ended?.remark).toBe('3 warnings')
})
