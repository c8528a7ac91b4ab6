import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent as HttpAgent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { millis, sleep, systemClock } from '@muster/runtime'
import { Program } from '../processes/processes.ts'
import { ACTIVITY } from './notes.ts'
import { cpuSeconds } from './supervisor/usage.ts'

export interface SiteOptions {
  readonly agents: number
  readonly runMs: number
  readonly journals: 'disk' | 'memory'
}

/** A coordinator with its broker and its store on disk, in one process, and many agents in another. */
export class Site implements AsyncDisposable {
  readonly folder: string
  readonly notes: string
  readonly #coordinator: Program
  readonly #agents: Program
  readonly #url: URL
  readonly #pid: number
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: 64 })

  private constructor(
    folder: string,
    ready: Readonly<Record<string, unknown>>,
    coordinator: Program,
    agents: Program,
  ) {
    this.folder = folder
    this.notes = join(folder, 'notes.jsonl')
    this.#url = new URL(String(ready['api']))
    this.#pid = Number(ready['pid'])
    this.#coordinator = coordinator
    this.#agents = agents
  }

  static async start({ agents, runMs, journals }: SiteOptions): Promise<Site> {
    const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'))
    const config = join(folder, 'coordinator.yaml')
    await writeFile(
      config,
      JSON.stringify({
        data: join(folder, 'coordinator'),
        api: { port: 0 },
        broker: { port: 0 },
        log: 'info',
      }),
    )
    const detached = { detached: true }
    const coordinator = new Program('coordinator/src/cli.ts', ['run', '--config', config], detached)
    const ready = await coordinator.logged('ready')
    const counts = ['--agents', String(agents), '--run-ms', String(runMs), '--journals', journals]
    const places = ['--broker', String(ready['broker']), '--folder', folder]
    const notes = ['--notes', join(folder, 'notes.jsonl')]
    const program = new Program('e2e/bench/agents.ts', [...counts, ...places, ...notes], detached)
    const site = new Site(folder, ready, coordinator, program)
    await program.logged('ready')
    await site.#whenKnown(agents)
    return site
  }

  /** Submits a job of one task. @returns the ids of the job and its first attempt */
  async submit(key: string): Promise<{ readonly job: string; readonly attempt: string }> {
    const body = JSON.stringify({ activity: { activity: ACTIVITY, parameters: {} } })
    const answer = await this.#ask('POST', '/v1/jobs', body, { 'idempotency-key': key })
    const { id } = answer as { id: string }
    return { job: id, attempt: `${id}-run-1` }
  }

  /** How many jobs there are in a state. */
  async count(state: string): Promise<number> {
    const { jobs } = (await this.#ask('GET', '/v1/stats')) as { jobs: Record<string, number> }
    return jobs[state] ?? 0
  }

  /** CPU seconds that the coordinator has used, with the broker in it. */
  coordinatorCpu(): Promise<number> {
    return cpuSeconds(this.#pid)
  }

  /** Stops the agents, which then write down what they noted. @returns CPU seconds that they used */
  async stopAgents(): Promise<number> {
    await this.#agents.stop()
    return Number((await this.#agents.logged('used'))['cpuSeconds'])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.destroy()
    await this.#agents.stop()
    await this.#coordinator.stop()
    await rm(this.folder, { recursive: true, force: true })
  }

  async #whenKnown(agents: number): Promise<void> {
    for (;;) {
      const { instruments } = (await this.#ask('GET', '/v1/instruments')) as {
        instruments: { link: string }[]
      }
      if (instruments.filter(({ link }) => link === 'connected').length === agents) return
      await sleep(systemClock, millis(100))
    }
  }

  #ask(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = this.#url
      const sent = { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
      const call = request({ hostname, port, path, method, agent: this.#http, headers: sent }, response => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => {
          const text = Buffer.concat(parts).toString()
          if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(text))
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`))
        })
      })
      call.on('error', reject)
      call.end(body)
    })
  }
}
