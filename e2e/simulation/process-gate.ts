import type { Driver, DriverEvents, RunUpdate } from '@muster/edge-agent/testing'
import type { MqttConnection, MqttMessage, MqttPort } from '@muster/protocol'
import type { Clock, FileLock, FileSystem } from '@muster/runtime'
import type { Store } from '@muster/coordinator'

/** Whether the process dies here. A point is named for what is about to happen, or just has. */
export type CrashRule = (point: string) => boolean

const never = <T>(): Promise<T> => new Promise<T>(() => undefined)

/**
 * One life of a simulated process. All it does to the world goes through ports that its gate has wrapped; each
 * is a point before and a point after at which it may die. Once dead, nothing it awaits ever settles and nothing calls it
 * back, so that whatever its code would do next never happens: a kill between any two awaits.
 */
export class ProcessGate {
  readonly name: string
  #alive = true
  #dies: CrashRule
  readonly #onDeath: (point: string) => void

  constructor(name: string, dies: CrashRule, onDeath: (point: string) => void) {
    this.name = name
    this.#dies = dies
    this.#onDeath = onDeath
  }

  get alive(): boolean {
    return this.#alive
  }

  set dies(rule: CrashRule) {
    this.#dies = rule
  }

  kill(point: string): void {
    if (!this.#alive) return
    this.#alive = false
    this.#onDeath(point)
  }

  /** Passes a point. @returns false if the process is dead now. */
  pass(point: string): boolean {
    if (this.#alive && this.#dies(point)) this.kill(point)
    return this.#alive
  }

  async through<T>(what: string, effect: () => Promise<T>): Promise<T> {
    if (!this.pass(`before ${what}`)) return never()
    let result: T
    try {
      result = await effect()
    } catch (error) {
      if (!this.pass(`after ${what}`)) return never()
      throw error
    }
    return this.pass(`after ${what}`) ? result : never()
  }

  clock(clock: Clock): Clock {
    const ifAlive = (action: () => void) => () => {
      if (this.#alive) action()
    }
    return {
      wall: () => clock.wall(),
      monotonic: () => clock.monotonic(),
      uptime: () => clock.uptime(),
      after: (delay, action) => clock.after(delay, ifAlive(action)),
      endOfTurn: action => clock.endOfTurn(ifAlive(action)),
    }
  }

  fileSystem(
    files: FileSystem,
    describe: (operation: string, path: string, bytes?: Uint8Array) => string,
  ): FileSystem {
    const op = <T>(operation: string, path: string, effect: () => Promise<T>, bytes?: Uint8Array) =>
      this.through(describe(operation, path, bytes), effect)
    return {
      read: path => op('read', path, () => files.read(path)),
      write: (path, bytes) => op('write', path, () => files.write(path, bytes), bytes),
      append: (path, bytes) => op('append', path, () => files.append(path, bytes), bytes),
      sync: path => op('sync', path, () => files.sync(path)),
      rename: (from, to) => op('rename', to, () => files.rename(from, to)),
      remove: path => op('remove', path, () => files.remove(path)),
      syncFolder: path => op('sync-folder', path, () => files.syncFolder(path)),
      list: path => op('list', path, () => files.list(path)),
      makeFolder: path => op('make-folder', path, () => files.makeFolder(path)),
      lock: path => op<FileLock | undefined>('lock', path, () => files.lock(path)),
    }
  }

  mqtt(port: MqttPort): MqttPort {
    return {
      connect: async (options, onMessage) => {
        const hear = (message: MqttMessage) => {
          if (this.pass(`receive ${shortTopic(message.topic)}`)) onMessage(message)
        }
        const connection = await this.through('connect', () => port.connect(options, hear))
        return this.#connection(connection)
      },
    }
  }

  #connection(connection: MqttConnection): MqttConnection {
    return {
      publish: (topic, payload, options) =>
        this.through(`send ${shortTopic(topic)}`, () => connection.publish(topic, payload, options)),
      subscribe: (filters, qos) => this.through('subscribe', () => connection.subscribe(filters, qos)),
      closed: connection.closed.then(closed => (this.#alive ? closed : never())),
      close: () => connection.close(),
      destroy: () => connection.destroy(),
    }
  }

  store(store: Store): Store {
    const gated = <A extends unknown[], R>(name: string, method: (...args: A) => Promise<R>) => {
      return (...args: A): Promise<R> =>
        this.through(describeStoreCall(name, args), () => method.apply(store, args))
    }
    return {
      identity: gated('identity', store.identity),
      takeLead: gated('take-lead', store.takeLead),
      commit: gated('commit', store.commit),
      loadOpenWork: gated('load', store.loadOpenWork),
      job: gated('job', store.job),
      jobs: gated('jobs', store.jobs),
      task: gated('task', store.task),
      tasksOfJob: gated('tasks', store.tasksOfJob),
      attempt: gated('attempt', store.attempt),
      attemptsOfTask: gated('attempts', store.attemptsOfTask),
      listed: gated('listed', store.listed),
      list: gated('list', store.list),
      events: gated('events', store.events),
      idempotency: gated('idempotency', store.idempotency),
      forgetIdempotency: gated('forget', store.forgetIdempotency),
      counts: gated('counts', store.counts),
      close: gated('close', store.close),
    }
  }

  /** @param onStart called when the driver is asked to start something, before it does anything about it */
  driver(driver: Driver, onStart: (attemptId: string) => void = () => undefined): Driver {
    const call = <T>(what: string, effect: () => Promise<T>) => this.through(`driver ${what}`, effect)
    const { pause, resume, checkpoint, release } = driver
    return {
      traits: driver.traits,
      connect: events => call('connect', () => driver.connect(this.#driverEvents(events))),
      describe: () => call('describe', () => driver.describe()),
      bootMark: () => call('boot-mark', () => driver.bootMark()),
      idle: () => call('idle', () => driver.idle()),
      start: request =>
        call('start', () => {
          onStart(request.attemptId)
          return driver.start(request)
        }),
      find: attemptId => call('find', () => driver.find(attemptId)),
      follow: (run, signal) => this.#updates(driver.follow(run, signal)),
      cancel: run => call('cancel', () => driver.cancel(run)),
      ...(pause ? { pause: run => call('pause', () => pause.call(driver, run)) } : {}),
      ...(resume ? { resume: run => call('resume', () => resume.call(driver, run)) } : {}),
      ...(checkpoint ? { checkpoint: run => call('checkpoint', () => checkpoint.call(driver, run)) } : {}),
      ...(release ? { release: run => call('release', () => release.call(driver, run)) } : {}),
      health: () => call('health', () => driver.health()),
      close: () => driver.close(),
    }
  }

  async *#updates(updates: AsyncIterable<RunUpdate>): AsyncGenerator<RunUpdate> {
    for await (const update of updates) {
      if (!this.pass(`driver ${update.kind}`)) await never()
      yield update
    }
  }

  #driverEvents(events: DriverEvents): DriverEvents {
    return {
      disconnected: reason => {
        if (this.#alive) events.disconnected(reason)
      },
      connected: () => {
        if (this.#alive) events.connected()
      },
    }
  }
}

/** `up/claim` of `muster/v1/lab/agents/a/up/claim`. */
function shortTopic(topic: string): string {
  return topic.split('/').slice(-2).join('/')
}

function describeStoreCall(name: string, args: readonly unknown[]): string {
  if (name !== 'commit') return `store ${name}`
  const changes = args[1] as readonly { readonly intent: string }[]
  return `commit ${[...new Set(changes.map(change => change.intent))].join('+')}`
}
