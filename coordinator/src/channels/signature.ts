import { createHmac, timingSafeEqual } from 'node:crypto'
import { minutes, type Timestamp } from '@muster/runtime'

const TOLERANCE = minutes(5)

/** What is signed, as https://www.standardwebhooks.com has it. */
interface Signed {
  readonly id: string
  /** Seconds since 1970, as text. */
  readonly timestamp: string
  readonly body: string | Uint8Array
}

/** The headers that let a receiver know who sent a body and when, after the Standard Webhooks specification 1.0. */
export function signatureHeaders(
  secret: string,
  id: string,
  body: string,
  now: Timestamp,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${macOf(secret, { id, timestamp, body }).toString('base64')}`,
  }
}

/**
 * For receivers: whether `body`, as it came, was signed with `secret` within 5 minutes of `now`. Several signatures
 * in the header (a secret is being changed) are each tried. Takes the same time however much of one is right.
 * @param headers with names in lower case, as node:http gives them.
 */
export function verifySignature(
  secret: string,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: string | Uint8Array,
  now: Timestamp,
): boolean {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  const signatures = headers['webhook-signature']
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string') return false
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * 1000) > TOLERANCE) return false
  const right = macOf(secret, { id, timestamp, body })
  return signatures.split(' ').some(signature => {
    if (!signature.startsWith('v1,')) return false
    const given = Buffer.from(signature.slice('v1,'.length), 'base64')
    return given.length === right.length && timingSafeEqual(given, right)
  })
}

function macOf(secret: string, { id, timestamp, body }: Signed): Buffer {
  return createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest()
}

/** The specification writes a key as `whsec_` and base64; any other text is the key itself. */
function keyOf(secret: string): Buffer {
  const prefix = 'whsec_'
  return secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), 'base64') : Buffer.from(secret)
}
