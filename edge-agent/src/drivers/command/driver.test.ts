import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileSchema, millis, silentLogger, systemClock, systemRandom } from '@muster/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DriverContext, RunUpdate } from '../../instruments/driver.ts'
import { describeDriver } from '../../testing/driver.contract.ts'
import type { ContractStartFault, DriverHarness } from '../../testing/driver-bench.ts'
import { CommandDriver } from './driver.ts'
import { RunFolders } from './run-folder.ts'
import { CommandSettings } from './settings.ts'
import { isAlive, parseMark, signalGroup } from './process-table.ts'
import { type Launch, launchDetached, type Launcher } from './wrapper.ts'

/** Notes each start in a ledger, then tells progress and a result, or waits. */
const PROGRAM = `#!/bin/sh
echo "$1" >> "$LEDGER"
echo "0 % begun"
echo "50 % warm, 21.5 degC"
while [ "$2" = long ]; do sleep 0.05; done
[ "$2" = fail ] && { echo "no vacuum" >&2; exit 3; }
[ "$2" = panel ] && exit 4
[ "$2" = talk ] && head -c 30000000 /dev/zero | tr '\\\\0' '\\\\n'
[ "$2" = deaf ] && { trap '' TERM; echo deaf; while :; do sleep 0.05; done; }
echo "100 % mass: 12.5 g"
printf '{"user":"%s"}' "$4" > "$3/result.json"
`

class Workplace {
  readonly folder: string
  readonly program: string
  readonly ledger: string
  readonly context: DriverContext
  readonly folders: RunFolders

  constructor(folder: string) {
    this.folder = folder
    this.program = join(folder, 'program')
    this.ledger = join(folder, 'ledger')
    this.context = {
      instrumentId: 'bench',
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      folder: join(folder, 'driver'),
    }
    this.folders = new RunFolders(this.context.folder, systemRandom)
  }

  static async make(): Promise<Workplace> {
    const place = new Workplace(await mkdtemp(join(tmpdir(), 'muster-command-')))
    await writeFile(place.program, PROGRAM, { mode: 0o755 })
    await writeFile(place.ledger, '')
    return place
  }

  get settings(): Record<string, unknown> {
    return {
      startLimit: '500 ms',
      pollEvery: '5 ms',
      checkEvery: '10 ms',
      activities: [
        {
          name: 'measure',
          parameters: { type: 'object', properties: { kind: { type: 'string' }, user: { type: 'string' } } },
          program: this.program,
          arguments: ['{attemptId}', '{kind}', '{runFolder}', 'user={user}'],
          environment: { LEDGER: this.ledger },
          progress: {
            percent: '^(\\d+) %',
            phase: '% (\\w+)',
            values: [{ name: 'temperature', pattern: '([\\d.]+ degC)' }],
          },
          result: { file: '{runFolder}/result.json', readings: [{ name: 'mass', pattern: 'mass: (.+)$' }] },
          exits: [
            { code: 3, as: 'failed', message: 'the pump does not run' },
            { code: 4, as: 'stopped-locally' },
          ],
          cancel: { killAfter: '50 ms' },
        },
      ],
    }
  }

  driver(launch: Launcher = launchDetached, settings = this.settings): CommandDriver {
    const parsed = compileSchema<CommandSettings>(CommandSettings, { defaults: true })(settings)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
    return new CommandDriver(parsed.value, this.context, launch)
  }

  async starts(): Promise<string[]> {
    return (await readFile(this.ledger, 'utf8')).split('\n').filter(line => line !== '')
  }

  /** Ends all programs as a loss of power does. */
  async killAll(): Promise<void> {
    for (const id of await this.folders.attemptIds()) {
      const claim = await this.folders.claimOf(id)
      if (claim.kind === 'begun') await signalGroup(claim.mark, 'SIGKILL')
    }
  }

