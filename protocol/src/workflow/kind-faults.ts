import { type Fault, parseDuration } from '@muster/runtime'
import { isTemplated } from '../expressions/template.ts'
import { ID_PATTERN } from '../identifiers.ts'
import { suggest } from '../suggest.ts'
import { below, fault, listSome } from './fault-codes.ts'
import { STEP_KINDS, type Step, type StepKind } from './model.ts'
import { alternativesOf, NAME_PATTERN } from './resources.ts'
import { schemaParser } from './value-schemas.ts'

/** Fields that only some kinds of steps have. All others are for each kind. */
const FIELDS_OF: Readonly<Partial<Record<keyof Step, readonly StepKind[]>>> = {
  instrument: ['activity'],
  requires: ['activity'],
  parameters: ['activity'],
  waits: ['activity'],
  notBefore: ['activity'],
  sameInstrumentAs: ['activity'],
  otherInstrumentThan: ['activity'],
  preferLastOf: ['activity'],
  together: ['activity'],
  role: ['activity'],
  strategy: ['activity'],
  resources: ['activity'],
  samples: ['activity'],
  degraded: ['activity'],
  batch: ['activity'],
  preemptible: ['activity'],
  queueLimit: ['activity'],
  startLimit: ['activity'],
  checkpointEvery: ['activity'],
  reuse: ['activity'],
  fallbackInstruments: ['activity'],
  staleAfter: ['activity'],
  lostAfter: ['activity'],
  away: ['activity'],
  retry: ['activity', 'call'],
  inputs: ['uses'],
  outputs: ['steps', 'stepsFrom'],
}
const ID = new RegExp(ID_PATTERN)
const NAME = new RegExp(NAME_PATTERN)

const kindsOf = (step: Step): StepKind[] => STEP_KINDS.filter(kind => step[kind] !== undefined)

/** What the form of a step does not show: its kind, and what is for that kind. Fields are relative to the step. */
export function kindFaults(step: Step): Fault[] {
  const [kind, ...more] = kindsOf(step)
  if (kind === undefined)
    return [fault('step-kind', '', `is of no kind; give one of ${STEP_KINDS.join(', ')}`)]
  if (more.length > 0)
    return [
      fault(
        'step-kind',
        '',
        `is of ${more.length + 1} kinds at once: ${[kind, ...more].join(', ')}; give one`,
      ),
    ]
  return [
    ...fieldFaults(step, kind),
    ...promptFaults(step),
    ...waitFaults(step),
    ...sourceFaults(step),
    ...textFaults(step),
  ]
}

function fieldFaults(step: Step, kind: StepKind): Fault[] {
  const faults: Fault[] = []
  for (const field in step) {
    const kinds = FIELDS_OF[field as keyof Step]
    if (!kinds || kinds.includes(kind) || step[field as keyof Step] === undefined) continue
    faults.push(
      fault('step-field', field, `is for steps with ${kinds.join(' or ')}, and this one has ${kind}`),
    )
  }
  if (step.undoWhen !== undefined && step.undo === undefined)
    faults.push(fault('step-field', 'undoWhen', 'is for a step with `undo`'))
  if (step.fallbackInstruments !== undefined && step.instrument === undefined)
    faults.push(fault('step-field', 'fallbackInstruments', 'is for a step with `instrument`'))
  return faults
}

