import { expect, it } from 'vitest'
import type { Outgoing } from '../model/draft.ts'
import { checkSubmission } from '../operations/check-submission.ts'
import { Floor } from '../scheduler/testing/floor.ts'
import { sendOffer } from './attempts.ts'
import { activityFaults } from './runs/activity-faults.ts'

const SCHEMA = JSON.stringify({
  type: 'object',
  required: ['sample', 'tare'],
  properties: { sample: { type: 'string' }, tare: { type: 'boolean', default: true } },
  additionalProperties: false,
})

function lab(): Floor {
  const floor = new Floor()
  const activities = [{ name: 'weigh', schema: SCHEMA }]
  floor.agent({ id: 'bench', instruments: [{ id: 'balance', activities }] })
  return floor
}

/** Dispatches one task. @returns the parameters that the agent is sent, and those of the audit */
function sentFor(parameters: object): { readonly sent: unknown; readonly kept: unknown } {
  const floor = lab()
  const task = floor.submit({ activity: 'weigh', parametersJson: JSON.stringify(parameters) })
  expect(floor.dispatch()).toHaveLength(1)
  const [attempt] = floor.open
  let messages: readonly Outgoing[] = []
  floor.decide(draft => {
    if (attempt) sendOffer(draft, attempt)
    messages = draft.messages
  })
  const [offer] = messages
  const sent = offer?.kind === 'offer' ? (JSON.parse(offer.message.parametersJson) as unknown) : undefined
  return { sent, kept: JSON.parse(floor.state.tasks.get(task.id)?.parametersJson ?? '') as unknown }
}

const submissionOf = (parameters: object) => ({ activity: { activity: 'weigh', parameters } })

it('what a submission leaves out and the instrument has a default for is not missing', () => {
  const { state } = lab()
  expect(() => checkSubmission(state, submissionOf({ sample: 'A' }), 0)).not.toThrow()
  expect(activityFaults(state, { activity: 'weigh', parameters: { sample: 'A' } })).toBeUndefined()
  for (const [parameters, field] of [
    [{}, 'parameters.sample'],
    [{ sample: 'A', tare: 'yes' }, 'parameters.tare'],
  ] as const) {
    let faults: unknown
    try {
      checkSubmission(state, submissionOf(parameters), 0)
    } catch (error) {
      ;({ faults } = error as { faults: unknown })
    }
    expect(faults).toMatchObject([{ field: expect.stringContaining(field) }])
    expect(activityFaults(state, { activity: 'weigh', parameters })).toContain(field)
  }
})

it('the instrument is sent its default, and nothing in the place of what was said', () => {
  expect(sentFor({ sample: 'A' })).toEqual({ sent: { sample: 'A', tare: true }, kept: { sample: 'A' } })
  const said = { sample: 'A', tare: false }
  expect(sentFor(said)).toEqual({ sent: said, kept: said })
})
