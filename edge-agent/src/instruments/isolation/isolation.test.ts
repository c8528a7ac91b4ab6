import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import {
  type Clock,
  type Logger,
  millis,
  seconds,
  silentLogger,
  systemClock,
  systemRandom,
} from '@muster/runtime'
import { ManualClock, VirtualTime } from '@muster/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { IsolatedDriver } from './isolated-driver.ts'
import { PROCESS_LIMITS, type ProcessLimits } from './process-limits.ts'

/** What the drivers' processes say, and their ends. */
class Watch {
  readonly #said: string[] = []
  readonly #server = createServer(socket => {
    let pid = ''
    createInterface({ input: socket }).on('line', line => {
      pid = line.split(' ')[0] ?? ''
      this.#hear(line)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => this.#hear(`${pid} is gone`))
  })
  #news = Promise.withResolvers<void>()

  async open(): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  close(): void {
    this.#server.close()
  }

  get said(): readonly string[] {
    return this.#said.map(line => line.replace(/^\d+ /, ''))
  }

  /** The process that says this for the `nth` time. */
  async heard(what: string, nth = 1): Promise<number> {
    for (;;) {
      const line = this.#said.filter(text => text.endsWith(` ${what}`))[nth - 1]
      if (line !== undefined) return Number(line.split(' ')[0])
      await this.#news.promise
    }
  }

  #hear(line: string): void {
    this.#said.push(line)
    this.#news.resolve()
    this.#news = Promise.withResolvers()
  }
}

