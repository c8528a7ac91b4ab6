import { PROMPT_KINDS } from '../model/records.ts'
import type { Observer } from '../observers.ts'
import type { Meter } from './meter.ts'
import { secondsBetween } from './spans.ts'
import { byId, wordOf } from './rows.ts'
import { highest, sums, zeros } from './samples.ts'

/** Questions to operators. */
export function measurePrompts(meter: Meter): Partial<Observer> {
  gaugePrompts(meter)
  const raised = meter.counter('muster_prompts_raised_total', 'Questions that were asked.', ['kind'])
  const ended = meter.counter('muster_prompts_ended_total', 'Questions that ended, by how.', [
    'kind',
    'state',
  ])
  return {
    committed: ({ events, rows }) => {
      const prompts = byId(rows.prompts)
      for (const event of events) {
        const kind = prompts.get(event.subject)?.kind
        if (kind === undefined) continue
        if (event.kind === 'prompt.raised') raised.inc({ kind })
        const state = wordOf(event, 'prompt', ['answered', 'withdrawn'])
        if (state) ended.inc({ kind, state })
      }
    },
  }
}

function gaugePrompts(meter: Meter): void {
  meter.gauge('muster_prompts_open', 'Questions that wait for an answer.', ['kind'], ({ state }) => {
    const open = [...state.prompts.values()].map(({ kind }) => [{ kind }, 1] as const)
    return sums([...zeros('kind', PROMPT_KINDS), ...open])
  })
  meter.gauge(
    'muster_prompt_oldest_age_seconds',
    'How long the question that has waited longest has done so; 0 where there is none.',
    ['kind'],
    ({ state }, now) => {
      const ages = [...state.prompts.values()].map(row => {
        return [{ kind: row.kind }, secondsBetween(row.raisedAt, now)] as const
      })
      return highest([...zeros('kind', PROMPT_KINDS), ...ages])
    },
  )
}
