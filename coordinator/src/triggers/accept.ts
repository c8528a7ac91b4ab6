import type { Clock, Fault } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { State } from '../model/state.ts'
import type { TriggerRecord } from '../model/trigger-records.ts'
import { askBeforehand, type Asked, prepare, reasonOf, TO_BE_ASKED } from './begin.ts'
import { type DeliveryFacts, judge } from './deliver.ts'

/** What became of what came. */
export type Accepted =
  | { readonly outcome: 'begun'; readonly job: string }
  /** It had begun that job before. */
  | { readonly outcome: 'repeated'; readonly job: string }
  /** The condition of the trigger does not hold for it. */
  | { readonly outcome: 'passed' }
  | { readonly outcome: 'refused'; readonly faults: readonly Fault[] }
  /** The trigger is paused, or there is none. */
  | { readonly outcome: 'inactive' }

export interface Delivered {
  readonly facts: DeliveryFacts & { readonly id: string }
  readonly content: { readonly payload: unknown } | { readonly fault: Fault }
}

/**
 * Takes a delivery in: the job and that it was begun are one decision. A faulty one is refused, audited and counted.
 * @throws MusterError `queue-full` and what else passes by itself, with nothing changed
 */
export function accept(
  draft: Draft,
  name: string,
  { facts, content }: Delivered,
  asked?: Asked,
): Accepted | typeof TO_BE_ASKED {
  const trigger = draft.state.triggers.get(name)
  if (trigger?.state !== 'active') return { outcome: 'inactive' }
  if ('fault' in content) return refuse(draft, trigger, facts.id, [content.fault])
  const verdict = judge(trigger, content.payload, facts)
  if (verdict.kind === 'passed') return { outcome: 'passed' }
  if (verdict.kind === 'faulty') return refuse(draft, trigger, facts.id, verdict.faults)
  const begin = prepare(draft, verdict.work, trigger.by, asked)
  if (begin === TO_BE_ASKED) return begin
  if (typeof begin !== 'function')
    return refuse(
      draft,
      trigger,
      facts.id,
      begin.faults.length > 0 ? begin.faults : [{ field: '', message: begin.reason }],
    )
  const job = begin({ kind: 'trigger', name, on: facts.on, delivery: facts.id })
  draft.audit('trigger.begun', name, { delivery: facts.id, job: job.id }, job.id)
  draft.update('triggers', trigger, {
    begun: trigger.begun + 1,
    refusedInRow: undefined,
    last: { at: draft.now, outcome: 'begun', delivery: facts.id, job: job.id },
  })
  return { outcome: 'begun', job: job.id }
}

/** Asks middleware that takes its time, for as long as the trigger is changed meanwhile; the decision looks at all of it again. */
export async function withAsked<T>(
  ports: { readonly state: State; readonly clock: Pick<Clock, 'wall'> },
  name: string,
  { facts, content }: Delivered,
  decide: (asked: Asked | undefined) => Promise<T | typeof TO_BE_ASKED>,
): Promise<T> {
  for (;;) {
    const trigger = ports.state.triggers.get(name)
    const verdict =
      trigger?.state === 'active' && 'payload' in content ? judge(trigger, content.payload, facts) : undefined
    const asked =
      trigger && verdict?.kind === 'begin'
        ? await askBeforehand(ports.state, verdict.work, trigger.by, ports.clock)
        : undefined
    const decided = await decide(asked)
    if (decided !== TO_BE_ASKED) return decided
  }
}

/** The payload itself is not kept: it may hold what nobody else should read. */
export function refuse(
  draft: Draft,
  trigger: TriggerRecord,
  delivery: string,
  faults: readonly Fault[],
): Accepted {
  const reason = reasonOf({ message: 'what came is not right', faults })
  draft.audit('trigger.refused', trigger.id, {
    delivery,
    faults: faults.slice(0, 20).map(({ field, message }) => ({ field, message: message.slice(0, 500) })),
  })
  draft.update('triggers', trigger, {
    refused: trigger.refused + 1,
    refusedInRow: (trigger.refusedInRow ?? 0) + 1,
    last: { at: draft.now, outcome: 'refused', delivery, reason },
  })
  return { outcome: 'refused', faults }
}
