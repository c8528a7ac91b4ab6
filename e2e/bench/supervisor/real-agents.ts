import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Program } from '../../processes/processes.ts'
import { freePort } from './mosquitto.ts'

export interface RealAgentsOptions {
  readonly folder: string
  readonly broker: string
  readonly count: number
  /** Their ids begin with it. */
  readonly name: string
  readonly heartbeatMs: number
  readonly keepaliveSeconds: number
}

/** Agents as they are installed, each a process of its own. Their instruments are switched off: they run nothing. */
export class RealAgents implements AsyncDisposable {
  readonly ids: readonly string[]
  readonly #configs: ReadonlyMap<string, string>
  readonly #programs = new Map<string, Program>()

  private constructor(configs: ReadonlyMap<string, string>) {
    this.#configs = configs
    this.ids = [...configs.keys()]
  }

  static async start(options: RealAgentsOptions): Promise<RealAgents> {
    const { folder, broker, count, name, heartbeatMs, keepaliveSeconds } = options
    await mkdir(folder, { recursive: true })
    const nobody = await freePort()
    const configs = new Map<string, string>()
    for (let index = 0; index < count; index++) {
      const id = `${name}-${index}`
      const path = join(folder, `${id}.yaml`)
      const settings = {
        id,
        data: join(folder, id),
        broker: { url: broker, keepaliveSeconds },
        heartbeatSeconds: heartbeatMs / 1_000,
        instruments: [
          {
            id: `${id}-balance`,
            driver: 'scpi',
            settings: { host: '127.0.0.1', port: nobody, busy: BUSY, activities: [WEIGH] },
          },
        ],
      }
      await writeFile(path, JSON.stringify(settings))
      configs.set(id, path)
    }
    await using stack = new AsyncDisposableStack()
    const agents = stack.use(new RealAgents(configs))
    await agents.revive()
    stack.move()
    return agents
  }

  program(id: string): Program {
    const program = this.#programs.get(id)
    if (!program) throw new Error(`there is no agent ${id}`)
    return program
  }

  /** Starts all of them, those that were killed again; resolves when they are in step with the coordinator. */
  async revive(): Promise<void> {
    const starting = [...this.#configs].map(async ([id, config]) => {
      const args = ['run', '--config', config]
      const program = new Program('edge-agent/src/cli.ts', args, { detached: true })
      this.#programs.set(id, program)
      await program.logged('synchronised with the coordinator')
    })
    await Promise.all(starting)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#programs.values()) await program[Symbol.asyncDispose]()
  }
}

const BUSY = { query: 'WEIGH:STAT?', pattern: '^BUSY' }
const WEIGH = {
  name: 'weigh',
  start: { command: 'WEIGH:START' },
  status: { query: 'WEIGH:STAT?', busy: '^BUSY', done: '^DONE' },
}
