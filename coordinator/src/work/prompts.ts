import type { Draft } from '../model/draft.ts'
import type { PromptRecord } from '../model/records.ts'
import { causeOf } from '../model/known.ts'

export type NewPrompt = Omit<PromptRecord, 'id' | 'version' | 'state' | 'raisedAt' | 'endedAt' | 'answer'>

/** Asks a person, once per cause: the open prompt of the same kind and subject is given back where there is one. */
export function raisePrompt(draft: Draft, prompt: NewPrompt): PromptRecord {
  const openId = draft.state.promptByCause.get(causeOf(prompt.kind, prompt.subject))
  const open = openId === undefined ? undefined : draft.state.prompts.get(openId)
  if (open) return open
  const raised = draft.insert('prompts', {
    ...prompt,
    id: draft.newId('prompt'),
    version: 1,
    state: 'open',
    raisedAt: draft.now,
  })
  draft.audit('prompt.raised', raised.id, { kind: raised.kind, question: raised.question }, raised.jobId)
  return raised
}

/** What was asked is no longer a question. */
export function withdrawPrompt(draft: Draft, prompt: PromptRecord): void {
  draft.update('prompts', prompt, { state: 'withdrawn', endedAt: draft.now })
  draft.audit('prompt.withdrawn', prompt.id, {}, prompt.jobId)
}

export interface AnswerRequest {
  readonly answer: string
  /** The name of the person who answers. */
  readonly by: string
  readonly comment?: string
  /** Of a step of a workflow: what was entered. */
  readonly fields?: Readonly<Record<string, unknown>>
}

export function closePrompt(
  draft: Draft,
  prompt: PromptRecord,
  given: Omit<AnswerRequest, 'by'>,
  by: string,
): void {
  const { answer, comment, fields } = given
  const more = { ...(comment === undefined ? {} : { comment }), ...(fields ? { fields } : {}) }
  draft.update('prompts', prompt, {
    state: 'answered',
    endedAt: draft.now,
    answer: { id: answer, by, ...more },
  })
  draft.audit('prompt.answered', prompt.id, { answer, ...more }, prompt.jobId)
}
