import { describe, expect, it } from 'vitest'
import { jobKey } from './concurrency.ts'
import { parseSubmission } from './validate.ts'

const definitionOf = (key: string) => ({
  muster: 1 as const,
  name: 'w',
  inputs: { sample: { type: 'string' }, number: { type: 'integer', default: 7 } },
  concurrency: { key },
  steps: { weigh: { activity: 'weigh' } },
})
const check = (key: string, more: object = {}) => {
  const parsed = parseSubmission({ workflow: definitionOf(key), inputs: { sample: 'S1' }, ...more })
  return parsed.ok ? parsed.value.key : parsed.faults.map(({ code, field }) => [code, field])
}

describe('the key of a job', () => {
  it('is worked out over its inputs, defaults included, and its labels', () => {
    expect(check('${ inputs.sample }')).toBe('S1')
    expect(check('${ inputs.number }')).toBe('7')
    expect(check('${ labels.furnace } ${ inputs.sample }', { labels: { furnace: 'F2' } })).toBe('F2 S1')
    expect(check('all')).toBe('all')
  })

  it('is refused where it does not come to a text, or names what there is not', () => {
    expect(check('${ labels.furnace }')).toEqual([['concurrency-key', 'workflow.concurrency.key']])
    expect(check('${ [inputs.sample] }')).toEqual([['concurrency-key', 'workflow.concurrency.key']])
    expect(check('${ inputs.smple }')).toEqual([['expression-input-unknown', 'workflow.concurrency.key']])
    expect(check('${ job.id }')).toEqual([['expression-unknown-name', 'workflow.concurrency.key']])
    expect(check('${ inputs.sample +')).toEqual([['template-unclosed', 'workflow.concurrency.key']])
    expect(check('${ inputs.sample }', { inputs: { sample: '' } })).toEqual([
      ['concurrency-key', 'workflow.concurrency.key'],
    ])
    expect(check('x'.repeat(201))).toEqual([['concurrency-key', 'workflow.concurrency.key']])
  })

  it('of a registered workflow is told at its name', () => {
    const parsed = parseSubmission(
      { uses: 'w', inputs: { sample: 'S1' } },
      { workflow: () => definitionOf('${ labels.furnace }') },
    )
    expect(parsed).toMatchObject({ ok: false, faults: [{ code: 'concurrency-key', field: 'uses' }] })
  })

  it('is none where the workflow asks for none', () => {
    expect(jobKey({}, {}, {})).toEqual({ faults: [] })
  })
})
