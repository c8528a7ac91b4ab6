import { type Duration, InvalidInputError, parseDuration } from '@muster/runtime'
import type { Static } from '@sinclair/typebox'
import type { SampleRecord } from '../model/records.ts'
import type { State } from '../model/state.ts'
import { type Holder, type ResourceInfo, sampleKey } from '../scheduler/resources/ledger.ts'
import type { SamplePlace } from '../work/resources.ts'
import type * as schemas from './resource-schemas.ts'
import { given, time, times } from './view-parts.ts'

type ResourceView = Static<typeof schemas.ResourceView>
type SampleView = Static<typeof schemas.SampleView>

/** Resources and samples as the API shows them. */
export function resourceView(state: State, info: ResourceInfo): ResourceView {
  const { resources } = state
  const { id, kind, unit, agentId } = info
  const record = resources.records.get(id)
  const names = resources.names(id)
  const attempts = [...resources.holders(id)].filter(holder => holder.kind === 'attempt')
  return {
    id,
    kind,
    unit,
    ...given(info, ['capacity', 'instrument']),
    ...(agentId === undefined ? {} : { agent: agentId }),
    ...(record ? given(record, ['title', 'remaining', 'calendar']) : {}),
    ...(record?.recycle === undefined ? {} : { recycleMs: record.recycle }),
    held: resources.held(id),
    free: resources.free(id),
    ...(kind === 'named' && names
      ? {
          names: names.order.map(name => {
            const sample = names.samples.get(name)
            return { name, free: names.isFreeFor(name, []), ...(sample === undefined ? {} : { sample }) }
          }),
        }
      : {}),
    holders: attempts.map(holder => holderView(state, holder)),
    leases: (record?.leases ?? []).map(lease => ({
      id: lease.id,
      by: lease.by,
      reason: lease.reason,
      amount: lease.amount,
      ...namesOf(lease),
      since: time(lease.since),
      ...times(lease, ['until']),
    })),
    resting: (record?.recycling ?? []).map(rest => ({
      amount: rest.amount,
      ...namesOf(rest),
      until: time(rest.until),
    })),
    taken: record?.taken ?? 0,
    usedUp: record?.usedUp ?? 0,
    heldMs: record?.heldMs ?? 0,
  }
}

/** A reader of the stream is told again and again: more names than these are asked for at the resource itself. */
const MOST_NAMES_STREAMED = 1_000

/** As the stream tells them: without the names of those that have very many. */
export const streamedResources = (state: State): ResourceView[] =>
  resourceViews(state).map(view => {
    if ((view.names?.length ?? 0) <= MOST_NAMES_STREAMED) return view
    const { names: _, ...rest } = view
    return rest
  })

/** All of them, by id. */
export const resourceViews = (state: State): ResourceView[] =>
  [...state.resources.infos()].sort((a, b) => (a.id < b.id ? -1 : 1)).map(info => resourceView(state, info))

function holderView(state: State, holder: Holder): ResourceView['holders'][number] {
  const task = taskOf(state, holder)
  return {
    attempt: holder.id,
    ...(task === undefined ? {} : { task }),
    amount: holder.amount,
    ...namesOf(holder),
  }
}

const namesOf = ({ names }: { readonly names?: readonly string[] }): { names?: string[] } =>
  names ? { names: [...names] } : {}

const taskOf = (state: State, holder: Holder | undefined): string | undefined =>
  holder && state.attempts.get(holder.id)?.taskId

export function sampleView(state: State, id: string): SampleView {
  const record = state.resources.samples.get(id)
  const [holder] = state.resources.holders(sampleKey(id))
  const task = taskOf(state, holder)
  return {
    id,
    ...(record ? recordView(record) : {}),
    ...(task === undefined ? {} : { task }),
  }
}

const recordView = ({ place, since, by }: SampleRecord): Partial<SampleView> => ({
  ...(place ? { place: { ...place } } : {}),
  since: time(since),
  by,
})

/** Those that somebody has put somewhere, by id. */
export const sampleViews = (state: State): SampleView[] =>
  [...state.resources.samples.keys()].sort().map(id => sampleView(state, id))

/** The place that a body means. @throws InvalidInputError */
export function placeOf({ place }: schemas.PlaceBody): SamplePlace | undefined {
  if (!place) return undefined
  const { resource, name, text } = place
  if (text !== undefined && resource === undefined && name === undefined) return { text }
  if (text === undefined && resource !== undefined && name !== undefined) return { resource, name }
  const message = 'has either `resource` and `name`, or `text`'
  throw new InvalidInputError('the body is not right', [{ field: 'place', message }])
}

/** @returns milliseconds; the schema has let only durations through. */
export const lendingTime = (text: string | undefined): Duration | undefined =>
  text === undefined ? undefined : parseDuration(text)
