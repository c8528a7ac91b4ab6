import {
  catalogueFaults,
  type Catalogue,
  type CheckedSubmission,
  parseSubmission,
  timeFaults,
} from '@muster/protocol'
import { type Fault, InvalidInputError, type Timestamp } from '@muster/runtime'
import type { State } from '../model/state.ts'
import { groupFaults } from '../scheduler/group-faults.ts'
import { resourceFaults } from '../scheduler/resources/needs.ts'

/** A submission that could be accepted, given what there is. @throws InvalidInputError with every fault */
export function checkSubmission(state: State, submission: unknown, now: Timestamp): CheckedSubmission {
  const parsed = parseSubmission(submission)
  if (!parsed.ok) throw new InvalidInputError('the submission is not right', parsed.faults)
  const late = timeFaults(parsed.value, now)
  if (late.length > 0) throw new InvalidInputError('the submission asks for what is over', late)
  const faults = [
    ...catalogueFaults(parsed.value, catalogueOf(state)),
    ...strategyFaults(parsed.value, state),
    ...groupFaultsOf(parsed.value, state),
  ]
  if (faults.length > 0)
    throw new InvalidInputError('the submission asks for what no instrument offers', faults)
  return parsed.value
}

/** Ways to choose an instrument that there are not. */
function strategyFaults(checked: CheckedSubmission, { board }: State): Fault[] {
  const known = [...board.rules.strategies.keys()]
  return Object.entries(checked.definition.steps).flatMap(([id, { strategy }]) =>
    strategy === undefined || known.includes(strategy)
      ? []
      : [
          {
            field: `${checked.fieldOfStep(id)}.strategy`,
            message: `"${strategy}" is no strategy: there are ${known.join(', ')}`,
          },
        ],
  )
}

/** Steps that could never be started together. */
function groupFaultsOf(checked: CheckedSubmission, { resources, known }: State): Fault[] {
  return groupFaults(checked.definition.steps, resources, [...known.values()]).map(({ step, message }) => ({
    field: `${checked.fieldOfStep(step)}.together`,
    message,
  }))
}

/** What there is, for checking submissions: all that any agent has announced, in contact or not. */
function catalogueOf(state: State): Catalogue {
  const instruments = [...state.known.values()]
  return {
    activities: [...new Set(instruments.flatMap(known => [...known.activities.keys()]))].sort(),
    instruments: instruments.map(known => known.description.id).sort(),
    resourceFaults: step => resourceFaults(state.resources, step),
    offering: activity =>
      instruments.flatMap(known => {
        const offered = known.activities.get(activity)
        return offered
          ? [{ instrumentId: known.description.id, labels: known.labels, parse: offered.parse }]
          : []
      }),
  }
}
