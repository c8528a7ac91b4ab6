import { describe, expect, it } from 'vitest'
import { deliveryIdOf, judge, readPayload } from './deliver.ts'

const TRIGGER = {
  uses: 'scan',
  when: 'payload.kind == "arrived"',
  inputs: { sample: '${ payload.sample }', from: '${ delivery.topic }' },
  labels: { user: '${ payload.user }' },
  priority: 'high',
}
const MQTT = { on: 'mqtt', topic: 'samples/arrived' } as const
const faultsOf = (payload: unknown) => {
  const verdict = judge(TRIGGER, payload, MQTT)
  return verdict.kind === 'faulty' ? verdict.faults.map(({ field }) => field) : verdict.kind
}

describe('a trigger', () => {
  it('makes a job of what came', () => {
    expect(judge(TRIGGER, { kind: 'arrived', sample: 'S1', user: 'ada' }, MQTT)).toEqual({
      kind: 'begin',
      work: {
        uses: 'scan',
        inputs: { sample: 'S1', from: 'samples/arrived' },
        labels: { user: 'ada' },
        priority: 'high',
      },
    })
  })

  it('passes over what its condition does not hold for, whatever else is in it', () => {
    expect(judge(TRIGGER, { kind: 'gone' }, MQTT)).toEqual({ kind: 'passed' })
  })

  it('tells all that is wrong with a payload at once, and never throws', () => {
    expect(faultsOf({ kind: 'arrived' })).toEqual(['inputs.sample', 'labels.user'])
    expect(faultsOf({ kind: 'arrived', sample: 'S1', user: 7 })).toEqual(['labels.user'])
    for (const payload of [null, 7, 'x', [], [1], true, { __proto__: null }, {}])
      expect(faultsOf(payload)).toContain('when')
    expect(judge({ uses: 'scan', when: 'payload' }, 'x', MQTT)).toMatchObject({
      kind: 'faulty',
      faults: [{ field: 'when' }],
    })
  })

  it('knows a message again by what its trigger says', () => {
    expect(deliveryIdOf(undefined, {}, MQTT)).toEqual({})
    expect(deliveryIdOf('${ payload.id }', { id: 7 }, MQTT)).toEqual({ id: '7' })
    expect(deliveryIdOf('a-${ payload.id }', { id: 'b' }, MQTT)).toEqual({ id: 'a-b' })
    for (const payload of [{}, { id: {} }, { id: '' }, { id: 'x'.repeat(201) }])
      expect(deliveryIdOf('${ payload.id }', payload, MQTT)).toMatchObject({ field: 'deliveryId' })
  })
})

it('reads JSON, and says what is wrong with anything else', () => {
  expect(readPayload(Buffer.from('{"a":1}'))).toEqual({ payload: { a: 1 } })
  for (const bytes of ['', '{', 'a: b'])
    expect(readPayload(Buffer.from(bytes))).toMatchObject({ field: 'payload' })
  expect(readPayload(Uint8Array.of(0xff, 0xfe))).toEqual({ field: 'payload', message: 'is no UTF-8 text' })
})
