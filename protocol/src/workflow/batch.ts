import type { Fault } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'

/** Several tasks in one run of an instrument. */
export const StepBatch = Type.Object(
  {
    size: Type.Integer({
      minimum: 2,
      maximum: 1_000,
      description: 'As many go into one run, which begins as soon as so many wait.',
    }),
    atLeast: Type.Optional(
      Type.Integer({ minimum: 1, default: 1, description: 'A run is never begun with fewer.' }),
    ),
    hold: Type.String({
      format: 'duration-text',
      description:
        'How long the first of them waits for others at the most, such as "2 h"; then the run begins with those that are there.',
    }),
  },
  {
    additionalProperties: false,
    description: 'Done in one run with others of the same activity, parameters and batch, of whatever job.',
  },
)
type StepBatch = Static<typeof StepBatch>

interface BatchedStep {
  readonly batch?: StepBatch
  readonly together?: string
  readonly degraded?: readonly unknown[]
  readonly waits?: Readonly<Record<string, { readonly atMost?: string }>>
}

/** What is wrong with the batch of a step. Fields are relative to the step. */
export function batchFaults({ batch, together, degraded = [], waits = {} }: BatchedStep): Fault[] {
  if (!batch) return []
  const { size, atLeast = 1 } = batch
  const faults: Fault[] = []
  if (atLeast > size)
    faults.push({
      field: 'batch.atLeast',
      message: `is ${atLeast}, and no more than ${size} go into one run`,
    })
  const without = 'can not be given with `batch`'
  if (together !== undefined)
    faults.push({ field: 'together', message: `${without}: the run waits for tasks of other jobs` })
  if (degraded.length > 0)
    faults.push({ field: 'degraded', message: `${without}: one run has one way for all its tasks` })
  for (const [step, { atMost }] of Object.entries(waits))
    if (atMost !== undefined)
      faults.push({
        field: `waits.${step}.atMost`,
        message: `${without}: what waits for others can not be begun by a time`,
      })
  return faults
}