function promptFaults({ prompt, timeLimit }: Step): Fault[] {
  if (!prompt) return []
  const { fields = {}, optional = [], answers = [{ id: 'done' }], onTimeout } = prompt
  const faults: Fault[] = []
  for (const [name, schema] of Object.entries(fields)) {
    const parser = schemaParser(schema)
    if (!parser.ok)
      faults.push(...below(`prompt.fields.${name}`, parser.faults).map(one => ({ ...one, code: 'schema' })))
  }
  const names = Object.keys(fields)
  for (const [at, name] of optional.entries())
    if (!Object.hasOwn(fields, name))
      faults.push(
        fault(
          'prompt-field-unknown',
          `prompt.optional.${at}`,
          `"${name}" is no field of it${suggest(name, names)}; fields: ${listSome(names)}`,
        ),
      )
  const ids = answers.map(({ id }) => id)
  for (const [at, id] of ids.entries())
    if (ids.indexOf(id) !== at)
      faults.push(fault('prompt-answer-twice', `prompt.answers.${at}.id`, `"${id}" is there twice`))
  if (onTimeout === undefined) return faults
  if (timeLimit === undefined)
    faults.push(fault('step-field', 'prompt.onTimeout', 'is for a step with a `timeLimit`'))
  if (onTimeout !== 'fail' && !ids.includes(onTimeout))
    faults.push(
      fault(
        'prompt-answer-unknown',
        'prompt.onTimeout',
        `"${onTimeout}" is no answer; there is: fail, ${ids.join(', ')}`,
      ),
    )
  return faults
}

/** What a step may wait for; it gives one of these. */
export const WAITS = ['for', 'until', 'signal', 'file'] as const

function waitFaults({ wait, timeLimit }: Step): Fault[] {
  if (!wait) return []
  const given = WAITS.filter(one => wait[one] !== undefined)
  const faults: Fault[] = []
  if (given.length !== 1)
    faults.push(
      fault(
        'step-kind',
        'wait',
        `give one of ${WAITS.join(', ')}; there ${given.length === 0 ? 'is none' : `are ${given.join(', ')}`}`,
      ),
    )
  const { for: duration, until, onTimeout } = wait
  if (duration !== undefined && !isTemplated(duration) && parseDuration(duration) === undefined)
    faults.push(fault('wait-value', 'wait.for', 'must be a duration such as "500 ms", "30 s" or "18 h"'))
  if (until !== undefined && !isTemplated(until) && !isTime(until))
    faults.push(
      fault('wait-value', 'wait.until', 'must be a time with its zone, such as "2027-01-31T08:00:00+01:00"'),
    )
  if (onTimeout !== undefined && timeLimit === undefined)
    faults.push(fault('step-field', 'wait.onTimeout', 'is for a step with a `timeLimit`'))
  return faults
}

const isTime = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(text) &&
  !Number.isNaN(Date.parse(text))

function sourceFaults({ forEach }: Step): Fault[] {
  if (!forEach) return []
  const { items, range, gather } = forEach
  if ((items === undefined) === (range === undefined))
    return [fault('step-kind', 'forEach', 'give either items or a range, and not both')]
  if (
    typeof gather === 'object' &&
    'quorum' in gather &&
    gather.quorum > 1 &&
    !Number.isInteger(gather.quorum)
  )
    return [fault('form', 'forEach.gather.quorum', 'must be a whole number, or a part below 1')]
  if (Array.isArray(items) && items.length > 10_000)
    return [fault('form', 'forEach.items', `has ${String(items.length)} items; 10,000 is the most`)]
  return []
}

/** Texts that may be templates, and have a form to keep where they are none. */
function textFaults(step: Step): Fault[] {
  const faults: Fault[] = []
  const check = (text: string, field: string, pattern: RegExp, what: string) => {
    if (!isTemplated(text) && !pattern.test(text))
      faults.push(fault('text-form', field, `"${text}" is no ${what}`))
  }
  if (step.instrument !== undefined) check(step.instrument, 'instrument', ID, 'id of an instrument')
  for (const [at, sample] of (step.samples ?? []).entries())
    check(sample, `samples.${at}`, NAME, 'id of a sample')
  if (step.resources ?? step.degraded)
    for (const [field, list] of requirementsOf(step))
      for (const { field: place, request } of alternativesOf(list, field).flat())
        for (const [at, name] of (request.names ?? []).entries())
          check(name, `${place}.names.${at}`, NAME, 'name in a resource')
  return faults
}

/** The lists of resources of a step, and where they stand in it. */
export function requirementsOf(step: Step): [string, NonNullable<Step['resources']>][] {
  return [
    ['resources', step.resources ?? []],
    ...(step.degraded ?? []).map((variant, at): [string, NonNullable<Step['resources']>] => [
      `degraded.${at}.resources`,
      variant.resources ?? [],
    ]),
  ]
}