describe('a driver in a process of its own', () => {
  let watch: Watch
  let port: number
  let folder: string
  const ends: (() => Promise<unknown>)[] = []

  beforeEach(async () => {
    watch = new Watch()
    port = await watch.open()
    folder = await mkdtemp(join(tmpdir(), 'muster-isolation-'))
  })
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
    watch.close()
    await rm(folder, { recursive: true })
  })

  function driverOf(
    clock: Clock = systemClock,
    logger: Logger = silentLogger,
    processLimits = PROCESS_LIMITS,
  ): IsolatedDriver {
    const driver = new IsolatedDriver(
      {
        entry: new URL('./testing/watched-driver.ts', import.meta.url),
        settings: { port },
        traits: { keepsIds: true, neverClears: true, settlingTime: seconds(0) },
        offers: [],
      },
      { instrumentId: 'watched', clock, random: systemRandom, logger, folder, processLimits },
    )
    ends.push(() => driver.close())
    return driver
  }

  const request = (attemptId: string) => ({ attemptId, activity: 'x', parameters: {} })
  const noEvents = { connected() {}, disconnected() {} }

  it('answers, streams, rejects with code and faults, and logs, as if it were here', async () => {
    const logged = Promise.withResolvers<unknown>()
    const logger = {
      ...silentLogger,
      warn: (message: string, fields?: object) => logged.resolve([message, fields]),
    }
    const driver = driverOf(systemClock, logger)
    await driver.connect(noEvents)
    expect(await driver.describe()).toEqual({ kind: 'watched', activities: [] })
    expect(await driver.bootMark()).toBeUndefined()
    expect(await driver.start(request('a-1'))).toEqual({ kind: 'started', runReference: 'a-1' })
    await expect(driver.find('a-1')).rejects.toMatchObject({
      code: 'no-idea',
      category: 'instrument',
      faults: [{ field: 'a', message: 'b' }],
    })
    await driver.cancel('a-1')
    expect(await logged.promise).toEqual(['cancelling', { of: 'nothing' }])
    const abort = new AbortController()
    for await (const update of driver.follow('a-1', abort.signal)) {
      expect(update).toEqual({ kind: 'progress', percent: 50 })
      abort.abort()
    }
    await watch.heard('stopped following')
  })

  it('is launched again and connected when it dies; the start that killed it is neither answered nor made again', async () => {
    const driver = driverOf()
    const told: string[] = []
    const reconnected = Promise.withResolvers<void>()
    await driver.connect({
      disconnected: reason => void told.push(reason),
      connected: () => reconnected.resolve(),
    })
    await expect(driver.start(request('die'))).rejects.toMatchObject({ code: 'driver-process-ended' })
    expect(await driver.start(request('a-2'))).toMatchObject({ kind: 'refused' })
    await reconnected.promise
    expect(told).toEqual([expect.stringMatching(/has ended at .* UTC: signal SIGKILL$/)])
    expect(await driver.start(request('a-3'))).toMatchObject({ kind: 'started' })
    await watch.heard('start a-3')
    expect(watch.said.filter(line => line.startsWith('start'))).toEqual(['start die', 'start a-3'])
  })

  it('goes on following in the next process when it dies', async () => {
    const driver = driverOf()
    await driver.connect(noEvents)
    const pid = await watch.heard('lives')
    const abort = new AbortController()
    let updates = 0
    for await (const update of driver.follow('a-1', abort.signal)) {
      expect(update).toEqual({ kind: 'progress', percent: 50 })
      updates += 1
      if (updates === 1) process.kill(pid, 'SIGKILL')
      else abort.abort()
    }
    expect(updates).toBe(2)
    expect(await watch.heard('lives', 2)).not.toBe(pid)
  })

  /** What its instrument's message says when a start has done this to the driver, and that the next process is connected. */
  async function endedBy(attemptId: string, limits: Partial<ProcessLimits> = {}): Promise<string> {
    const driver = driverOf(systemClock, silentLogger, { ...PROCESS_LIMITS, ...limits })
    const reason = Promise.withResolvers<string>()
    const again = Promise.withResolvers<void>()
    await driver.connect({ disconnected: reason.resolve, connected: again.resolve })
    await driver.start(request(attemptId)).catch(() => undefined)
    const said = await reason.promise
    await again.promise
    expect(await driver.start(request('a-2'))).toMatchObject({ kind: 'started' })
    await watch.heard('start a-2')
    expect(watch.said.filter(line => line.startsWith('start'))).toEqual([`start ${attemptId}`, 'start a-2'])
    return said
  }

  it('is ended and launched again when it spins', async () => {
    expect(await endedBy('spin', { silence: seconds(1) })).toContain('gave no sign of life for 1 s')
  })

  it('is ended and launched again when it leaks', async () => {
    const said = await endedBy('leak', { memoryMb: 150, silence: seconds(2) })
    expect(said).toMatch(/it took \d+ MB of memory, and may take 150/)
  })

  it('is launched again when its heap is full, and says so', async () => {
    expect(await endedBy('fill-heap', { memoryMb: 64 })).toContain('heap')
  })

  it('is launched again when it throws where nobody catches it', async () => {
    expect(await endedBy('throw')).toContain('it threw outside of any call: nobody caught that')
  })

  it('is launched again when it leaves a rejection unhandled', async () => {
    expect(await endedBy('reject')).toContain('it left a rejection unhandled: nobody caught this')
  })

  it('keeps nobody busy with what it logs and prints', async () => {
    let lines = 0
    const logger = { ...silentLogger, info: () => void (lines += 1), debug: () => void (lines += 1) }
    const driver = driverOf(systemClock, logger)
    await driver.connect(noEvents)
    await driver.start(request('log'))
    expect(lines).toBe(200)
  })

  it('has a lower priority than its agent', async () => {
    const driver = driverOf()
    await driver.connect(noEvents)
    expect(getPriority(await watch.heard('lives'))).toBeGreaterThan(getPriority())
  })

  it('refuses a start that lay about on its way', async () => {
    const behind: Clock = { ...systemClock, uptime: () => systemClock.uptime() - 6_000 }
    const driver = driverOf(behind)
    await driver.connect(noEvents)
    await watch.heard('lives')
    expect(await driver.start(request('a-1'))).toMatchObject({ kind: 'refused', failure: { code: 'late' } })
    await driver.close()
    await watch.heard('is gone')
    expect(watch.said).toEqual(['lives', 'closes', 'is gone'])
  })

  it('is ended by force when it spins', async () => {
    const time = new VirtualTime()
    const clock = new ManualClock(time)
    const driver = driverOf({ ...systemClock, after: (delay, action) => clock.after(delay, action) })
    await driver.connect(noEvents)
    const start = driver.start(request('spin'))
    start.catch(() => undefined)
    await watch.heard('start spin')
    const closed = driver.close()
    await time.advance(seconds(5))
    await closed
    await watch.heard('is gone')
    await expect(start).rejects.toMatchObject({ code: 'driver-process-ended' })
  })

  it('says goodbye to its instrument when it is closed, and can not be used after', async () => {
    const driver = driverOf()
    await driver.connect(noEvents)
    await driver.close()
    await watch.heard('is gone')
    expect(watch.said).toEqual(['lives', 'closes', 'is gone'])
    expect(await driver.start(request('a-1'))).toMatchObject({ kind: 'refused' })
    await expect(driver.connect(noEvents)).rejects.toMatchObject({ code: 'closed' })
  })

  it('ends when its agent is killed, and the next one connects only after that', async () => {
    const script = fileURLToPath(new URL('./testing/agent-with-watched-driver.ts', import.meta.url))
    const agent = spawn(process.execPath, [script, String(port), folder], { stdio: 'ignore' })
    const first = await watch.heard('lives')
    // Stopped, the orphan can't notice that its agent is gone.
    process.kill(first, 'SIGSTOP')
    agent.kill('SIGKILL')
    await once(agent, 'exit')
    const next = driverOf()
    let isConnected = false
    const connecting = next.connect(noEvents).then(() => void (isConnected = true))
    await Promise.race([connecting, new Promise(resolve => systemClock.after(millis(400), () => resolve(0)))])
    expect(isConnected).toBe(false)
    process.kill(first, 'SIGCONT')
    expect(await watch.heard('is gone')).toBe(first)
    await connecting
    expect(await watch.heard('lives', 2)).not.toBe(first)
  })

  it('is ended by the next one where it spins and does not notice that its agent is gone', async () => {
    const script = fileURLToPath(new URL('./testing/agent-with-watched-driver.ts', import.meta.url))
    const agent = spawn(process.execPath, [script, String(port), folder, 'spin'], { stdio: 'ignore' })
    const orphan = await watch.heard('start spin')
    agent.kill('SIGKILL')
    await once(agent, 'exit')
    const next = driverOf()
    await next.connect(noEvents)
    expect(await watch.heard('lives', 2)).not.toBe(orphan)
    expect(watch.said).toEqual(['lives', 'start spin', 'is gone', 'lives'])
  })

  it('begins nothing of what its agent said before it was killed', async () => {
    const script = fileURLToPath(new URL('./testing/agent-with-watched-driver.ts', import.meta.url))
    const agent = spawn(process.execPath, [script, String(port), folder, 'a-1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const orphan = await watch.heard('lives')
    process.kill(orphan, 'SIGSTOP')
    agent.kill('SIGUSR2')
    await once(agent.stdout, 'data')
    agent.kill('SIGKILL')
    await once(agent, 'exit')
    process.kill(orphan, 'SIGCONT')
    await watch.heard('is gone')
    expect(watch.said).toEqual(['lives', 'is gone'])
  })

  it('does nothing of what it was told by an agent that was gone before it had read it', async () => {
    const child = fork(new URL('./testing/watched-driver.ts', import.meta.url), { stdio: 'ignore' })
    child.send({ kind: 'open', settings: { port }, instrumentId: 'watched', folder })
    child.send({ kind: 'call', id: 1, call: 'connect' })
    child.disconnect()
    await once(child, 'exit')
    expect(watch.said).toEqual([])
  })

  it('outlives a Ctrl-C that was meant for the agent', async () => {
    const driver = driverOf()
    await driver.connect(noEvents)
    process.kill(await watch.heard('lives'), 'SIGINT')
    expect(await driver.health()).toEqual({ ok: true })
  })
})
