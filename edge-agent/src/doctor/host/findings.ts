import { doubtful, type Finding, right, untested, wrong } from '../finding.ts'
import type { Asked, HostFacts } from './facts.ts'
import { diskFinding } from './journal-disk.ts'

const MEGABYTE = 1_000_000
/** MB that are free: an agent takes some 75, and each OPC UA session 90 more. */
const LITTLE = 300
const TOO_LITTLE = 100

/** What the machine is, and what of it stands in the way of watching an instrument for days. */
export function hostFindings(facts: HostFacts): readonly Finding[] {
  return [
    machineFinding(facts),
    ...virtualFinding(facts),
    answered('system', facts.os, ({ distro, release, codename, kernel, arch }) =>
      right(
        'system',
        `${words(distro, release, codename)}, kernel ${kernel || 'unknown'}, ${arch || process.arch}`,
      ),
    ),
    answered('memory', facts.memory, memoryFinding),
    diskFinding(facts),
    powerFinding(facts),
    zoneFinding(facts),
  ]
}

/** What libraries and firmware write where they know nothing. */
const NOTHING = /^(-|none|unknown|default string|not (specified|applicable)|to be filled by o\.?e\.?m\.?)?$/i

function words(...all: readonly (string | undefined)[]): string {
  return all.filter(word => word !== undefined && !NOTHING.test(word.trim())).join(' ')
}

function answered<T>(about: string, asked: Asked<T>, judge: (value: T) => Finding): Finding {
  return 'value' in asked
    ? judge(asked.value)
    : untested(about, `the machine does not tell: ${asked.problem}`)
}

function machineFinding({ system }: HostFacts): Finding {
  return answered('machine', system, ({ manufacturer, model, serial }) => {
    const what = words(manufacturer, model) || 'a machine that does not say what it is'
    const number = words(serial)
    return right(
      'machine',
      `${what}, ${number === '' ? 'serial number not readable here' : `serial ${number}`}`,
    )
  })
}

const CONTAINERS = ['docker', 'podman', 'lxc', 'lxc-libvirt', 'systemd-nspawn', 'openvz', 'rkt', 'wsl']

function virtualFinding({ system, virtual }: HostFacts): readonly Finding[] {
  const told = 'value' in system ? system.value : undefined
  const name = virtual ?? (told?.virtual === true ? told.virtualHost || 'virtual' : undefined)
  if (told?.model === 'Docker Container' || (name !== undefined && CONTAINERS.includes(name)))
    return [
      doubtful(
        'machine',
        `this is a container (${name ?? 'docker'})`,
        'Its data folder has to be on a volume that outlives it, serial devices have to be passed in, and it has to start again by itself.',
      ),
    ]
  if (name === undefined || name === 'none') return []
  return [
    doubtful(
      'machine',
      `this is a virtual machine (${name})`,
      'While it is paused or moved nobody follows the instrument, and a snapshot that is restored turns the journal back: do neither while work runs.',
    ),
  ]
}

function memoryFinding({ total, available }: { total: number; available: number }): Finding {
  const [all, free] = [Math.round(total / MEGABYTE), Math.round(available / MEGABYTE)]
  const message = `${all} MB, ${free} MB of it free`
  const advice =
    'The agent takes some 75 MB, each OPC UA instrument 90 MB more: end what is not needed, or add memory.'
  if (free < TOO_LITTLE) return wrong('memory', message, advice)
  return free < LITTLE ? doubtful('memory', message, advice) : right('memory', message)
}

function powerFinding({ battery, os, neverSleeps }: HostFacts): Finding {
  const isWindows = 'value' in os && os.value.platform.toLowerCase().startsWith('win')
  return answered('power', battery, ({ hasBattery, acConnected, percent }) => {
    if (!hasBattery) return right('power', 'from the mains; no battery')
    if (!acConnected)
      return wrong(
        'power',
        `it runs on its battery, ${percent} % are left`,
        'Plug it in: when the battery is empty nobody follows the instrument.',
      )
    if (neverSleeps) return right('power', 'from the mains, with a battery; it never goes to sleep')
    const advice = isWindows
      ? 'powercfg /change standby-timeout-ac 0, and let closing the lid do nothing.'
      : 'systemctl mask sleep.target suspend.target hibernate.target hybrid-sleep.target'
    return doubtful(
      'power',
      'it has a battery, and may go to sleep: then nobody follows the instrument',
      advice,
    )
  })
}

function zoneFinding({ time, hasLocalClock }: HostFacts): Finding {
  return answered('time zone', time, ({ timezone, timezoneName }) => {
    const message = words(timezoneName, timezone === '' ? '' : `(${timezone})`) || 'not set'
    return hasLocalClock
      ? doubtful(
          'time zone',
          `${message}; the clock in the hardware keeps local time, and is an hour off after summer time begins or ends`,
          'timedatectl set-local-rtc 0',
        )
      : right('time zone', message)
  })
}
