import { seededRandom } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { PacketLimit } from './packet-limit.ts'

const MOST = 1_000_000

/** A packet with a body of `length` bytes, its length written as MQTT does. */
function packet(length: number): Uint8Array {
  const head = [0x30]
  let left = length
  do {
    head.push((left % 128) + (left >= 128 ? 128 : 0))
    left = Math.floor(left / 128)
  } while (left > 0)
  const bytes = new Uint8Array(head.length + length).fill(0xff)
  bytes.set(head)
  return bytes
}

describe('the limit of packets', () => {
  it('lets packets pass up to the limit, cut anywhere', () => {
    const random = seededRandom(3)
    const limit = new PacketLimit(MOST)
    const lengths = [
      10,
      0,
      0,
      127,
      128,
      16_383,
      16_384,
      MOST,
      1,
      ...Array.from({ length: 50 }, () => Math.floor(random.float() * 5_000)),
    ]
    const stream = Buffer.concat(lengths.map(packet))
    for (let from = 0; from < stream.length; ) {
      const to = from + 1 + Math.floor(random.float() * (random.float() < 0.5 ? 4 : 20_000))
      expect(limit.accepts(stream.subarray(from, to))).toBe(true)
      from = to
    }
  })

  it('says so as soon as a length is too great, with none of the body there', () => {
    const limit = new PacketLimit(MOST)
    limit.accepts(packet(10))
    expect(limit.accepts(packet(MOST + 1).subarray(0, 4))).toBe(false)
  })

  it('holds the first packet to less, since anybody can send one', () => {
    expect(new PacketLimit(MOST).accepts(packet(64 * 1024))).toBe(true)
    expect(new PacketLimit(MOST).accepts(packet(64 * 1024 + 1).subarray(0, 4))).toBe(false)
  })

  it('takes no length of more than four bytes', () => {
    expect(new PacketLimit(MOST).accepts(Uint8Array.of(0x30, 0x80, 0x80, 0x80, 0x80))).toBe(false)
    expect(new PacketLimit(MOST).accepts(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f))).toBe(false)
  })
})
