import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { millis, sleep, systemClock } from '@muster/runtime'
import { Program } from '../../processes/processes.ts'
import { now } from '../notes.ts'

interface Agent {
  readonly id: string
  readonly online: boolean
  readonly synced: boolean
  readonly contactLostSince?: string
}

export interface Escalation {
  readonly id: string
  readonly kind: string
  readonly entries: readonly { readonly subject: string; readonly clearedAt?: string }[]
  readonly deliveries: readonly { readonly reason: string }[]
}

export interface Stats {
  readonly openAttempts: number
  readonly openPrompts: number
  readonly agents: { readonly known: number; readonly online: number }
  readonly messages: { readonly received: number; readonly sent: number; readonly dropped: number }
}

/** How long anything may take to be seen before the benchmark gives up. */
const LIMIT_MS = 300_000

/** The coordinator as it is installed, in a process of its own, and what its API shows. */
export class CoordinatorProcess implements AsyncDisposable {
  readonly pid: number
  /** When it had its connection to the broker, and when it was started; milliseconds of `now`. */
  readonly connectedAt: number
  readonly startedAt: number
  readonly #program: Program
  readonly #url: string

  private constructor(program: Program, startedAt: number, ready: Fields, connected: Fields) {
    this.#program = program
    this.#url = String(ready['api'])
    this.pid = Number(ready['pid'])
    this.startedAt = startedAt
    this.connectedAt = Number(connected['time'])
  }

  /** @param settings besides those of store, API and broker */
  static async start(folder: string, broker: string, settings: object): Promise<CoordinatorProcess> {
    const config = join(folder, 'coordinator.yaml')
    const own = { data: dataOf(folder), api: { port: 0 }, broker: { url: broker }, log: 'info' }
    await writeFile(config, JSON.stringify({ ...own, ...settings }))
    const startedAt = now()
    const program = new Program('coordinator/src/cli.ts', ['run', '--config', config], { detached: true })
    const connected = await program.logged('connected to the broker')
    return new CoordinatorProcess(program, startedAt, await program.logged('ready'), connected)
  }

  agents(): Promise<readonly Agent[]> {
    return this.#list('agents')
  }

  /** The open ones. */
  escalations(): Promise<readonly Escalation[]> {
    return this.#list('escalations', '?limit=500')
  }

  async stats(): Promise<Stats> {
    return (await this.#get('/v1/stats')) as Stats
  }

  /** When each of these agents was first seen to be so, by asking the API again and again. */
  async whenEach(
    ids: readonly string[],
    isSo: (agent: Agent) => boolean,
  ): Promise<ReadonlyMap<string, number>> {
    return firstSeen(ids, async () => (await this.agents()).filter(isSo).map(({ id }) => id))
  }

  async kill(): Promise<void> {
    await this.#program.kill()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]()
  }

  async #list<T>(what: string, query = ''): Promise<readonly T[]> {
    return ((await this.#get(`/v1/${what}${query}`)) as Record<string, T[]>)[what] ?? []
  }

  async #get(path: string): Promise<unknown> {
    const response = await fetch(`${this.#url}${path}`)
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
}

type Fields = Readonly<Record<string, unknown>>

/** The folder of its store. */
export const dataOf = (folder: string): string => join(folder, 'coordinator')

export const isLost = ({ contactLostSince }: Agent): boolean => contactLostSince !== undefined
export const isInStep = ({ online, synced }: Agent): boolean => online && synced

/** Reads again and again until each of these was read. @returns when each was for the first time */
export async function firstSeen(
  ids: readonly string[],
  read: () => Promise<readonly string[]>,
): Promise<ReadonlyMap<string, number>> {
  const seen = new Map<string, number>()
  const wanted = new Set(ids)
  for (const began = now(); wanted.size > 0; ) {
    for (const id of await read()) if (wanted.delete(id)) seen.set(id, now())
    if (now() - began > LIMIT_MS) throw new Error(`${[...wanted].slice(0, 5).join(', ')} … was not seen`)
    if (wanted.size > 0) await sleep(systemClock, millis(10))
  }
  return seen
}
