import type { MqttConnection, MqttConnectOptions, MqttMessage, MqttPort } from '../mqtt/port.ts'

export interface Login {
  readonly username: string
  readonly password: string
}

/** A broker of site `lab-a` with access rules, and ways to it. Its users are those of `HARNESS_USERS`. */
export interface MqttHarness extends AsyncDisposable {
  readonly url: string
  /** The port of a process of its own. */
  port(): MqttPort
  /** A port and an address where nobody answers. */
  unreachable(): Promise<{ readonly port: MqttPort; readonly url: string }>
  /** Awaits, and moves time on where time is virtual. */
  wait<T>(promise: Promise<T>): Promise<T>
  /** False for Mosquitto, which grants every subscription and then withholds the messages. */
  readonly refusesSubscriptions: boolean
}

export const HARNESS_SITE = 'lab-a'

/** Every user's password is its name and `-password`. Users are client ids, as Mosquitto binds them. */
export const HARNESS_USERS = {
  coordinators: ['coordinator', 'one', 'two', 'three'],
  agents: ['furnace-pc', 'printer-pc'],
  publishers: ['lims'],
} as const

export const loginOf = (username: string): Login => ({ username, password: `${username}-password` })

/** A client under test: its connection, and what it has heard so far. */
export interface TestClient {
  readonly connection: MqttConnection
  readonly heard: readonly MqttMessage[]
  /** Resolves with the first message that `wanted` holds for, heard before or after this call. */
  hears(wanted: (message: MqttMessage) => boolean): Promise<MqttMessage>
}

/** Connects as one of the users; `options` may say otherwise. */
export async function connectClient(
  harness: MqttHarness,
  user: string,
  options: Partial<MqttConnectOptions> = {},
  onMessage: (message: MqttMessage) => void = () => {},
): Promise<TestClient> {
  const heard: MqttMessage[] = []
  const waiting = new Set<(message: MqttMessage) => void>()
  const target = { url: harness.url, clientId: user, ...loginOf(user), keepaliveSeconds: 10, ...options }
  const connection = await harness.wait(
    harness.port().connect(target, message => {
      heard.push(message)
      for (const tell of waiting) tell(message)
      onMessage(message)
    }),
  )
  return {
    connection,
    heard,
    hears: wanted =>
      harness.wait(
        new Promise(resolve => {
          const tell = (message: MqttMessage) => {
            if (wanted(message)) resolve(message)
          }
          waiting.add(tell)
          for (const message of heard) tell(message)
        }),
      ),
  }
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (message: MqttMessage): string => new TextDecoder().decode(message.payload)
export const says =
  (wanted: string) =>
  (message: MqttMessage): boolean =>
    text(message) === wanted
