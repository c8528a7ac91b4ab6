import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { millis, sleep, systemClock } from '@muster/runtime'
import { Fleet } from '../fleet-process.ts'
import { now } from '../notes.ts'
import { CoordinatorProcess, type Escalation } from './coordinator-process.ts'
import { Mosquitto } from './mosquitto.ts'
import { exactly, inSeconds, plain, scratch, table } from './table.ts'

export interface OutageOptions {
  readonly agents: number
  readonly silentAfterSeconds: number
}

const HEARTBEAT_SECONDS = 5
const KEEPALIVE_SECONDS = 10
/** So long nothing new has to come before what is there is counted; and so long is waited for something. */
const QUIET_MS = 15_000
const LIMIT_MS = 120_000

const WAYS = {
  killed: { title: 'kill -9 of the fleet, all sockets close', end: (fleet: Fleet) => fleet.kill() },
  unplugged: { title: 'SIGSTOP of the fleet, all sockets stay open', end: (fleet: Fleet) => fleet.unplug() },
} as const

/** A whole fleet that falls silent at once: its processes gone, and its cable out. */
export async function benchOutage({ agents, silentAfterSeconds }: OutageOptions): Promise<string[]> {
  const plan = `heartbeat ${HEARTBEAT_SECONDS} s, keepalive ${KEEPALIVE_SECONDS} s, \`silentAfter\` ${silentAfterSeconds} s`
  const lines = [
    `Outage: ${agents.toLocaleString('en')} agents gone at once; ${plan}, Mosquitto, one webhook`,
  ]
  for (const { title, end } of Object.values(WAYS)) {
    const { at, escalations, received } = await outage({ agents, silentAfterSeconds }, end)
    const [first] = received
    const entries = escalations.reduce((sum, escalation) => sum + escalation.entries.length, 0)
    const rows = [
      exactly('escalations', escalations.length, 1),
      exactly('entries in them', entries, agents),
      exactly('messages at the webhook', received.length, 1),
      plain('outage → message', first === undefined ? 'none came' : inSeconds(first.at - at)),
      plain('what the first one says', first?.title ?? ''),
      plain('kinds', [...new Set(escalations.map(({ kind }) => kind))].join(', ')),
    ]
    lines.push('', `${title}:`, '', ...table(rows))
  }
  return lines
}

async function outage(
  { agents, silentAfterSeconds }: OutageOptions,
  end: (fleet: Fleet) => Promise<void> | void,
) {
  await using folder = await scratch()
  await using broker = await Mosquitto.start()
  await using receiver = await Receiver.start()
  await using coordinator = await CoordinatorProcess.start(folder.path, broker.url, {
    heartbeatSeconds: HEARTBEAT_SECONDS,
    supervisor: { silentAfter: `${silentAfterSeconds} s` },
    escalation: { channels: [{ kind: 'webhook', name: 'bench', url: receiver.url }] },
  })
  const rhythm = { heartbeatMs: HEARTBEAT_SECONDS * 1_000, keepaliveSeconds: KEEPALIVE_SECONDS }
  const each = { instrumentsEach: 1, isRunning: false, ...rhythm }
  await using fleet = await Fleet.start({ broker: broker.url, site: 'lab', agents, ...each })
  await fleet.synced()
  await sleep(systemClock, millis(rhythm.heartbeatMs))
  const at = now()
  await end(fleet)
  await sleep(systemClock, millis(silentAfterSeconds * 1_000))
  return { at, escalations: await untilQuiet(coordinator, receiver), received: receiver.received }
}

/** The escalations, once neither they nor the messages have become more for a while. */
async function untilQuiet(
  coordinator: CoordinatorProcess,
  { received }: Receiver,
): Promise<readonly Escalation[]> {
  const began = now()
  let counted = ''
  for (let since = began; ; await sleep(systemClock, millis(500))) {
    const escalations = await coordinator.escalations()
    const count = [received.length, ...escalations.map(({ entries }) => entries.length)].join(' ')
    if (count !== counted) since = now()
    counted = count
    const isQuiet = received.length > 0 && now() - since >= QUIET_MS
    if (isQuiet || now() - began >= LIMIT_MS) return escalations
  }
}

interface Message {
  readonly at: number
  readonly title: string
}

/** What a webhook posts to. */
class Receiver implements AsyncDisposable {
  readonly received: Message[] = []
  readonly #server = createServer((request, response) => {
    const at = now()
    text(request).then(
      body => {
        this.received.push({ at, title: (JSON.parse(body) as Message).title })
        response.writeHead(204).end()
      },
      () => response.destroy(),
    )
  })

  static async start(): Promise<Receiver> {
    const receiver = new Receiver()
    receiver.#server.listen(0, '127.0.0.1')
    await once(receiver.#server, 'listening')
    return receiver
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
