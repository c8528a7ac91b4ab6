import type { Steps, WorkflowDefinition } from '@muster/protocol'
import { InvalidInputError, MusterError } from '@muster/runtime'
import { seededRandom } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { Draft } from '../model/draft.ts'
import { State } from '../model/state.ts'
import { checkWorkflow } from '../operations/check-workflow.ts'
import { planOf } from '../operations/plan-workflow.ts'
import { aScene } from '../supervisor/testing/view.ts'
import { anAgent, anInstrument } from '../testing/store-fixtures.ts'
import { resolveUses } from '../workflow/uses.ts'
import { registerWorkflow, restoreWorkflow, retireWorkflow } from './workflows.ts'

let drafts = 0
const draftOf = (state: State) => new Draft(state, 'test', 'person:Ann', 1_000, seededRandom(++drafts))

const definition = (
  name: string,
  steps: Steps,
  more: Partial<WorkflowDefinition> = {},
): WorkflowDefinition => ({
  muster: 1,
  name,
  steps,
  ...more,
})
const print: Steps = { print: { activity: 'print' } }

/** Checks and registers. @returns the version's id, with `+` where it is new */
function register(state: State, value: WorkflowDefinition, draft = draftOf(state)): string {
  const { workflow, created } = registerWorkflow(draft, checkWorkflow(state, value).definition, 'Ann')
  return `${workflow.id}${created ? '+' : ''}`
}

function faultsOf(act: () => unknown): string[] {
  try {
    act()
  } catch (error) {
    if (error instanceof InvalidInputError)
      return error.faults.map(({ field, message }) => `${field} ${message}`)
    throw error
  }
  return []
}

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act()
    return undefined
  } catch (error) {
    return error instanceof MusterError ? error.code : String(error)
  }
}

describe('registering', () => {
  it('gives the next version to what says something new, and the latest to what says the same', () => {
    const state = new State()
    const draft = draftOf(state)
    expect(register(state, definition('study', print), draft)).toBe('study@1+')
    expect(register(state, definition('study', print, { version: 1 }), draft)).toBe('study@1')
    expect(register(state, definition('study', print, { title: 'Study' }), draft)).toBe('study@2+')
    // What says the same as an earlier one is a version of its own: the latest is what jobs get.
    expect(register(state, definition('study', print), draft)).toBe('study@3+')
    expect(state.workflows.version('study', 2)).toMatchObject({
      title: 'Study',
      by: 'Ann',
      registeredAt: 1_000,
      definition: { version: 2, steps: print },
    })
    expect(state.workflows.versions('study').map(({ number }) => number)).toEqual([3, 2, 1])
    const { rows, events } = draft.toChange()
    expect(rows.workflows.map(({ id }) => id)).toEqual(['study@1', 'study@2', 'study@3'])
    expect(events.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
      'workflow.registered study@1',
      'workflow.registered study@2',
      'workflow.registered study@3',
    ])
  })

  it('takes the order of steps for something new, and the order of other keys for none', () => {
    const state = new State()
    const [a, b] = [{ activity: 'a', title: 'A' }, { activity: 'b' }]
    register(state, definition('study', { a, b }))
    expect(register(state, definition('study', { a: { title: 'A', activity: 'a' }, b }))).toBe('study@1')
    expect(register(state, definition('study', { b, a }))).toBe('study@2+')
  })

  it('refuses a version that is not the next', () => {
    const state = new State()
    expect(register(state, definition('study', print, { version: 1 }))).toBe('study@1+')
    const other = definition('study', { weigh: { activity: 'weigh' } }, { version: 1 })
    expect(faultsOf(() => register(state, other))).toEqual([
      'version is 1, and the next is 2; it may be left out, and is given then',
    ])
    expect(faultsOf(() => register(state, definition('study', print, { version: 3 })))).toHaveLength(1)
  })

  it('names all that is wrong, by its place in the definition', () => {
    const wrong = {
      print: { activity: 'print', after: ['dry'] },
      weigh: { activity: 'weigh', sameInstrumentAs: 'x' },
    }
    const faults = faultsOf(() => register(new State(), definition('study', wrong)))
    expect(faults.map(fault => fault.split(' ')[0])).toEqual([
      'steps.print.after.0',
      'steps.weigh.sameInstrumentAs',
    ])
    expect(faultsOf(() => checkWorkflow(new State(), undefined))[0]).toContain('must be object')
  })

  it('refuses more versions than there is room for', () => {
    const state = new State()
    for (let at = 1; at <= 1_000; at++) register(state, definition('study', print, { title: `${at}` }))
    expect(codeOf(() => register(state, definition('study', print)))).toBe('too-many-versions')
    expect(register(state, definition('study', print, { title: '1000' }))).toBe('study@1000')
  })

  it('warns of what no instrument offers, where that is known already', () => {
    const schema = JSON.stringify({ type: 'object', properties: { layers: { type: 'integer' } } })
    const state = aScene({
      instruments: [anInstrument(0)],
      agents: [withActivities(['print', schema])],
    }).state
    const inputs = { layers: { type: 'integer' } }
    const warningsOf = (steps: Steps) =>
      checkWorkflow(state, definition('study', steps, { inputs })).warnings.map(({ field }) => field)
    expect(
      warningsOf({ a: { activity: 'print', parameters: { layers: 3 } }, b: { activity: 'sinter' } }),
    ).toEqual(['steps.b.activity'])
    expect(warningsOf({ a: { activity: 'print', parameters: { layers: 'x' } } })).toEqual([
      'steps.a.parameters.layers',
    ])
    expect(warningsOf({ a: { activity: 'print', parameters: { layers: '${ inputs.layers }' } } })).toEqual([])
  })
})

