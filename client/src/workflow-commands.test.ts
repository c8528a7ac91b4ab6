import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InvalidInputError } from '@muster/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommandFlags, UsageError } from './command-call.ts'
import { runCommand } from './testing/run-command.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'muster-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function fileOf(text: string): Promise<string> {
  const path = join(folder, 'workflow.yaml')
  await writeFile(path, text)
  return path
}

const definition = { muster: 1, name: 'study', version: 2, steps: { print: { activity: 'print' } } }
const summary = (more: object = {}) => ({
  name: 'study',
  version: 2,
  title: 'Sinter study',
  hash: 'abc',
  registeredAt: '2026-12-01T08:00:00.000Z',
  by: 'Ann',
  steps: 3,
  ...more,
})
const RIGHT = 'muster: 1\nname: study\nsteps:\n  print:\n    activity: print\n'

const run = (words: readonly string[], flags: CommandFlags, ...answers: readonly unknown[]) =>
  runCommand(['workflow', ...words], flags, ...answers)

async function faultsOf(running: Promise<unknown>) {
  try {
    await running
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults
    throw error
  }
  return []
}

const refusal = (...faults: readonly object[]) =>
  Response.json(
    {
      type: 'about:blank',
      title: 'x',
      status: 422,
      detail: 'the workflow is not right',
      code: 'invalid-input',
      faults,
    },
    { status: 422, headers: { 'content-type': 'application/problem+json' } },
  )

describe('files', () => {
  it('are checked without a coordinator, and faults have their place', async () => {
    const right = await run(['check', await fileOf(RIGHT)], {})
    expect([right.output, right.asked]).toEqual([
      `${join(folder, 'workflow.yaml')} is right: study, one step\n`,
      [],
    ])
    const json = await run(['check', await fileOf(`workflow:\n  ${RIGHT.replaceAll('\n', '\n  ')}`)], {
      json: true,
    })
    expect(JSON.parse(json.output)).toEqual({ ...definition, version: undefined })
    const wrong = 'muster: 1\nname: study\nsteps:\n  print:\n    activity: print\n    after: [dry]\n'
    expect(await faultsOf(run(['check', await fileOf(wrong)], {}))).toMatchObject([
      { field: 'steps.print.after.0', line: 6, column: 13 },
    ])
    const within = `workflow:\n  ${wrong.replaceAll('\n', '\n  ')}`
    expect(await faultsOf(run(['check', await fileOf(within)], {}))).toMatchObject([
      { field: 'workflow.steps.print.after.0', line: 7 },
    ])
  })

  it('are registered, with warnings beside the answer', async () => {
    const answer = { ...summary(), definition, created: true, warnings: [] }
    const registered = await run(['register', await fileOf(RIGHT)], {}, answer)
    expect(registered.asked).toEqual([['POST', '/v1/workflows', { ...definition, version: undefined }]])
    expect([registered.output, registered.notes]).toEqual(['registered as study@2\n', ''])
    const warnings = [{ field: 'steps.print.activity', message: 'no instrument has the activity "print"' }]
    const again = await run(['register', await fileOf(RIGHT)], {}, { ...answer, created: false, warnings })
    expect(again.output).toBe('study@2 says the same: nothing was registered\n')
    expect(again.notes).toBe(
      'a job of it would be refused now:\n  line 5: steps.print.activity no instrument has the activity "print"\n',
    )
  })

  it('are told what the coordinator has against them by their place', async () => {
    const fault = { field: 'steps.print.uses', message: 'there is no workflow x' }
    expect(await faultsOf(run(['register', await fileOf(RIGHT)], {}, refusal(fault)))).toMatchObject([
      { ...fault, line: 4 },
    ])
    const inPlan = { ...fault, field: 'definition.steps.print.uses' }
    expect(
      await faultsOf(
        run(['plan', await fileOf(`workflow:\n  ${RIGHT.replaceAll('\n', '\n  ')}`)], {}, refusal(inPlan)),
      ),
    ).toMatchObject([{ field: 'workflow.steps.print.uses', line: 5 }])
  })
})

