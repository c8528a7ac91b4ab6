import {
  catalogueFaults,
  type Catalogue,
  type CheckedSubmission,
  type Step,
  submittedSteps,
} from '@muster/protocol'
import type { Fault } from '@muster/runtime'
import { secretsIn } from '../calls/index.ts'
import type { State } from '../model/state.ts'
import { groupFaults } from '../scheduler/group-faults.ts'
import { resourceFaults } from '../scheduler/resources/needs.ts'
import { parseFilePattern } from '../triggers/file-names.ts'

/** What a workflow asks for and is not there: activities as they are asked for, strategies, kinds of calls, secrets. */
export function offerFaults(state: State, checked: CheckedSubmission): Fault[] {
  return [
    ...catalogueFaults(checked, catalogueOf(state)),
    ...groupFaultsOf(checked, state),
    ...[...submittedSteps(checked)].flatMap(({ step, field }) => [
      ...strategyFaults(step, field, state),
      ...callFaults(step, field, state),
      ...fileFaults(step, field, state),
    ]),
  ]
}

/** Ways to choose an instrument that there are not. */
function strategyFaults({ strategy }: Step, field: string, { board }: State): Fault[] {
  const known = [...board.rules.strategies.keys()]
  if (strategy === undefined || known.includes(strategy)) return []
  const message = `"${strategy}" is no strategy: there are ${known.join(', ')}`
  return [{ field: `${field}.strategy`, message }]
}

/** A file in no folder that is watched would never come. What an expression comes to is looked at when its step begins. */
function fileFaults({ wait }: Step, field: string, { folders }: State): Fault[] {
  if (wait?.file === undefined) return []
  const isWritten = !wait.file.includes('${')
  const pattern = parseFilePattern(isWritten ? wait.file : '*', folders)
  return typeof pattern === 'string' ? [{ field: `${field}.wait.file`, message: pattern }] : []
}

function callFaults({ call }: Step, field: string, { calls }: State): Fault[] {
  if (!call) return []
  const kind = calls.kinds.get(call.kind)
  if (!kind) {
    const known = [...calls.kinds.keys()].join(', ')
    return [{ field: `${field}.call.kind`, message: `"${call.kind}" is no kind of call: there are ${known}` }]
  }
  const unknown = secretsIn(call.with).filter(name => !calls.secrets.has(name))
  const known = [...calls.secrets.keys()].join(', ') || 'none'
  return [
    ...(kind.faults?.(call.with ?? {}) ?? []).map(fault => ({
      ...fault,
      field: `${field}.call.with.${fault.field}`,
    })),
    ...unknown.map(name => ({
      field: `${field}.call.with`,
      message: `there is no secret "${name}"; there are: ${known}`,
    })),
  ]
}

/** Steps that could never be started together. Names count among the steps of one map: what stands within another has its own. */
function groupFaultsOf(checked: CheckedSubmission, { resources: ledger, known, agents }: State): Fault[] {
  const grouped = [...submittedSteps(checked)].filter(({ step }) => step.together !== undefined)
  if (grouped.length === 0) return []
  const roomAt = (agentId: string): number => agents.get(agentId)?.maxConcurrentTasks ?? 0
  const equipment = { ledger, instruments: [...known.values()], roomAt }
  const maps = Map.groupBy(grouped, ({ field }) => field.slice(0, field.lastIndexOf('.')))
  return [...maps.values()]
    .map(placed => Object.fromEntries(placed.map(({ field, step }) => [field, step])))
    .flatMap(steps => groupFaults(steps, equipment))
    .map(({ step: field, message }) => ({ field: `${field}.together`, message }))
}

/** What there is, for checking submissions: all that any agent has announced, in contact or not. */
export function catalogueOf(state: State): Catalogue {
  const instruments = [...state.known.values()]
  return {
    // Only what is wrong asks for these: of many instruments they are long.
    get activities() {
      return [...new Set(instruments.flatMap(known => [...known.activities.keys()]))].sort()
    },
    get instruments() {
      return instruments.map(known => known.description.id).sort()
    },
    resourceFaults: step => resourceFaults(state.resources, step),
    offering: activity =>
      instruments.flatMap(known => {
        const offered = known.activities.get(activity)
        return offered
          ? [
              {
                instrumentId: known.description.id,
                labels: known.labels,
                parse: offered.parse,
                schemaJson: offered.description.parametersSchemaJson,
              },
            ]
          : []
      }),
  }
}
