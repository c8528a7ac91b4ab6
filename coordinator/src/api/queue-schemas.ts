import { Priority } from '@muster/protocol'
import {
  days,
  formatDuration,
  InvalidInputError,
  parseDuration,
  seconds,
  type Timestamp,
} from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import { PAUSE_STATES, type PauseRecord, type TaskRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import { aheadOf } from '../scheduler/expected.ts'
import { PAUSE_OF, pauseScope, underWay } from '../scheduler/pauses.ts'
import { latestStart } from '../scheduler/ranking.ts'
import type { Position } from '../scheduler/standing.ts'
import type { OrderRequest, OrderTarget } from '../work/order.ts'
import type { PauseRequest } from '../work/pauses.ts'
import { Expected, UnknownStart } from './forecast-schemas.ts'
import type { QueueCursor } from './queue-pages.ts'
import { limitOf, PersonBody, ReasonBody } from './parse.ts'
import { optional, strict, Time, words } from './schema-parts.ts'
import { given, time, times } from './view-parts.ts'

/** The queue, what is paused, and places given by hand: as the API takes and shows them. */

const Id = Type.String({ minLength: 1, maxLength: 200 })
const Reason = Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 }))

const SHORTEST_PAUSE = seconds(1)
const LONGEST_PAUSE = days(90)

export const PauseBody = Type.Object(
  {
    ...ReasonBody.properties,
    for: Type.Optional(
      Type.String({
        format: 'duration-text',
        maxLength: 40,
        description: `Resumes by itself after it, such as "2 h"; from ${formatDuration(SHORTEST_PAUSE)} to ${formatDuration(LONGEST_PAUSE)}. Without it, and without \`until\`, a person resumes it.`,
      }),
    ),
    until: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Resumes by itself at this time; in the place of `for`.',
      }),
    ),
  },
  strict,
)

export const PauseView = Type.Object(
  {
    id: Type.String({ description: '`queue`, or such as `instrument:furnace-1`.' }),
    of: words(PAUSE_OF),
    name: Type.String({ description: 'Of what is paused; empty for the queue.' }),
    state: words(PAUSE_STATES),
    reason: Type.String(),
    by: Type.String({ description: 'A person, or the rule `rule:pause-over`.' }),
    at: Type.String({ format: 'date-time', description: 'Since when it is in its state.' }),
    until: optional(Type.String({ format: 'date-time', description: 'When it resumes by itself.' })),
    underWay: Type.Integer({ description: 'Attempts that go on there.' }),
    drain: optional({
      ...words(['draining', 'drained'] as const),
      description: 'While it is paused: whether anything still goes on there.',
    }),
    drainedAt: optional(Type.String({ format: 'date-time', description: 'When the last of it had ended.' })),
  },
  strict,
)

/** @param now wall time @throws InvalidInputError where its end is none */
export function pauseRequest(id: string, body: Static<typeof PauseBody>, now: Timestamp): PauseRequest {
  const { for: lasting, until: untilText, by, reason } = body
  const fault = (field: string, message: string) =>
    new InvalidInputError('the body is not right', [{ field, message }])
  if (lasting === undefined && untilText === undefined) return { id, by, reason }
  if (lasting !== undefined && untilText !== undefined)
    throw fault('until', 'must not be given together with `for`')
  const duration = lasting === undefined ? Date.parse(untilText ?? '') - now : parseDuration(lasting)
  if (duration === undefined || !(duration >= SHORTEST_PAUSE && duration <= LONGEST_PAUSE))
    throw fault(
      lasting === undefined ? 'until' : 'for',
      `must be from ${formatDuration(SHORTEST_PAUSE)} to ${formatDuration(LONGEST_PAUSE)}${lasting === undefined ? ' from now' : ''}`,
    )
  return { id, by, reason, until: now + duration }
}

export function pauseView(pause: PauseRecord, state: State): Static<typeof PauseView> {
  const { id, reason, by, at } = pause
  const { of, name } = pauseScope(id) ?? { of: 'queue', name: '' }
  const open = underWay(state, { of, name })
  return {
    id,
    of,
    name,
    state: pause.state,
    reason,
    by,
    at: time(at),
    ...times(pause, ['until', 'drainedAt']),
    underWay: open,
    ...(pause.state === 'paused' ? { drain: open > 0 ? 'draining' : 'drained' } : {}),
  }
}

export const OrderBody = Type.Object(
  {
    ...PersonBody.properties,
    reason: Reason,
    to: Type.Optional({
      ...words(['top', 'natural'] as const),
      description:
        '`top`: before all of its priority; `natural`: back to where it would be without a person.',
    }),
    before: Type.Optional({ ...Id, description: 'The id of a task that waits as well: right before it.' }),
    after: Type.Optional({ ...Id, description: 'Right after it.' }),
  },
  strict,
)

