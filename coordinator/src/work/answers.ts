import { isAttemptEnd } from '@muster/protocol'
import { InvalidInputError, InvariantError, MusterError } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { AttemptRecord, PromptRecord } from '../model/records.ts'
import { control, settleAttempt } from './attempts.ts'
import type { PassedSubmission } from '../operations/middleware.ts'
import { refuseTaken } from './keys.ts'
import { beginAfterAll } from './chains.ts'
import { type AnswerRequest, closePrompt } from './prompts.ts'
import { askForEach, endRecovery } from './recovery.ts'
import { isTaskEnd } from '../workflow/task-ends.ts'
import { answerStep, checkFields, goOnAfterFailure } from './runs/step-answers.ts'
import { endTask, requeueTask } from './tasks.ts'

export type { AnswerRequest }

/**
 * Does what a person's answer leads to.
 * @param wanted what is to begin with the answer, as it was let pass
 * @throws InvalidInputError for an answer that the prompt does not have, MusterError `prompt-closed` when it is answered already.
 */
export function answerPrompt(
  draft: Draft,
  prompt: PromptRecord,
  request: AnswerRequest,
  wanted?: PassedSubmission,
): void {
  if (prompt.state !== 'open')
    throw new MusterError('prompt-closed', 'conflict', `this prompt is ${prompt.state}`)
  if (!prompt.answers.some(({ id }) => id === request.answer)) {
    const message = `must be one of ${prompt.answers.map(({ id }) => id).join(', ')}`
    throw new InvalidInputError(`"${request.answer}" is not an answer to this prompt`, [
      { field: 'answer', message },
    ])
  }
  const actor = `person:${request.by}`
  if (request.answer === 'ask-again') return control(draft, attemptOf(draft, prompt), 'probe', actor)
  // What is asked about has to be open still, before anything changes.
  if (prompt.kind === 'verify-start') attemptOf(draft, prompt)
  checkFields(prompt, request)
  // And what is to begin after all has to fit by now.
  if (prompt.notBegun && request.answer === 'begin') {
    if (!wanted) throw new InvariantError(`${prompt.id} was not held against what there is`)
    refuseTaken(draft.state, wanted.checked)
  }
  closePrompt(draft, prompt, request, actor)
  ANSWERS[prompt.kind](draft, prompt, request, actor)
  if (wanted) beginAfterAll(draft, prompt, wanted)
}

type Answering = (draft: Draft, prompt: PromptRecord, request: AnswerRequest, actor: string) => void

const ANSWERS: { readonly [K in PromptRecord['kind']]: Answering } = {
  'verify-start': (draft, prompt, request, actor) => settle(draft, attemptOf(draft, prompt), request, actor),
  'repeat-activity': (draft, prompt, request) => repeat(draft, prompt, request),
  'confirm-journal': (draft, prompt) => releaseInstruments(draft, prompt),
  'unexpected-event': (draft, prompt, _request, actor) => letGo(draft, prompt, actor),
  'store-restored': (draft, _prompt, request) => {
    if (draft.state.recovering === undefined) return
    if (request.answer === 'ask-each') askForEach(draft)
    else endRecovery(draft)
  },
  // What people put right shows in what they cancel, and in how runs end.
  'held-twice': () => undefined,
  step: answerStep,
  'step-failed': goOnAfterFailure,
  // What was left undone is put right by hand, at the instrument.
  'undo-failed': () => undefined,
  // What is to begin all the same is begun with the answer.
  'then-not-begun': () => undefined,
}

function attemptOf(draft: Draft, prompt: PromptRecord): AttemptRecord {
  const attempt = draft.state.attempts.get(prompt.attemptId ?? '')
  if (attempt?.state !== 'verifying')
    throw new MusterError('prompt-closed', 'conflict', 'what was asked about is no longer open')
  return attempt
}

function settle(draft: Draft, attempt: AttemptRecord, request: AnswerRequest, actor: string): void {
  switch (request.answer) {
    case 'succeeded':
      return settleAttempt(draft, attempt, 'succeeded', actor, undefined, request.comment)
    case 'failed': {
      const message = request.comment ?? `settled by ${request.by}`
      return settleAttempt(
        draft,
        attempt,
        'failed',
        actor,
        { code: 'settled', message, category: 'operator', started: 'yes' },
        request.comment,
      )
    }
    case 'start-again':
      return settleAttempt(draft, attempt, 'not-started', actor, undefined, request.comment)
    default:
      throw new InvariantError(`no such answer: ${request.answer}`)
  }
}

function repeat(draft: Draft, prompt: PromptRecord, request: AnswerRequest): void {
  const task = draft.state.tasks.get(prompt.taskId ?? '')
  if (!task || task.heldBy !== prompt.id || isTaskEnd(task.state)) return
  if (request.answer === 'start-again' && task.state === 'pending')
    draft.update('tasks', task, { heldBy: undefined })
  else if (request.answer === 'start-again') requeueTask(draft, task, 0)
  else
    endTask(draft, task, 'failed', {
      failure: {
        code: 'given-up',
        message: `given up by ${request.by}`,
        category: 'operator',
        started: 'unknown',
      },
    })
}

/** Above all versions that are counted one by one. */
const LAST_VERSION = 1_000_000

/** An agent that still holds an instrument for an attempt that is not open here is told that it is over. */
function letGo(draft: Draft, prompt: PromptRecord, actor: string): void {
  const { attemptId, agentId } = prompt
  if (attemptId === undefined || agentId === undefined) return
  const attempt = draft.state.attempts.get(attemptId)
  if (attempt && !isAttemptEnd(attempt.state)) return
  draft.send({
    agentId,
    kind: 'control',
    message: { attemptId, version: LAST_VERSION, action: 'settle', end: 'failed', actor },
  })
}

function releaseInstruments(draft: Draft, prompt: PromptRecord): void {
  for (const instrument of [...draft.state.instruments.values()]) {
    if (instrument.hold?.promptId !== prompt.id) continue
    draft.update('instruments', instrument, { hold: undefined })
    draft.audit('instrument.confirmed', instrument.id)
  }
}
