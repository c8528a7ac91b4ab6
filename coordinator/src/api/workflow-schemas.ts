import type { FieldChange, LevelPlan, NamedChanges, WorkflowDifference, WorkflowPlan } from '@muster/protocol'
import { ASSUMPTIONS, STEP_KINDS } from '@muster/protocol'
import { type Fault, InvalidInputError } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import type { WorkflowRecord } from '../model/workflow-record.ts'
import type { Registration } from '../work/workflows.ts'
import { limitOf } from './parse.ts'
import { optional, strict, Time, words } from './schema-parts.ts'
import { given, time } from './view-parts.ts'

/** Workflows as the API takes and shows them. */

const Version = Type.Integer({ minimum: 1 })
const VersionText = Type.String({ pattern: '^([1-9][0-9]{0,8}|latest)$' })

export const ByName = Type.Object({ name: Type.String({ maxLength: 200 }) }, strict)
export const ByVersion = Type.Object(
  {
    name: Type.String({ maxLength: 200 }),
    version: { ...VersionText, description: 'Its number, or `latest`.' },
  },
  strict,
)
export const WorkflowsQuery = Type.Object(
  {
    prefix: optional(Type.String({ maxLength: 63, description: 'Of their names.' })),
    cursor: optional(Type.String({ maxLength: 63 })),
    limit: optional(Type.String({ pattern: '^[0-9]{1,3}$', description: '1 to 500; 50 unless told.' })),
  },
  strict,
)
export const DiffQuery = Type.Object({ from: VersionText, to: VersionText }, strict)
export const PlanBody = Type.Object(
  {
    version: optional({ ...Version, description: 'The latest where left out.' }),
    definition: optional(
      Type.Unknown({ description: 'In the place of a registered version: a definition of this name.' }),
    ),
    inputs: optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'As far as they are known.' }),
    ),
  },
  strict,
)

const Retirement = Type.Object({ by: Type.String(), reason: Type.String(), at: Time }, strict)
const summary = {
  name: Type.String(),
  version: Version,
  title: optional(Type.String()),
  hash: Type.String({ description: 'SHA-256 of what it says.' }),
  registeredAt: Time,
  by: Type.String(),
  steps: Type.Integer({ description: 'How many, without those within steps.' }),
  retired: optional(Type.Object(Retirement.properties, { ...strict, description: 'No job is begun of it.' })),
}
export const WorkflowSummary = Type.Object(summary, strict)
const Definition = Type.Unknown({ description: 'As it was registered, with its version.' })
export const WorkflowView = Type.Object({ ...summary, definition: Definition }, strict)
const FaultView = Type.Object({ field: Type.String(), message: Type.String() }, strict)
export const RegisteredView = Type.Object(
  {
    ...summary,
    definition: Definition,
    created: Type.Boolean({ description: 'False where the latest version says the same.' }),
    warnings: Type.Array(FaultView, {
      description: 'What no instrument offers as they are now: a job would be refused.',
    }),
  },
  strict,
)
export const WorkflowPage = Type.Object(
  { workflows: Type.Array(WorkflowSummary), nextCursor: optional(Type.String()) },
  strict,
)

const Change = Type.Object(
  {
    field: Type.String({ description: 'Dotted: `forEach.steps.weigh.parameters.times`.' }),
    from: optional(Type.Unknown()),
    to: optional(Type.Unknown()),
  },
  strict,
)
const Changes = Type.Object(
  {
    added: Type.Array(Type.String()),
    removed: Type.Array(Type.String()),
    changed: Type.Array(Type.Object({ id: Type.String(), fields: Type.Array(Change) }, strict)),
  },
  strict,
)
export const DiffView = Type.Object(
  {
    name: Type.String(),
    from: Version,
    to: Version,
    steps: Changes,
    inputs: Changes,
    outputs: Changes,
    variables: Changes,
    settings: Type.Array(Change),
    reordered: Type.Boolean({ description: 'The steps that both have stand in another order.' }),
  },
  strict,
)

const Range = Type.Object(
  { low: Type.Number(), expected: Type.Number(), high: Type.Number() },
  { ...strict, description: 'Milliseconds.' },
)
const Ids = Type.Array(Type.String())
const PlannedStepView = Type.Object(
  {
    path: Type.String({
      description:
        'As in a job, with `each` and `time` for what is done again and again: `weigh-all.each.weigh`.',
    }),
    kind: words(STEP_KINDS),
    stage: Type.Integer({ description: 'From 1, among the steps of its map.' }),
    times: Type.Number({ description: 'How often it is done, within the step that it is in.' }),
    duration: Range,
    workMs: Type.Number(),
    earliestStartMs: Type.Number({
      description:
        'From the beginning of the job; of a step within another, from the beginning of that scope.',
    }),
    latestStartMs: Type.Number(),
    slackMs: Type.Number(),
    critical: Type.Boolean(),
  },
  strict,
)
const Assumed = Type.Object(
  { code: words(ASSUMPTIONS), message: Type.String(), steps: Ids, count: Type.Integer() },
  strict,
)
export const WorkflowPlanView = Type.Object(
  {
    duration: Range,
    workMs: Type.Number({ description: 'How long all steps take, added up.' }),
    parallelism: Type.Number({ description: 'The work, divided by the length of the critical path.' }),
    width: Type.Number({ description: 'The most steps under way at one time.' }),
    criticalPath: Ids,
    stages: Type.Array(Ids),
    paths: Type.Array(Type.Object({ steps: Ids, durationMs: Type.Number() }, strict)),
    steps: Type.Array(PlannedStepView),
    stepsLeftOut: Type.Integer({ description: 'Steps within steps that are too many to be shown.' }),
    needs: Type.Array(
      Type.Object(
        {
          kind: words(['instrument', 'resource'] as const),
          id: Type.String({ description: 'Of an instrument: the activity.' }),
          peak: Type.Number(),
          over: Type.Array(
            Type.Object({ fromMs: Type.Number(), toMs: Type.Number(), amount: Type.Number() }, strict),
          ),
        },
        strict,
      ),
    ),
    assumptions: Type.Array(Assumed, { description: 'What nobody knows, and was taken instead.' }),
  },
  strict,
)

