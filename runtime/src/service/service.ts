import { spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import type { Duration } from '../duration.ts'
import { journalRecord } from './journal-record.ts'

/** The process as a service of the machine; outside of one, all of it does nothing. */
export interface Service {
  /** Takes the logger's lines where there is a journal for them; otherwise they belong on standard output. */
  readonly log: { write(line: string): void } | undefined
  /** It works; `status` is one line for whoever asks how it does. `longestGap`: how far apart calls of `alive` may be at most. */
  ready(status: string, longestGap: Duration): void
  /** Called from the loop that does the work: one that hangs is noticed, and the process started anew. */
  alive(status: string): void
  stopping(): void
}

/** Where bytes go on their way to the sockets of systemd. */
export interface ServiceHelper {
  write(bytes: Uint8Array): void
  /** What has not left this process yet. */
  readonly waiting: number
}

export interface ServiceEnvironment {
  /** Set by systemd, for units that are to notify. */
  readonly NOTIFY_SOCKET?: string | undefined
  /** Set by systemd where standard output is the journal. */
  readonly JOURNAL_STREAM?: string | undefined
  /** µs, set by systemd for units with a watchdog. */
  readonly WATCHDOG_USEC?: string | undefined
  /** Set by the unit: a program that passes on what it reads, since Node has no Unix datagram sockets. */
  readonly MUSTER_SERVICE_HELPER?: string | undefined
}

const NONE: Service = { log: undefined, ready() {}, alive() {}, stopping() {} }

/** With a journal that takes nothing, a log must not become all of the memory. */
const MOST_WAITING = 1_000_000

/**
 * What systemd has put into the environment.
 * @param launch starts the helper; the real one unless given
 */
export function serviceOf(
  environment: ServiceEnvironment,
  launch: (program: string, notifySocket: string) => ServiceHelper = launchHelper,
): Service {
  const { NOTIFY_SOCKET: notify, JOURNAL_STREAM: journal, MUSTER_SERVICE_HELPER: program } = environment
  if (program === undefined || notify === undefined) return NONE
  const helper = launch(program, notify)
  let status = ''
  const tell = (...lines: readonly string[]) => helper.write(framed('n', Buffer.from(lines.join('\n'))))
  const news = (text: string) => {
    if (text === status) return []
    status = text
    return [`STATUS=${text.replaceAll('\n', ' ')}`]
  }
  return {
    log: journal === undefined ? undefined : { write: line => logged(helper, line) },
    ready(text, longestGap) {
      tell('READY=1', ...news(text), ...widened(environment.WATCHDOG_USEC, longestGap))
    },
    alive: text => tell('WATCHDOG=1', ...news(text)),
    stopping: () => tell('STOPPING=1'),
  }
}

function logged(helper: ServiceHelper, line: string): void {
  if (helper.waiting < MOST_WAITING) helper.write(framed('j', journalRecord(line)))
}

/** A loop whose turns are further apart than the unit expects is given the time of three. */
function widened(watchdog: string | undefined, longestGap: Duration): readonly string[] {
  const wanted = longestGap * 3 * 1_000
  return watchdog === undefined || wanted <= Number(watchdog) ? [] : [`WATCHDOG_USEC=${Math.ceil(wanted)}`]
}

/** Whom it is for, its length in four bytes, and what it is. */
function framed(to: 'n' | 'j', bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.write(to)
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

/** It ends with this process, as its standard input does, and is started again when it ends before that. */
function launchHelper(program: string, notifySocket: string): ServiceHelper {
  let input: Writable | undefined
  const start = () => {
    const env = { NOTIFY_SOCKET: notifySocket }
    const child = spawn(program, { stdio: ['pipe', 'ignore', 'inherit'], env })
    // That it is gone is told by its end.
    child.stdin.on('error', () => undefined)
    child.on('error', () => void (input = undefined))
    child.on('exit', () => void (input = undefined))
    child.unref()
    return child.stdin
  }
  input = start()
  return {
    write: bytes => void (input ??= start()).write(bytes),
    get waiting() {
      return input?.writableLength ?? 0
    },
  }
}
