import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  compileSchema,
  millis,
  nodeFileSystem,
  silentLogger,
  systemClock,
  systemRandom,
} from '@muster/runtime'
import type { DriverContext } from '../../../instruments/driver.ts'
import type { ContractStartFault, DriverHarness } from '../../../driver-kit/contract/bench.ts'
import { CommandDriver } from '../driver.ts'
import { Worker } from '../pool/worker.ts'
import { isAlive, signalGroup } from '../process-table.ts'
import { RunFolders } from '../run-folder.ts'
import { CommandSettings } from '../settings.ts'
import { launchDetached, type Launcher } from '../wrapper.ts'

/** The same as a program that stays. `stuck` answers nothing any more afterwards. */
const SERVER = `#!/bin/sh
[ -e "$LEDGER.mute" ] && : > "$LEDGER.mute.up" || echo READY
id= stuck=
while IFS= read -r line; do
  [ -n "$stuck" ] && continue
  set -- $line
  case $1 in
    PING) echo PONG ;;
    ABORT) [ "$2" = "$id" ] && echo "FAILED $id stopped" && id= ;;
    RUN)
      echo "$2" >> "$LEDGER"
      printf '%s\\n' '0 % begun' 'DONE of-another' '50 % warm'
      case $3 in
        die) exit 3 ;;
        fail) echo "FAILED $2 no vacuum" ;;
        long) id=$2 ;;
        *)
          [ "$3" = stuck ] && stuck=yes
          echo '100 % mass: 12.5 g'
          echo "DONE $2" ;;
      esac ;;
  esac
done
`

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

export class Workplace {
  readonly folder: string
  readonly program: string
  readonly ledger: string
  readonly context: DriverContext
  readonly folders: RunFolders
  readonly #kind: 'program' | 'pool'

  constructor(folder: string, kind: 'program' | 'pool') {
    this.folder = folder
    this.#kind = kind
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

  /** With a program that is begun for each run, or with one that stays and takes one job after another. */
  static async make(kind: 'program' | 'pool' = 'program'): Promise<Workplace> {
    const place = new Workplace(await mkdtemp(join(tmpdir(), 'muster-command-')), kind)
    await writeFile(place.program, kind === 'program' ? PROGRAM : SERVER, { mode: 0o755 })
    await writeFile(place.ledger, '')
    return place
  }

  get settings(): Record<string, unknown> {
    return this.#kind === 'pool' ? this.poolSettings() : this.#programSettings
  }

  /** Of an instrument whose jobs a pool takes. */
  poolSettings(pool: object = {}, activity: object = {}): Record<string, unknown> {
    const limits = { startLimit: '1 s', pollEvery: '5 ms', checkEvery: '30 ms' }
    const health = { line: 'PING', answer: 'PONG', every: '20 ms', limit: '2 s' }
    const served = { name: 'server', program: this.program, environment: { LEDGER: this.ledger } }
    const measure = {
      name: 'measure',
      parameters: { type: 'object', properties: { kind: { type: 'string' } } },
      pool: 'server',
      job: 'RUN {attemptId} {kind}',
      done: 'DONE {attemptId}',
      failed: 'FAILED {attemptId}',
      progress: { percent: '^(\\d+) %', phase: '% (\\w+)' },
      result: { readings: [{ name: 'mass', pattern: 'mass: (.+)$' }] },
      cancel: { line: 'ABORT {attemptId}', killAfter: '100 ms' },
      ...activity,
    }
    return { ...limits, pools: [{ ...served, ready: 'READY', health, ...pool }], activities: [measure] }
  }

  get #programSettings(): Record<string, unknown> {
    return {
      startLimit: '1 s',
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

  /** The programs of pools that live. */
  async workers(): Promise<Worker[]> {
    const root = join(this.context.folder, 'workers')
    const all = await Promise.all((await nodeFileSystem.list(root)).map(id => Worker.at(root, id)))
    const living = await Promise.all(all.map(async worker => ((await worker?.isAlive()) ? [worker] : [])))
    return living.flat().filter(worker => worker !== undefined)
  }

  /** Ends all programs as a loss of power does. */
  async killAll(): Promise<void> {
    for (const worker of await this.workers()) await worker.signal('SIGKILL')
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

/** A harness of the contract suite over a workplace. */
export async function workplaceHarness(make: () => Promise<Workplace>): Promise<DriverHarness> {
  const place = await make()
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
        await rm(join(place.context.folder, 'workers'), { recursive: true, force: true, maxRetries: 5 })
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

export const tick = () => new Promise<void>(resolve => systemClock.after(millis(2), resolve))

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
