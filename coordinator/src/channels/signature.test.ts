import { minutes, seconds } from '@muster/runtime'
import { describe, expect, test } from 'vitest'
import { signatureHeaders, verifySignature } from './signature.ts'

const SECRET = 'a secret of the lab'
const BODY = '{"title":"Furnace 2 is silent"}'
const NOW = Date.UTC(2026, 0, 1)
const signed = signatureHeaders(SECRET, 'n-1', BODY, NOW)

test('signs as the Standard Webhooks specification says', () => {
  // The example that the tests of the specification's reference libraries sign.
  const headers = signatureHeaders(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    '{"test": 2432232314}',
    1_614_265_330_000,
  )
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

describe('a receiver', () => {
  test('takes what was signed with its secret within the last 5 minutes', () => {
    expect(verifySignature(SECRET, signed, BODY, NOW)).toBe(true)
    expect(verifySignature(SECRET, signed, Buffer.from(BODY), NOW + minutes(5))).toBe(true)
  })

  test('refuses another secret, another body, another id', () => {
    expect(verifySignature('another secret there', signed, BODY, NOW)).toBe(false)
    expect(verifySignature(SECRET, signed, `${BODY} `, NOW)).toBe(false)
    expect(verifySignature(SECRET, { ...signed, 'webhook-id': 'n-2' }, BODY, NOW)).toBe(false)
  })

  test('refuses what is older or younger than 5 minutes', () => {
    expect(verifySignature(SECRET, signed, BODY, NOW + minutes(5) + seconds(1))).toBe(false)
    expect(verifySignature(SECRET, signed, BODY, NOW - minutes(5) - seconds(1))).toBe(false)
  })

  test('refuses a timestamp that was put in place of the signed one', () => {
    const later = NOW + minutes(60)
    const moved = { ...signed, 'webhook-timestamp': String(later / 1000) }
    expect(verifySignature(SECRET, moved, BODY, later)).toBe(false)
  })

  test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'refuses a request without %s',
    name => {
      expect(verifySignature(SECRET, { ...signed, [name]: undefined }, BODY, NOW)).toBe(false)
    },
  )

  test('refuses a signature that is cut, empty or of another version', () => {
    const right = signed['webhook-signature'] ?? ''
    for (const wrong of ['', 'v1,', right.slice(0, 20), right.replace('v1,', 'v1a,'), right.slice(3)]) {
      expect(verifySignature(SECRET, { ...signed, 'webhook-signature': wrong }, BODY, NOW), wrong).toBe(false)
    }
  })

  test('takes one right signature among several, as while a secret is changed', () => {
    const other = signatureHeaders('the secret before', 'n-1', BODY, NOW)['webhook-signature']
    const both = { ...signed, 'webhook-signature': `${other} ${signed['webhook-signature']}` }
    expect(verifySignature(SECRET, both, BODY, NOW)).toBe(true)
  })
})