const withActivities = (...activities: readonly (readonly [name: string, schema: string, ms?: number])[]) => {
  const agent = anAgent()
  return {
    ...agent,
    instruments: agent.instruments.map(instrument => ({
      ...instrument,
      activities: activities.map(([name, parametersSchemaJson, expectedDurationMs]) => ({
        name,
        version: '1',
        title: name,
        parametersSchemaJson,
        repeatability: 'safe' as const,
        phases: [],
        canPause: false,
        canCheckpoint: false,
        ...(expectedDurationMs === undefined ? {} : { expectedDurationMs }),
      })),
    })),
  }
}

describe('workflows that are used', () => {
  const use = (uses: string): Steps => ({ use: { uses } })

  it('have to be there', () => {
    const state = new State()
    register(state, definition('density', print))
    expect(
      faultsOf(() =>
        register(state, definition('study', { a: { steps: use('density@2') }, b: { uses: 'x' } })),
      ),
    ).toEqual([
      'steps.a.steps.use.uses there is no workflow density@2; the latest is density@1',
      'steps.b.uses there is no workflow x',
    ])
    const then: Partial<WorkflowDefinition> = JSON.parse(
      '{"then": [{"uses": "study"}, {"uses": "density@1"}, {"uses": "y"}]}',
    ) as Partial<WorkflowDefinition>
    const chained = definition('study', print, then)
    expect(faultsOf(() => register(state, chained))).toEqual(['then.2.uses there is no workflow y'])
    expect(register(state, definition('study', use('density@1')))).toBe('study@1+')
  })

  it('do not use each other, by whatever detour', () => {
    const state = new State()
    expect(faultsOf(() => register(state, definition('a', use('a'))))).toEqual([
      'steps.use.uses it would use itself: a@1 → a@1',
    ])
    register(state, definition('a', print))
    register(state, definition('b', use('a')))
    expect(faultsOf(() => register(state, definition('a', use('b'))))).toEqual([
      'steps.use.uses it would use itself: a@2 → b@1 → a@2',
    ])
    register(state, definition('c', use('a@1')))
    // An earlier version of itself is another workflow.
    expect(register(state, definition('a', use('c')))).toBe('a@2+')
  })

  it('are given with the versions that they have now', () => {
    const state = new State()
    register(state, definition('a', print))
    register(state, definition('b', { use: { uses: 'a' }, old: { uses: 'a@1' } }))
    register(state, definition('a', print, { title: 'New' }))
    register(state, definition('study', { all: { forEach: { items: [1], steps: use('b@latest') } } }))
    const study = state.workflows.version('study')
    if (!study) throw new Error('it is not registered')
    const { definition: pinned, uses, faults } = resolveUses(study, state.workflows)
    expect(faults).toEqual([])
    expect(pinned.steps['all']?.forEach?.steps).toEqual(use('b@1'))
    expect(Object.keys(uses).sort()).toEqual(['a@1', 'a@2', 'b@1'])
    expect(uses['b@1']?.steps).toEqual({ use: { uses: 'a@2' }, old: { uses: 'a@1' } })
    // What is registered stays as it was written.
    expect(study.definition.steps['all']?.forEach?.steps).toEqual(use('b@latest'))
  })

  it('are not deeper than anybody can follow', () => {
    const state = new State()
    register(state, definition('w0', print))
    for (let depth = 1; depth <= 20; depth++) register(state, definition(`w${depth}`, use(`w${depth - 1}`)))
    expect(faultsOf(() => register(state, definition('w21', use('w20')))).join()).toContain(
      'more than 20 deep',
    )
  })
})

