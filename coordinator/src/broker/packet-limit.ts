/** Before CONNECT was accepted anybody can send; a CONNECT with a will fits well into this. */
const FIRST_PACKET = 64 * 1024

/**
 * Reads along with what arrives on a socket and says when a packet announces more bytes than allowed, so that
 * the socket can be dropped before the rest is in memory. aedes 1.x has no such limit: its parser gathers up to
 * the 256 MB that MQTT can express. Follows only the fixed header (MQTT 3.1.1, clause 2.2).
 */
export class PacketLimit {
  readonly #longest: number
  #limit: number
  /** Bytes of the current packet's body that are still to come. */
  #body = 0
  #length = 0
  #shift = 0
  #at: 'type' | 'length' | 'body' = 'type'

  constructor(longest: number) {
    this.#longest = longest
    this.#limit = Math.min(FIRST_PACKET, longest)
  }

  /** @returns false when the limit is passed, or the length is not one that MQTT allows. */
  accepts(chunk: Uint8Array): boolean {
    let i = 0
    while (i < chunk.length) {
      if (this.#at === 'body') {
        const taken = Math.min(this.#body, chunk.length - i)
        this.#body -= taken
        i += taken
        if (this.#body === 0) this.#at = 'type'
      } else if (this.#at === 'type') {
        i += 1
        this.#at = 'length'
        this.#length = this.#shift = 0
      } else if (!this.#lengthByte(chunk[i++] ?? 0)) return false
    }
    return true
  }

  #lengthByte(byte: number): boolean {
    this.#length += (byte & 0x7f) * 2 ** this.#shift
    this.#shift += 7
    if (byte & 0x80) return this.#shift < 28
    if (this.#length > this.#limit) return false
    this.#limit = this.#longest
    this.#body = this.#length
    this.#at = this.#length === 0 ? 'type' : 'body'
    return true
  }
}
