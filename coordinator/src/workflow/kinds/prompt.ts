import type { Failure } from '@muster/protocol'
import { after, endAs, handOver, type Kind, leafEffects, timeFailure } from './kind.ts'

/** A question to a person. Whether the fields of an answer are right is looked at where it comes in. */
export const prompt: Kind = {
  isLeaf: true,
  open(hands, node, step) {
    const { question, known, ...rest } = step.prompt ?? { question: '' }
    const input = {
      ...rest,
      question: hands.value(question, node),
      ...(known === undefined ? {} : { known: hands.value(known, node) }),
    }
    const limit = step.prompt?.onTimeout === undefined ? undefined : step.timeLimit
    handOver(hands, { ...node, input, ...(limit === undefined ? {} : { due: after(hands.at, limit) }) })
  },
  effects: leafEffects,
  ended(hands, node, step, event) {
    const { answer } = (event.result ?? {}) as { readonly answer?: unknown }
    const chosen = step.prompt?.answers?.find(one => one.id === answer)
    if (event.end !== 'succeeded' || !chosen?.fails) endAs(hands, node, event)
    else hands.fail(node, answered(chosen.id), { result: event.result })
  },
  due(hands, node, step) {
    const answer = step.prompt?.onTimeout
    if (answer === undefined) return
    hands.effect({ kind: 'stop', path: node.path })
    const fails = step.prompt?.answers?.find(one => one.id === answer)?.fails
    if (answer === 'fail' && !step.prompt?.answers?.some(one => one.id === 'fail'))
      hands.fail(
        node,
        timeFailure('no-answer', `nobody answered within ${step.timeLimit ?? 'its time limit'}`),
      )
    else if (fails) hands.fail(node, answered(answer))
    else hands.succeed(node, { result: { answer, fields: {}, at: hands.at } })
  },
}

const answered = (answer: string): Failure => ({
  code: 'answered',
  message: `the answer was "${answer}"`,
  category: 'operator',
  started: 'no',
})