/** @throws InvalidInputError where it does not say one place */
export function orderRequest({ by, reason, to, before, after }: Static<typeof OrderBody>): OrderRequest {
  const targets: OrderTarget[] = [
    ...(to === undefined ? [] : [{ to }]),
    ...(before === undefined ? [] : [{ before }]),
    ...(after === undefined ? [] : [{ after }]),
  ]
  const [target] = targets
  if (!target || targets.length > 1)
    throw new InvalidInputError('the body is not right', [
      { field: 'to', message: 'one of `to`, `before` and `after` must be given, and no other of them' },
    ])
  return { target, by, ...(reason === undefined ? {} : { reason }) }
}

/** A place that a person gave a task in the queue. */
export const OrderView = Type.Object(
  {
    by: Type.String(),
    at: Time,
    place: {
      ...words(['top', 'beside'] as const),
      description: 'On top of its priority, or beside another task.',
    },
  },
  { ...strict, description: 'The place in the queue that a person gave it.' },
)

export function orderView({ order }: TaskRecord): { order?: Static<typeof OrderView> } {
  if (!order) return {}
  const place = order.onTop === true ? 'top' : 'beside'
  return { order: { by: order.by, at: time(order.at), place } }
}

export const PriorityBody = Type.Object(
  { ...PersonBody.properties, reason: Reason, priority: Priority },
  strict,
)

export const DeadlineBody = Type.Object(
  {
    ...PersonBody.properties,
    reason: Reason,
    deadline: Type.Unsafe<string | null>({
      anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }],
      description: 'null: none from now on.',
    }),
  },
  strict,
)

export const QueueQuery = Type.Object(
  {
    activity: Type.Optional(Id),
    instrument: Type.Optional({ ...Id, description: 'What could be done on it.' }),
    user: Type.Optional({ ...Id, description: 'Who submitted.' }),
    cursor: Type.Optional(
      Type.String({ pattern: '^[0-9]{1,9}-[0-9]{1,9}$', description: '`nextCursor` of the page before.' }),
    ),
    limit: Type.Optional(Type.String({ pattern: '^[0-9]{1,3}$', description: '1 to 500; 50 unless told.' })),
  },
  strict,
)

const QueuedTask = Type.Object(
  {
    id: Type.String(),
    jobId: Type.String(),
    step: Type.String(),
    activity: Type.String(),
    instrument: optional(Type.String({ description: 'The one that it asks for.' })),
    user: Type.String({ description: 'Who submitted its job.' }),
    share: Type.String({ description: 'Whose share it counts to.' }),
    priority: Type.Integer(),
    effectivePriority: Type.Integer({ description: 'With what it has risen by waiting.' }),
    latestStart: Type.String({
      format: 'date-time',
      description: 'The latest time at which it should start.',
    }),
    queuedAt: optional(Time),
    position: Type.Integer({
      description:
        'Among the tasks that compete with it for instruments, those of others as well; 1 is first.',
    }),
    expectedStart: optional(Expected),
    unknownStart: optional(UnknownStart),
    order: optional(OrderView),
  },
  strict,
)
export const QueuePage = Type.Object(
  {
    waiting: Type.Integer({ description: 'Tasks that wait for an instrument only, wanted or not.' }),
    tasks: Type.Array(QueuedTask, { description: 'In the order in which they stand now.' }),
    nextCursor: optional(Type.String()),
  },
  strict,
)

/** @throws InvalidInputError */
export function pageOf({ cursor, limit }: Static<typeof QueueQuery>): {
  cursor: QueueCursor | undefined
  limit: number
} {
  const [kept = 0, from = 0] = cursor?.split('-').map(Number) ?? []
  return { cursor: cursor === undefined ? undefined : { kept, from }, limit: limitOf(limit) }
}

export const cursorOf = ({ kept, from }: QueueCursor): string => `${kept}-${from}`

export function wantedBy(
  { activity, instrument, user }: Static<typeof QueueQuery>,
  state: State,
): (standing: Omit<Position, 'position'>) => boolean {
  return ({ entry: { task }, pool }) => {
    if (activity !== undefined && task.activity !== activity) return false
    if (user !== undefined && state.jobs.get(task.jobId)?.submittedBy !== user) return false
    return instrument === undefined || [...pool.units].some(unit => unit.id === instrument)
  }
}

export function queuedTaskView({ entry, band, position }: Position, state: State): Static<typeof QueuedTask> {
  const { task, share } = entry
  const { id, jobId, step, activity, priority } = task
  const job = state.jobs.get(jobId)
  const ahead = job?.deadline === undefined ? 0 : aheadOf(state, task, job)
  return {
    id,
    jobId,
    step,
    activity,
    ...given(task, ['instrument']),
    user: job?.submittedBy ?? '',
    share: share.name,
    priority,
    effectivePriority: band,
    latestStart: time(latestStart(task, job?.deadline, ahead, state.board.rules.rank)),
    ...times(task, ['queuedAt']),
    position,
    ...orderView(task),
  }
}
