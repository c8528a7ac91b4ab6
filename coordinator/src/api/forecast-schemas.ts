import { type Static, Type } from '@sinclair/typebox'
import { TASK_STATES, type TaskRecord } from '../model/records.ts'
import type { Why } from '../operations/forecast.ts'
import type { Start, Unknown } from '../scheduler/forecast/start-of.ts'
import type { ExpectedTime } from '../scheduler/forecast/expected-run.ts'
import type { PlannedJob, PlannedStep } from '../scheduler/forecast/what-if.ts'
import type { Obstacle } from '../scheduler/obstacle.ts'
import type { Link } from '../scheduler/why-chain.ts'
import { optional, strict, Time, words } from './schema-parts.ts'
import { given, time, times } from './view-parts.ts'

/** Why and when: as the API shows them. */

const WaitsFor = Type.Object({ kind: Type.String(), id: Type.String() }, strict)
const Reason = Type.Object(
  { code: Type.String(), message: Type.String(), waitsFor: optional(WaitsFor) },
  strict,
)
export const UnknownStart = Type.Object(
  {
    ...Reason.properties,
    notBefore: optional({ ...Time, description: 'Before that it does not begin in any case.' }),
  },
  { ...strict, description: 'Why nobody can tell when it begins.' },
)
export const Expected = Type.Object(
  {
    from: Time,
    expected: Time,
    to: optional({
      ...Time,
      description: 'Left out where, if all goes slowly, there is no time for it.',
    }),
  },
  {
    ...strict,
    description: 'As far as can be told now: `from` where all goes quickly, `to` where all goes slowly.',
  },
)

const Link = Type.Object(
  {
    ...Reason.properties,
    until: optional(Expected),
    since: optional(Time),
    others: optional(
      Type.Array(Reason, { description: 'What else is in the way at this place, and is of less weight.' }),
    ),
  },
  strict,
)
export const WhyView = Type.Object(
  {
    task: Type.String(),
    at: Time,
    state: words(TASK_STATES),
    reasons: Type.Array(Reason),
    chain: Type.Array(Link, {
      description: 'Link by link: each says why the one before it is so, down to what is at the root of it.',
    }),
    expectedStart: optional(Expected),
    unknownStart: optional(UnknownStart),
    position: optional(
      Type.Object(
        { ahead: Type.Integer(), of: Type.Integer() },
        {
          ...strict,
          description: 'Tasks before it, and all, among those that compete for the same instruments.',
        },
      ),
    ),
  },
  strict,
)

const PlannedStepView = Type.Object(
  {
    step: Type.String(),
    instrument: optional(Type.String()),
    start: optional(Expected),
    end: optional(Expected),
    waitsFor: optional(
      Type.Object(
        { message: Type.String(), link: optional(WaitsFor) },
        { ...strict, description: 'What becomes available last, so that it can begin.' },
      ),
    ),
    unknownStart: optional(UnknownStart),
    unknownEnd: optional(
      Type.Object(Reason.properties, { ...strict, description: 'Why nobody knows how long it takes.' }),
    ),
  },
  strict,
)
export const PlanView = Type.Object(
  {
    at: Time,
    steps: Type.Array(PlannedStepView),
    end: optional(Expected),
    endNotBefore: optional({
      ...Time,
      description: 'Where nobody can tell when it ends: no sooner in any case.',
    }),
    deadline: optional(
      Type.Object(
        {
          at: Time,
          holds: {
            ...words(['yes', 'likely', 'no', 'unknown'] as const),
            description: '`yes`: also where all goes slowly; `likely`: where all goes as expected.',
          },
        },
        strict,
      ),
    ),
    moved: Type.Array(
      Type.Object(
        {
          job: Type.String(),
          before: Time,
          after: Time,
          byMs: Type.Integer({ description: 'Above 0: later.' }),
        },
        strict,
      ),
      { description: 'Other jobs whose expected end is another with this one, the 20 that move farthest.' },
    ),
    movedJobs: Type.Integer({ description: 'How many do, named or not.' }),
  },
  strict,
)

const expectedView = ({ from, expected, to }: ExpectedTime): Static<typeof Expected> => ({
  from: time(from),
  expected: time(expected),
  ...(to === undefined ? {} : { to: time(to) }),
})

const reasonView = ({ code, message, waitsFor }: Obstacle): Static<typeof Reason> => ({
  code,
  message,
  ...(waitsFor ? { waitsFor: { ...waitsFor } } : {}),
})

const unknownView = (unknown: Unknown): Static<typeof UnknownStart> => ({
  ...reasonView(unknown),
  ...times(unknown, ['notBefore']),
})

/** What is known of when a task begins, as part of its view. */
export function startView({ expectedStart, unknownStart }: Start): {
  expectedStart?: Static<typeof Expected>
  unknownStart?: Static<typeof UnknownStart>
} {
  return {
    ...(expectedStart ? { expectedStart: expectedView(expectedStart) } : {}),
    ...(unknownStart ? { unknownStart: unknownView(unknownStart) } : {}),
  }
}

export function whyView(why: Why): Static<typeof WhyView> {
  const { id, state }: TaskRecord = why.task
  return {
    task: id,
    at: time(why.at),
    state,
    reasons: why.reasons.map(reasonView),
    chain: why.chain.map(linkView),
    ...startView(why),
    ...(why.position ? { position: { ...why.position } } : {}),
  }
}

const linkView = (link: Link): Static<typeof Link> => ({
  ...reasonView(link),
  ...(link.until ? { until: expectedView(link.until) } : {}),
  ...times(link, ['since']),
  ...(link.others ? { others: link.others.map(reasonView) } : {}),
})

export function planView({
  at,
  steps,
  end,
  endNotBefore,
  deadline,
  moved,
  movedJobs,
}: PlannedJob): Static<typeof PlanView> {
  return {
    at: time(at),
    steps: steps.map(stepView),
    ...(end ? { end: expectedView(end) } : {}),
    ...(endNotBefore === undefined ? {} : { endNotBefore: time(endNotBefore) }),
    ...(deadline ? { deadline: { at: time(deadline.at), holds: deadline.holds } } : {}),
    moved: moved.map(({ jobId, before, after }) => ({
      job: jobId,
      before: time(before),
      after: time(after),
      byMs: Math.round(after - before),
    })),
    movedJobs,
  }
}

function stepView(planned: PlannedStep): Static<typeof PlannedStepView> {
  const { step } = planned
  if ('unknown' in planned) return { step, unknownStart: unknownView(planned.unknown) }
  const { instrumentId, start, end, waitsFor, unknownEnd } = planned
  return {
    step,
    ...(instrumentId === undefined ? {} : { instrument: instrumentId }),
    start: expectedView(start),
    ...(end ? { end: expectedView(end) } : {}),
    ...(unknownEnd ? { unknownEnd: reasonView(unknownEnd) } : {}),
    ...(waitsFor
      ? { waitsFor: { message: waitsFor.message, ...given({ link: waitsFor.link }, ['link']) } }
      : {}),
  }
}