describe('versions', () => {
  it('are listed page after page, the latest of each', async () => {
    const retired = { by: 'Ben', reason: 'too hot', at: '2026-12-02T08:00:00.000Z' }
    const { output, asked } = await run(
      ['list', 's'],
      {},
      { workflows: [summary()], nextCursor: 'study' },
      { workflows: [summary({ name: 'sub', steps: 1, retired })] },
    )
    expect(asked).toEqual([
      ['GET', '/v1/workflows?limit=500&prefix=s'],
      ['GET', '/v1/workflows?limit=500&prefix=s&cursor=study'],
    ])
    expect(output.split('\n')).toEqual([
      'study@2  3 steps   2026-12-01 08:00 UTC  Ann  Sinter study',
      'sub@2    one step  2026-12-01 08:00 UTC  Ann  retired by Ben: too hot',
      '',
    ])
    const none = await run(['list'], {}, { workflows: [] })
    expect([none.output, none.notes, none.asked]).toEqual([
      '',
      'no workflow is registered\n',
      [['GET', '/v1/workflows?limit=500']],
    ])
  })

  it('are shown as they were registered', async () => {
    const shown = await run(['show', 'study@2'], {}, { ...summary(), definition })
    expect(shown.asked).toEqual([['GET', '/v1/workflows/study/2']])
    expect(JSON.parse(shown.output)).toEqual(definition)
    const latest = await run(['show', 'study'], { json: true }, { ...summary(), definition })
    expect(latest.asked).toEqual([['GET', '/v1/workflows/study']])
    expect(JSON.parse(latest.output)).toMatchObject({ hash: 'abc', definition })
    const all = await run(['versions', 'study'], {}, { versions: [summary(), summary({ version: 1 })] })
    expect(all.asked).toEqual([['GET', '/v1/workflows/study/versions']])
    expect(all.output.split('\n').map(line => line.split(' ')[0])).toEqual(['study@2', 'study@1', ''])
  })

  it('are compared', async () => {
    const none = { added: [], removed: [], changed: [] }
    const same = {
      name: 'study',
      from: 1,
      to: 2,
      steps: none,
      inputs: none,
      outputs: none,
      variables: none,
      settings: [],
      reordered: false,
    }
    const fields = [
      { field: 'timeLimit', to: '2 h' },
      { field: 'parameters.times', from: 1, to: 2 },
      { field: 'title', from: 'x' },
    ]
    const { output, asked } = await run(
      ['diff', 'study', '1', 'latest'],
      {},
      {
        ...same,
        steps: { added: ['dry'], removed: ['gone'], changed: [{ id: 'print', fields }] },
        inputs: { ...none, added: ['samples'] },
        settings: [{ field: 'strategy', to: 'sequential' }],
        reordered: true,
      },
    )
    expect(asked).toEqual([['GET', '/v1/workflows/study/diff?from=1&to=latest']])
    expect(output.split('\n')).toEqual([
      '+ step dry',
      '- step gone',
      '~ step print',
      '    timeLimit: "2 h"',
      '    parameters.times: 1 → 2',
      '    title: "x" is gone',
      '+ input samples',
      '~ strategy: "sequential"',
      '~ steps stand in another order',
      '',
    ])
    expect((await run(['diff', 'study', '1', '2'], {}, same)).output).toBe(
      'study@1 and study@2 say the same\n',
    )
  })

  it('are retired and restored, with who does it and why', async () => {
    const flags = { by: 'Ann', reason: 'too hot' }
    const retired = await run(['retire', 'study'], flags, summary())
    expect(retired.asked).toEqual([['POST', '/v1/workflows/study/retire', flags]])
    expect(retired.output).toContain('no job of study is begun any more')
    const restored = await run(['restore', 'study'], flags, summary())
    expect(restored.asked).toEqual([['POST', '/v1/workflows/study/restore', flags]])
    expect(restored.output).toBe('jobs of study are begun again\n')
  })
})

