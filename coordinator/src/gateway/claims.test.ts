import type { ClaimMessage } from '@muster/protocol'
import { expect, test } from 'vitest'
import { decideClaim } from './claims.ts'
import { attempt, bench, GRANT, HEADER } from './testing/open-attempt.ts'

const claim = (more: Partial<ClaimMessage> = {}): ClaimMessage => ({
  header: HEADER,
  attemptId: 'job-1-run-1',
  fence: 1,
  nonce: 'n',
  ...more,
})

const granted = (messages: readonly { readonly kind: string; readonly message: unknown }[]) =>
  messages.map(({ message }) => {
    const { nonce, refusal } = message as { nonce: string; refusal?: string }
    return refusal === undefined ? nonce : 'refused'
  })

test('a repeat of the claim that was granted gets the same grant', () => {
  const { draft, agent, stateNow } = bench(attempt('granted', { grant: GRANT }))
  decideClaim(draft, agent, claim())
  expect(granted(draft.messages)).toEqual(['n'])
  expect(stateNow()).toBe('granted')
})

test('a granted attempt is granted to no other claim: not to another nonce, process or journal', () => {
  const { draft, agent } = bench(attempt('granted', { grant: GRANT }))
  decideClaim(draft, agent, claim({ nonce: 'another' }))
  decideClaim(draft, agent, claim({ header: { ...HEADER, bootId: 'boot-2' } }))
  decideClaim(draft, agent, claim({ header: { ...HEADER, journalId: 'journal-2' } }))
  expect(granted(draft.messages)).toEqual(['refused', 'refused', 'refused'])
})

test('an attempt that has moved on is not granted again', () => {
  for (const state of ['starting', 'running', 'verifying'] as const) {
    const { draft, agent } = bench(attempt(state, { grant: GRANT }))
    decideClaim(draft, agent, claim())
    expect(granted(draft.messages)).toEqual(['refused'])
  }
})

test('a claim with another fence, or of an attempt that nobody knows, is refused', () => {
  const { draft, agent, stateNow } = bench(attempt('offered'))
  decideClaim(draft, agent, claim({ fence: 2 }))
  decideClaim(draft, agent, claim({ attemptId: 'job-9-run-1' }))
  expect(granted(draft.messages)).toEqual(['refused', 'refused'])
  expect(stateNow()).toBe('offered')
})
