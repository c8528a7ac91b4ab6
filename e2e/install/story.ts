import { access, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { type Duration, millis, seconds, sleep, systemClock } from '@muster/runtime'
import type { Machine } from './machine.ts'
import type { PrintJob, Site } from './site.ts'

const UNIT = 'muster-agent.service'
const LOOK = millis(200)
/** Nothing that is waited for takes as long, on a machine that works. */
const PATIENCE = seconds(90)
/** What the issue of a good hardening is, by `systemd-analyze security`: 0 is all closed, 10 is all open. */
const MOST_EXPOSED = 2.5
const INSTALL_WITHIN = seconds(20)

/** Heartbeats of a second: a loop that hangs is noticed soon. */
const SOON = '[Service]\nWatchdogSec=6\nTimeoutAbortSec=2\n'

export interface Ports {
  readonly site: Site
  readonly machine: Machine
  /** The root of the machine's file system, as this machine sees it. */
  readonly root: string
  readonly say: (line: string) => void
}

/** What a person and a year do to an installed agent. Each throws what is not as it should be. */
export class Story {
  readonly #ports: Ports

  constructor(ports: Ports) {
    this.#ports = ports
  }

  async install(): Promise<void> {
    const { machine, root, site, say } = this.#ports
    const began = systemClock.monotonic()
    await machine.run('apt-get', 'install', '-y', '/packages/muster-agent.deb')
    const took = systemClock.monotonic() - began
    say(`apt installs it in ${(took / 1_000).toFixed(1)} s`)
    // On a machine that does a lot besides, the number says nothing.
    const isBusy = (loadavg()[0] ?? 0) > 2 * availableParallelism()
    expect(took <= INSTALL_WITHIN || isBusy, `installing took ${Math.round(took)} ms`)
    expect(
      (await machine.property(UNIT, 'ActiveState')) === 'inactive',
      'an agent that knows no instrument was started',
    )
    const example = await machine.run('muster-agent', 'check')
    expect(example.includes('is right'), `the configuration that comes with it is wrong: ${example}`)
    const path = join(root, 'etc/muster/agent.yaml')
    await writeFile(path, site.agentConfiguration)
    await machine.run('mkdir', '-p', `/etc/systemd/system/${UNIT}.d`)
    await writeFile(join(root, `etc/systemd/system/${UNIT}.d/soon.conf`), SOON)
    await machine.run('systemctl', 'daemon-reload')
    await this.#doctor('right')
    await machine.run('systemctl', 'enable', '--now', UNIT)
    await this.#works()
    // Root asks, and nothing that the agent needs becomes root's.
    await this.#doctor('untested')
    const foreign = await machine.run('find', '/var/lib/muster-agent', '!', '-user', 'muster-agent')
    expect(foreign === '', `the doctor has left files of another user: ${foreign}`)
    const owner = await machine.run(
      'stat',
      '-c',
      '%U:%G %a',
      '/etc/muster/agent.yaml',
      '/var/lib/muster-agent',
    )
    expect(owner === 'root:muster-agent 640\nmuster-agent:muster-agent 700\n', `owners are ${owner}`)
  }

  /** @param instrument what it says of the printer, which it leaves alone while the agent has it */
  async #doctor(instrument: 'right' | 'untested'): Promise<void> {
    const told = await this.#ports.machine.run('muster-agent', 'doctor', '--json')
    const findings = JSON.parse(told) as readonly { readonly about: string; readonly verdict: string }[]
    const verdict = (of: string) => findings.find(({ about }) => about === of)?.verdict
    expect(verdict('broker') === 'right' && verdict('printer-1') === instrument, `the doctor says ${told}`)
  }

  async hardening(): Promise<void> {
    await this.#exposure(UNIT)
  }

  async run(): Promise<void> {
    const { site, machine } = this.#ports
    await this.#printed(await site.print(3))
    const journal = await machine.run('journalctl', '-u', UNIT, '-o', 'json', 'MUSTER_AGENT=printer-pc')
    const entries = journal
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Readonly<Record<string, string>>)
    expect(
      entries.some(entry => entry['SYSLOG_IDENTIFIER'] === 'muster-agent' && entry['PRIORITY'] === '6'),
      'the journal has no entries with fields of their own',
    )
    const status = await machine.property(UNIT, 'StatusText')
    expect(status.startsWith('in contact with the coordinator'), `systemctl status says: ${status}`)
  }

  /** What is wrong is refused and what is right taken over, by the same process. */
  async reloaded(): Promise<void> {
    const { machine, root, site } = this.#ports
    const path = join(root, 'etc/muster/agent.yaml')
    const pid = await machine.property(UNIT, 'MainPID')
    const configurations = [
      [7, 'the configuration was not reloaded'],
      [{ floor: '2' }, 'the configuration was reloaded'],
    ] as const
    for (const [labels, said] of configurations) {
      const configuration = JSON.parse(site.agentConfiguration) as object
      await writeFile(path, JSON.stringify({ ...configuration, labels }))
      await machine.run('systemctl', 'reload', UNIT)
      await this.#eventually(said, async () => {
        return (await machine.run('journalctl', '-u', UNIT, '-o', 'cat')).includes(said)
      })
    }
    expect((await machine.property(UNIT, 'MainPID')) === pid, 'a reload has ended the agent')
    await this.#works()
  }

  async killed(): Promise<void> {
    const { machine } = this.#ports
    await this.#mid(8, async () => {
      const pid = await machine.property(UNIT, 'MainPID')
      await machine.run('systemctl', 'kill', '--kill-whom=main', '--signal=KILL', UNIT)
      await this.#eventually('another takes its place', async () => {
        return !['0', pid].includes(await machine.property(UNIT, 'MainPID'))
      })
    })
  }

  /** Stopped, agent and driver are there and do nothing: only the watchdog can tell, and the driver can't tell that its agent is gone. */
  async hung(): Promise<void> {
    await this.#mid(20, async () => {
      const { machine } = this.#ports
      const pid = await machine.property(UNIT, 'MainPID')
      await machine.run('systemctl', 'kill', '--kill-whom=all', '--signal=STOP', UNIT)
      await this.#eventually(
        'the watchdog ends it',
        async () => (await machine.property(UNIT, 'MainPID')) !== pid,
      )
      const said = await machine.run('journalctl', '-u', UNIT, '-o', 'cat')
      expect(said.includes('Watchdog timeout'), 'it was not the watchdog that ended it')
      await this.#eventually('what is left of its driver is ended', async () => {
        const journal = await machine.run('journalctl', '-u', UNIT, '-o', 'cat')
        return journal.includes('of an earlier agent was ended')
      })
    })
  }

  async unplugged(away: Duration): Promise<void> {
    const { site } = this.#ports
    await this.#mid(away / 1_000 + 10, async print => {
      await site.network.pull('pc')
      await this.#eventually('the coordinator notices', async () => {
        const { state, contactLostSince } = await site.client.task(print.task)
        return state === 'running' && contactLostSince !== undefined
      })
      await sleep(systemClock, away)
      await site.network.plug('pc')
      await this.#eventually('contact is back', async () => {
        return (await site.client.task(print.task)).contactLostSince === undefined
      })
    })
  }

  async upgraded(): Promise<void> {
    const { machine } = this.#ports
    await this.#mid(16, async () => {
      const before = await machine.property(UNIT, 'MainPID')
      await machine.run('apt-get', 'install', '-y', '/packages/muster-agent-next.deb')
      expect((await machine.property(UNIT, 'MainPID')) !== before, 'the upgrade left the old agent running')
      const config = await machine.run('grep', '-c', 'printer-1', '/etc/muster/agent.yaml')
      expect(config.trim() !== '0', 'the upgrade has replaced the configuration')
    })
  }

  async rebooted(): Promise<void> {
    await this.#mid(16, () => this.#ports.machine.reboot())
  }

  async purged(): Promise<void> {
    const { machine, root } = this.#ports
    const journal = join(root, 'var/lib/muster-agent')
    await machine.run('apt-get', 'purge', '-y', 'muster-agent')
    expect(await isThere(journal), 'a purge that nobody was asked about has deleted the journal')
    expect(!(await isThere(join(root, 'etc/muster/agent.yaml'))), 'the configuration is left')
    await machine.run('apt-get', 'install', '-y', '/packages/muster-agent-next.deb')
    const answer = 'muster-agent muster-agent/purge-data boolean true'
    await machine.run('sh', '-c', `echo '${answer}' | debconf-set-selections`)
    await machine.run('apt-get', 'purge', '-y', 'muster-agent')
    expect(!(await isThere(journal)), 'the journal is left, although it was to go')
  }

  async coordinator(): Promise<void> {
    const { machine, root } = this.#ports
    const unit = 'muster-coordinator.service'
    await machine.run('apt-get', 'install', '-y', '/packages/muster-coordinator.deb')
    expect((await machine.property(unit, 'ActiveState')) === 'active', 'it does not run')
    // It reaches the coordinator, which knows nobody yet.
    await machine.run('muster', 'agents')
    // The page of the API brings files that lie beside the library.
    const page =
      "fetch('http://127.0.0.1:8420/docs/static/swagger-ui.css').then(r => process.exit(r.ok ? 0 : 1))"
    await machine.run('/usr/lib/muster-coordinator/node', '-e', page)
    await this.#exposure(unit)
    await machine.run('systemctl', 'kill', '--kill-whom=main', '--signal=KILL', unit)
    await this.#eventually('it is started again', async () => {
      return (
        (await machine.property(unit, 'NRestarts')) === '1' &&
        (await machine.property(unit, 'ActiveState')) === 'active'
      )
    })
    await machine.run('apt-get', 'purge', '-y', 'muster-coordinator')
    expect(
      await isThere(join(root, 'var/lib/muster-coordinator/muster.db')),
      'the purge has deleted the database',
    )
    await rm(join(root, 'var/lib/muster-coordinator'), { recursive: true })
  }

  /** Each print has had one start, and there was none besides. */
  async #printed(print: PrintJob): Promise<void> {
    const { site, say } = this.#ports
    await this.#eventually('the print succeeds', async () => {
      const { state } = await site.client.task(print.task)
      expect(!['failed', 'cancelled', 'verifying'].includes(state), `the print is ${state}`)
      return state === 'succeeded'
    })
    expect((await site.starts(print)) === 1, `the ledger has ${await site.starts(print)} starts of it`)
    this.#prints += 1
    expect((await site.starts()) === this.#prints, `the ledger has ${await site.starts()} starts in all`)
    say('the print succeeded; the ledger has one start')
  }

  #prints = 0

  /** Does something in the middle of a print, and sees that it goes on as if nothing had been. */
  async #mid(forSeconds: number, trouble: (print: PrintJob) => Promise<void>): Promise<void> {
    const { site, say } = this.#ports
    const print = await site.print(forSeconds)
    await this.#eventually(
      'the print runs',
      async () => (await site.client.task(print.task)).state === 'running',
    )
    await trouble(print)
    const began = systemClock.monotonic()
    await this.#works()
    say(`back after ${((systemClock.monotonic() - began) / 1_000).toFixed(1)} s more`)
    await this.#printed(print)
  }

  /** systemd, the coordinator and the instrument are content. */
  async #works(): Promise<void> {
    const { site, machine } = this.#ports
    await this.#eventually('agent and instrument are there', async () => {
      if ((await machine.property(UNIT, 'ActiveState')) !== 'active') return false
      const agent = (await site.client.agents()).find(({ id }) => id === 'printer-pc')
      const instrument = (await site.client.instruments()).find(({ id }) => id === 'printer-1')
      return agent?.online === true && agent.synced && instrument?.link === 'connected'
    })
  }

  async #exposure(unit: string): Promise<void> {
    const { machine, say } = this.#ports
    const told = await machine.run('systemd-analyze', 'security', '--no-pager', unit)
    const level = Number(/exposure level for \S+: (?<level>[\d.]+)/.exec(told)?.groups?.['level'])
    say(`systemd-analyze security: ${level}`)
    expect(level <= MOST_EXPOSED, `${unit} is exposed: ${level}\n${told}`)
  }

  async #eventually(what: string, look: () => Promise<boolean>): Promise<void> {
    const until = systemClock.monotonic() + PATIENCE
    for (;;) {
      const error = await look().then(
        found => (found ? undefined : new Error('it is not so')),
        (reason: unknown) => reason,
      )
      if (error === undefined) return
      if (error instanceof BrokenPromise) throw error
      if (systemClock.monotonic() > until) throw new Error(`waited in vain: ${what}`, { cause: error })
      await sleep(systemClock, LOOK)
    }
  }
}

/** What should hold does not: there is nothing to wait for. */
class BrokenPromise extends Error {}

function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new BrokenPromise(otherwise)
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