describe('retiring', () => {
  it('holds for all versions until it is undone, and is audited with its reason', () => {
    const state = new State()
    register(state, definition('density', print))
    const draft = draftOf(state)
    expect(retireWorkflow(draft, 'density', 'Ann', 'the balance is gone')).toMatchObject({
      retired: { by: 'Ann', reason: 'the balance is gone', at: 1_000 },
    })
    expect(state.workflows.isRetired('density')).toBe(true)
    expect(codeOf(() => retireWorkflow(draft, 'density', 'Ben', 'x'))).toBe('workflow-retired')
    expect(codeOf(() => register(state, definition('density', print, { title: 'New' })))).toBe(
      'workflow-retired',
    )
    expect(faultsOf(() => register(state, definition('study', { a: { uses: 'density@1' } })))).toEqual([
      'steps.a.uses density is retired',
    ])
    expect(restoreWorkflow(draft, 'density', 'it is back').retired).toBeUndefined()
    expect(codeOf(() => restoreWorkflow(draft, 'density', 'x'))).toBe('not-retired')
    expect(codeOf(() => retireWorkflow(draft, 'nothing', 'Ann', 'x'))).toBe('not-found')
    expect(draft.toChange().events.map(({ kind, details }) => [kind, details])).toEqual([
      ['workflow.retired', { reason: 'the balance is gone' }],
      ['workflow.restored', { reason: 'it is back' }],
    ])
    expect(register(state, definition('density', print, { title: 'New' }))).toBe('density@2+')
  })
})

it('workflows are listed by name, page by page', () => {
  const state = new State()
  for (const name of ['sinter-b', 'density', 'sinter-a', 'sinter-c']) register(state, definition(name, print))
  register(state, definition('sinter-b', print, { title: 'New' }))
  const page = (prefix: string, after: string, limit: number) =>
    state.workflows.page(prefix, after, limit).map(({ id }) => id)
  expect(page('', '', 9)).toEqual(['density@1', 'sinter-a@1', 'sinter-b@2', 'sinter-c@1'])
  expect(page('sinter', '', 2)).toEqual(['sinter-a@1', 'sinter-b@2'])
  expect(page('sinter', 'sinter-b', 2)).toEqual(['sinter-c@1'])
  expect(
    ['sinter-b', 'sinter-b@latest', 'sinter-b@1', 'sinter-b@9', 'x'].map(
      text => state.workflows.find(text)?.id,
    ),
  ).toEqual(['sinter-b@2', 'sinter-b@2', 'sinter-b@1', undefined, undefined])
})

describe('a plan', () => {
  const { state } = aScene({
    instruments: [anInstrument(0, { durations: { weigh: { runs: [60_000, 60_000, 60_000], classes: [] } } })],
    agents: [withActivities(['print', '{}', 600_000], ['weigh', '{}', 1])],
  })

  it('goes by what was measured, then by what is stated, then by what is assumed', () => {
    const steps = {
      print: { activity: 'print' },
      weigh: { activity: 'weigh', after: ['print'] },
      x: { activity: 'x' },
    }
    const plan = planOf(state, { definition: definition('study', steps), uses: {} }, {}, 0)
    const expected = Object.fromEntries(plan.steps.map(({ id, duration }) => [id, duration.expected]))
    expect(expected).toEqual({ print: 600_000, weigh: 60_000, x: 1_800_000 })
    expect(plan.assumptions).toMatchObject([{ code: 'unknown-duration', steps: ['x'] }])
  })

  it('is refused with inputs that the workflow does not have, or that are not as it says', () => {
    const study = definition('study', print, {
      inputs: { samples: { type: 'array', items: { type: 'string' } } },
    })
    expect(
      faultsOf(() => planOf(state, { definition: study, uses: {} }, { samples: [1], sample: [] }, 0)),
    ).toEqual([
      'inputs.samples.0 must be string',
      'inputs.sample is not an input of this workflow; inputs: samples',
    ])
  })
})