describe('a plan', () => {
  const minutes = (low: number, expected = low, high = expected) => ({
    low: low * 60_000,
    expected: expected * 60_000,
    high: high * 60_000,
  })
  const step = (path: string, more: object) => ({
    path,
    kind: 'activity',
    stage: 1,
    times: 1,
    duration: minutes(10),
    workMs: 600_000,
    earliestStartMs: 0,
    latestStartMs: 0,
    slackMs: 0,
    critical: true,
    ...more,
  })
  const planned = {
    duration: minutes(10, 40, 60),
    workMs: 3_000_000,
    parallelism: 1.25,
    width: 2,
    criticalPath: ['print', 'weigh-all'],
    stages: [],
    paths: [],
    steps: [
      step('print', {}),
      step('ct', { slackMs: 1_500_000, critical: false }),
      step('weigh-all', { kind: 'forEach', stage: 2, duration: minutes(5, 30, 50) }),
      step('weigh-all.each.weigh', { times: 16 }),
    ],
    stepsLeftOut: 0,
    needs: [{ kind: 'instrument', id: 'weigh', peak: 2, over: [] }],
    assumptions: [{ code: 'count', message: '10 items are taken', steps: ['weigh-all'], count: 3 }],
  }

  it('is a table with slack and the critical path', async () => {
    const { output, asked } = await run(
      ['plan', 'study@2'],
      { input: ['samples=["a","b"]', 'mode=fast'] },
      planned,
    )
    expect(asked).toEqual([
      ['POST', '/v1/workflows/study/plan', { version: 2, inputs: { samples: ['a', 'b'], mode: 'fast' } }],
    ])
    expect(output.split('\n')).toEqual([
      '  step                             kind      stage  expected                  slack',
      '* print                            activity  1      10 min',
      '  ct                               activity  1      10 min                    25 min',
      '* weigh-all                        forEach   2      30 min (5 min to 50 min)',
      '* weigh-all.each.weigh (16 times)  activity  1      10 min',
      'takes 40 min (10 min to 1 h): print → weigh-all',
      '1.3 steps under way on average, 2 at the most',
      'needs 2 at once: instrument weigh',
      'taken for granted:',
      '  10 items are taken (weigh-all and 2 more)',
      '* decides when it ends; an instrument is taken to be free for each step; nothing was submitted',
      '',
    ])
  })

  it('is also of a file that is not registered', async () => {
    const { asked } = await run(['plan', await fileOf(RIGHT)], { json: true }, planned)
    expect(asked).toEqual([
      ['POST', '/v1/workflows/study/plan', { definition: { ...definition, version: undefined }, inputs: {} }],
    ])
  })
})

it('types of activities are written for the builder', async () => {
  const instrument = (...activities: readonly object[]) => ({
    id: 'i',
    agent: 'a',
    link: 'up',
    readiness: 'ready',
    activities,
  })
  const print = {
    type: 'object',
    required: ['layers'],
    properties: {
      layers: { type: 'integer' },
      'feed rate': { type: ['number', 'null'] },
      binder: { enum: ['A', 'B'] },
      holds: {
        type: 'array',
        items: { type: 'object', properties: { at: { anyOf: [{ type: 'string' }, { const: 3 }] } } },
      },
    },
  }
  const { output } = await run(
    ['types'],
    {},
    {
      instruments: [
        instrument(
          { name: 'print', title: 'Print */ it', parameters: print },
          { name: 'x-ray', parameters: {} },
        ),
        instrument({ name: 'print', parameters: { type: 'object', additionalProperties: false } }),
      ],
    },
  )
  expect(output.split('\n').slice(1)).toEqual([
    'export interface Activities {',
    '  /** Print * / it */',
    '  readonly print: { readonly parameters: Readonly<Record<string, never>> | { readonly layers: number; readonly "feed rate"?: number | null; readonly binder?: "A" | "B"; readonly holds?: readonly ({ readonly at?: string | 3 })[] }; readonly result: unknown }',
    '  readonly "x-ray": { readonly parameters: Readonly<Record<string, unknown>>; readonly result: unknown }',
    '}',
    '',
  ])
})

const NAMES = 'check, register, list, show, versions, diff, plan, types, retire, restore'
it.each<[words: readonly string[], flags: CommandFlags, what: string]>([
  [[], {}, `workflow needs one of ${NAMES}`],
  [['constructor'], {}, `constructor is none of ${NAMES}`],
  [['check'], {}, 'workflow needs FILE.yaml'],
  [['show', 'Study'], {}, 'Study is no NAME[@VERSION], such as sinter-study@3'],
  [['diff', 'study', '1'], {}, 'workflow needs TO, a version'],
  [['diff', 'study', '1', 'two'], {}, 'two is no version: a number from 1, or latest'],
  [['plan', 'Study'], {}, 'Study is neither NAME[@VERSION], such as sinter-study@3, nor a file'],
  [['plan', 'study'], { input: ['samples'] }, 'samples is no input: --input NAME=VALUE'],
  [['retire', 'study'], { by: 'Ann' }, 'this needs a reason: --reason TEXT'],
  [['restore', 'study'], { reason: 'x' }, 'this needs your name: --by NAME'],
])('muster workflow %s with %o is wrong usage, and nothing is asked', async (words, flags, what) => {
  await expect(run(words, flags, {})).rejects.toThrow(new UsageError(what))
})
