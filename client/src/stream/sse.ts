/** One server-sent event. */
export interface ServerEvent {
  readonly event: string
  readonly data: string
  /** The last id that the stream has given, with this event or before. */
  readonly id?: string
}

/** Longer than any document that a coordinator tells: 64 Mi characters. */
const LONGEST = 2 ** 26

/**
 * Reads text/event-stream (WHATWG HTML, 9.2.6) from pieces that may be cut anywhere. Comments and `retry` have no
 * effect; an event that was not ended by an empty line is dropped.
 */
export class SseParser {
  #line = ''
  #endedWithCr = false
  #event = ''
  #data: string[] = []
  #length = 0
  #id: string | undefined

  /** @throws RangeError for an event that is longer than any coordinator sends. */
  push(chunk: string): ServerEvent[] {
    const events: ServerEvent[] = []
    // The LF of a CR LF that was cut in two.
    let from = this.#endedWithCr && chunk.startsWith('\n') ? 1 : 0
    if (chunk !== '') this.#endedWithCr = chunk.endsWith('\r')
    for (const { index, 0: end } of chunk.matchAll(/\r\n|\r|\n/g)) {
      if (index < from) continue
      const event = this.#takeLine(this.#line + chunk.slice(from, index))
      if (event) events.push(event)
      this.#line = ''
      from = index + end.length
    }
    this.#line += chunk.slice(from)
    if (this.#line.length + this.#length > LONGEST) throw new RangeError('an event of the stream is too long')
    return events
  }

  #takeLine(line: string): ServerEvent | undefined {
    if (line === '') return this.#dispatch()
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') this.#event = value
    if (field === 'id' && !value.includes('\0')) this.#id = value
    if (field === 'data') {
      this.#data.push(value)
      this.#length += value.length
    }
    return undefined
  }

  #dispatch(): ServerEvent | undefined {
    const event = this.#event === '' ? 'message' : this.#event
    const data = this.#data
    this.#event = ''
    this.#data = []
    this.#length = 0
    if (data.length === 0) return undefined
    return { event, data: data.join('\n'), ...(this.#id === undefined ? {} : { id: this.#id }) }
  }
}