export function workflowSummary(row: WorkflowRecord, retired = row.retired): Static<typeof WorkflowSummary> {
  const { name, number: version, hash, registeredAt, by, definition } = row
  return {
    name,
    version,
    ...given(row, ['title']),
    hash,
    registeredAt: time(registeredAt),
    by,
    steps: Object.keys(definition.steps).length,
    ...(retired ? { retired: { ...retired, at: time(retired.at) } } : {}),
  }
}

export function workflowView(row: WorkflowRecord, retired = row.retired): Static<typeof WorkflowView> {
  return { ...workflowSummary(row, retired), definition: row.definition }
}

export function registeredView(
  { workflow, created }: Registration,
  warnings: readonly Fault[],
): Static<typeof RegisteredView> {
  return {
    ...workflowView(workflow),
    created,
    warnings: warnings.map(({ field, message }) => ({ field, message })),
  }
}

/** @returns undefined for the latest @throws InvalidInputError */
export function versionOf(text: string): number | undefined {
  if (text === 'latest') return undefined
  if (/^[1-9][0-9]{0,8}$/.test(text)) return Number(text)
  throw new InvalidInputError('the path is not right', [
    { field: 'version', message: `must be a number from 1, or "latest", and is "${text}"` },
  ])
}

export function pageOf({ prefix = '', cursor = '', limit }: Static<typeof WorkflowsQuery>) {
  return { prefix, cursor, limit: limitOf(limit) }
}

export function diffView(
  name: string,
  from: number,
  to: number,
  difference: WorkflowDifference,
): Static<typeof DiffView> {
  const { steps, inputs, outputs, variables, settings, isReordered } = difference
  return {
    name,
    from,
    to,
    steps: changesView(steps),
    inputs: changesView(inputs),
    outputs: changesView(outputs),
    variables: changesView(variables),
    settings: settings.map(changeView),
    reordered: isReordered,
  }
}

const changeView = (change: FieldChange): Static<typeof Change> => ({ ...change })
const changesView = ({ added, removed, changed }: NamedChanges): Static<typeof Changes> => ({
  added: [...added],
  removed: [...removed],
  changed: changed.map(({ id, fields }) => ({ id, fields: fields.map(changeView) })),
})

/** Steps within steps multiply; more than this nobody reads. */
const STEPS_SHOWN = 20_000

export function workflowPlanView(plan: WorkflowPlan): Static<typeof WorkflowPlanView> {
  const { shown, leftOut } = flat(plan)
  return {
    duration: { ...plan.duration },
    workMs: plan.work,
    parallelism: plan.parallelism,
    width: plan.width,
    criticalPath: [...plan.criticalPath],
    stages: plan.stages.map(stage => [...stage]),
    paths: plan.paths.map(({ steps, duration }) => ({ steps: [...steps], durationMs: duration })),
    steps: shown,
    stepsLeftOut: leftOut,
    needs: plan.needs.map(({ kind, id, peak, over }) => ({
      kind,
      id,
      peak,
      over: over.map(({ from, to, amount }) => ({ fromMs: from, toMs: to, amount })),
    })),
    assumptions: plan.assumptions.map(({ code, message, steps, count }) => ({
      code,
      message,
      steps: [...steps],
      count,
    })),
  }
}

type PlannedStepView = Static<typeof PlannedStepView>

/** Steps of a map before those within them: the outer ones are never those that are left out. */
function flat(plan: LevelPlan): { readonly shown: PlannedStepView[]; readonly leftOut: number } {
  const shown: PlannedStepView[] = []
  let leftOut = 0
  const waiting: { readonly level: LevelPlan; readonly prefix: string; readonly times: number }[] = [
    { level: plan, prefix: '', times: 1 },
  ]
  // An array hands out what is added while it is gone through.
  for (const { level, prefix, times } of waiting) {
    if (shown.length + level.steps.length > STEPS_SHOWN && prefix !== '') {
      leftOut += level.steps.length
      continue
    }
    for (const step of level.steps) {
      const path = `${prefix}${step.id}`
      shown.push({
        path,
        kind: step.kind,
        stage: step.stage,
        times,
        duration: { ...step.duration },
        workMs: step.work,
        earliestStartMs: step.earliestStart,
        latestStartMs: step.latestStart,
        slackMs: step.slack,
        critical: step.isCritical,
      })
      for (const { scope, times: often, plan: within } of step.within ?? [])
        waiting.push({ level: within, prefix: `${path}.${scope}.`, times: often })
    }
  }
  return { shown, leftOut }
}