  async dispose(): Promise<void> {
    await this.killAll()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function harness(): Promise<DriverHarness> {
  const place = await Workplace.make()
  const away = `${place.program}.away`
  const dropLink = async () => {
    // What has begun has found its program.
    await settledStarts(place)
    await rename(place.program, away)
  }
  let fault: ContractStartFault | undefined
  let newest: CommandDriver | undefined
  const launch: Launcher = async what => {
    if (fault === undefined) return launchDetached(what)
    if (fault === 'lose-request') return undefined
    if (fault !== 'drop-link-before') await launchDetached(what)
    // The claim comes before the ledger's line: the program has begun once that is there.
    while (fault !== 'drop-link-before' && (await place.starts()).length === 0) await tick()
    if (fault !== 'lose-answer') {
      await dropLink()
      while (newest && !(await isCut(newest))) await tick()
    }
    throw new Error('the answer was lost')
  }
  return {
    context: place.context,
    activity: 'measure',
    short: { kind: 'short' },
    long: { kind: 'long' },
    createDriver: () => (newest = place.driver(launch)),
    settled: work => work,
    dispose: () => place.dispose(),
    instrument: {
      // A line that the shell has not written yet.
      starts: async () => (await settledStarts(place)).length,
      startedIds: () => settledStarts(place),
      failNextStart: async next => {
        if (next === 'refuse') await chmod(place.program, 0o644)
        else fault = next
      },
      dropLink,
      restoreLink: () => rename(away, place.program),
      reboot: async () => {
        await settledStarts(place)
        await place.killAll()
        await rm(place.folders.root, { recursive: true, force: true, maxRetries: 5 })
      },
    },
  }
}

/** Whether the driver has noticed that there is no link. */
async function isCut(driver: CommandDriver): Promise<boolean> {
  return driver.bootMark().then(
    () => false,
    () => true,
  )
}

const tick = () => new Promise<void>(resolve => systemClock.after(millis(2), resolve))

/** Every claim is followed by a line of the ledger. */
async function settledStarts(place: Workplace): Promise<string[]> {
  for (;;) {
    const starts = await place.starts()
    const claims = await Promise.all(
      (await place.folders.attemptIds()).map(async id => {
        const claim = await place.folders.claimOf(id)
        return claim.kind === 'begun' && !starts.includes(id) && (await isAlive(claim.mark))
      }),
    )
    if (!claims.includes(true)) return starts
    await tick()
  }
}

describeDriver('a program', harness)

describe('the run of a program', () => {
  let place: Workplace
  beforeEach(async () => {
    place = await Workplace.make()
  })
  afterEach(() => place.dispose())

  const events = { connected: () => undefined, disconnected: () => undefined }
  const connected = async (launch?: Launcher) => {
    const driver = place.driver(launch)
    await driver.connect(events)
    return driver
  }
  const request = (parameters: Record<string, unknown>, attemptId = 'a-1') => ({
    attemptId,
    activity: 'measure',
    parameters,
  })
  const ended = async (driver: CommandDriver): Promise<RunUpdate[]> => {
    const updates: RunUpdate[] = []
    for await (const update of driver.follow('a-1', new AbortController().signal)) updates.push(update)
    await driver.close()
    return updates
  }

  it('tells its progress, and never a result that can not be read', async () => {
    const driver = await connected()
    expect(await driver.start(request({ kind: 'short', user: '"' }))).toMatchObject({ kind: 'started' })
    const updates = await ended(driver)
    expect(updates.at(-1)).toMatchObject({ kind: 'failed', failure: { code: 'result-unreadable' } })
  })

  it('tells live values with its progress', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'long' }))
    for await (const update of driver.follow('a-1', new AbortController().signal)) {
      if (update.kind !== 'progress' || update.percent !== 50) continue
      expect(update).toEqual({ kind: 'progress', percent: 50, phase: 'warm', values: { temperature: 21.5 } })
      break
    }
    await driver.close()
  })

  it('carries parameters as they are, and none of them as code', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'short', user: '$(touch x); a b' }))
    const updates = await ended(driver)
    expect(updates.at(-1)).toEqual({
      kind: 'succeeded',
      result: { mass: { value: 12.5, unit: 'g' }, user: 'user=$(touch x); a b' },
    })
  })

  it('refuses a parameter that the program would take for an option', async () => {
    const driver = await connected()
    expect(await driver.start(request({ kind: '--force' }))).toMatchObject({ kind: 'refused' })
    expect(await place.folders.attemptIds()).toEqual([])
    await driver.close()
  })

  it('tells what exit codes mean, with the last complaints', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'fail' }))
    expect((await ended(driver)).at(-1)).toMatchObject({
      kind: 'failed',
      failure: { message: 'the pump does not run: no vacuum', started: 'yes' },
    })
  })

  it('tells a stop at the panel', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'panel' }))
    expect((await ended(driver)).at(-1)?.kind).toBe('stopped-locally')
  })

  it('learns an end that happened while no agent was there', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'short', user: 'x' }))
    await driver.close()
    while ((await place.folders.endOf('a-1')) === undefined) await tick()
    expect((await ended(await connected())).at(-1)).toMatchObject({ kind: 'succeeded' })
  })

  it('is killed when it does not end by itself', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'deaf' }))
    const said = () => readFile(join(place.folders.pathOf('a-1'), 'out.0'), 'utf8').catch(() => '')
    while (!(await said()).includes('deaf')) await tick()
    await driver.cancel('a-1')
    expect((await ended(driver)).at(-1)).toEqual({ kind: 'cancelled' })
    expect(await place.folders.cancelOf('a-1')).toMatchObject({ killed: true })
  })

  it('is lost where it was killed by somebody else', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'long' }))
    await place.killAll()
    expect((await ended(driver)).at(-1)).toMatchObject({ kind: 'lost' })
  })

  it('keeps a bounded part of what it says', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'talk', user: 'x' }))
    expect((await ended(driver)).at(-1)).toMatchObject({
      kind: 'succeeded',
      result: { mass: { value: 12.5 } },
    })
    const folder = place.folders.pathOf('a-1')
    const pieces = (await readdir(folder)).filter(name => name.startsWith('out.') && name !== 'out.pipe')
    const sizes = await Promise.all(pieces.map(async name => (await stat(join(folder, name))).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(20_000_000)
  })

  it('is absent for certain after a crash before the program was begun, and never begins later', async () => {
    let launch: Launch | undefined
    const driver = await connected(async what => void (launch = what))
    expect(await driver.start(request({ kind: 'short' }))).toMatchObject({ kind: 'unsure' })
    await driver.close()
    const next = await connected()
    expect(await next.idle()).toMatchObject({ idle: false })
    expect(await next.find('a-1')).toEqual({ kind: 'absent' })
    if (launch) await launchDetached(launch)
    expect(await next.find('a-1')).toEqual({ kind: 'absent' })
    expect(await next.idle()).toEqual({ idle: true })
    await next.close()
    // The wrapper says who it is before it tries for the claim; then it is gone.
    const late = () => readFile(join(place.folders.pathOf('a-1'), 'claim.begun'), 'utf8').catch(() => '')
    let mark = parseMark(await late())
    for (; !mark; mark = parseMark(await late())) await tick()
    while (await isAlive(mark)) await tick()
    expect(await place.starts()).toEqual([])
  })

  it('is unsure where the machine was switched off when the program was to begin', async () => {
    const driver = await connected(async () => undefined)
    await driver.start(request({ kind: 'short' }))
    const path = place.folders.requestFileOf('a-1')
    const written = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
    await writeFile(path, JSON.stringify({ ...written, bootId: 'another' }))
    expect(await driver.find('a-1')).toMatchObject({ kind: 'unsure' })
    await driver.close()
  })

  it('does not take another process with its number for itself, and signals none', async () => {
    const driver = await connected()
    await driver.start(request({ kind: 'long' }))
    const claim = await place.folders.claimOf('a-1')
    if (claim.kind !== 'begun') throw new Error('not begun')
    const other = { ...claim.mark, startTime: '1' }
    expect(await isAlive(other)).toBe(false)
    await signalGroup(other, 'SIGKILL')
    expect(await isAlive(claim.mark)).toBe(true)
    await driver.close()
  })

  it('leaves a folder for people to look at, and the oldest go', async () => {
    const driver = await connected()
    for (const id of ['a-1', 'a-2', 'a-3']) {
      await place.folders.create(request({}, id))
      await place.folders.release(id, 2)
    }
    expect(await place.folders.attemptIds()).toHaveLength(2)
    await driver.close()
  })
})
