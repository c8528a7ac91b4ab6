import { hours } from '@muster/runtime'
import { ManualClock, VirtualTime } from '@muster/runtime/testing'
import { expect, it } from 'vitest'
import type { Finding } from '../finding.ts'
import { gatherHost, type HostFacts, type HostLibrary, type HostPorts } from './facts.ts'
import { hostFindings } from './findings.ts'

/** What a test needs of an answer. */
const asked = (value: unknown) => ({ value: value as never })
const PC: HostFacts = {
  system: asked({ manufacturer: 'Dell Inc.', model: 'OptiPlex 7090', serial: 'AB12', virtual: false }),
  os: asked({
    platform: 'linux',
    distro: 'Debian',
    release: '13',
    codename: '',
    kernel: '6.12',
    arch: 'x64',
  }),
  memory: asked({ total: 8e9, available: 5e9 }),
  battery: asked({ hasBattery: false, acConnected: true, percent: 0 }),
  mounts: asked([
    { fs: '/dev/sda1', type: 'ext4', mount: '/', rw: true },
    { fs: '/dev/sdb1', type: 'ext4', mount: '/data', rw: true },
  ]),
  devices: asked([
    { device: '/dev/sda1', mount: '/', removable: false, protocol: 'sata', physical: 'SSD' },
    { device: '/dev/sdb1', mount: '/data', removable: false, protocol: 'sata', physical: 'HDD' },
  ]),
  time: asked({ timezone: 'UTC+0100', timezoneName: 'Europe/Berlin' }),
  folder: { value: { path: '/data/agent', kind: 0xef53 } },
  virtual: undefined,
  neverSleeps: false,
  hasLocalClock: false,
}
const found = (about: string, more: Partial<HostFacts> = {}) =>
  hostFindings({ ...PC, ...more }).filter(finding => finding.about === about)

it('tells of a PC what it is, and finds nothing wrong with it', () => {
  const findings = hostFindings(PC)
  expect(findings.filter(({ verdict }) => verdict !== 'right')).toEqual([])
  expect(findings.map(({ message }) => message)).toEqual([
    'Dell Inc. OptiPlex 7090, serial AB12',
    'Debian 13, kernel 6.12, x64',
    '8000 MB, 5000 MB of it free',
    '/data/agent is on /dev/sdb1 (ext4)',
    'from the mains; no battery',
    'Europe/Berlin (UTC+0100)',
  ])
})

const disk = (device: object, mount: object = {}): Partial<HostFacts> => ({
  mounts: asked([{ fs: '/dev/sdb1', type: 'ext4', mount: '/data', rw: true, ...mount }]),
  devices: asked([
    { device: '/dev/sdb1', mount: '/data', removable: false, protocol: '', physical: '', ...device },
  ]),
})
const laptop = asked({ hasBattery: true, acConnected: true, percent: 80 })

it.each<[string, Finding['verdict'], string, Partial<HostFacts>]>([
  ['data disk', 'wrong', 'in memory', { folder: { value: { path: '/data', kind: 0x01021994 } } }],
  ['data disk', 'wrong', 'inside the container', { folder: { value: { path: '/data', kind: 0x794c7630 } } }],
  ['data disk', 'wrong', 'over the network', { folder: { value: { path: '/data', kind: 0x6969 } } }],
  ['data disk', 'wrong', 'over the network', disk({}, { fs: '//server/share', type: 'cifs' })],
  ['data disk', 'doubtful', 'pulled out', disk({ removable: true })],
  ['data disk', 'doubtful', 'pulled out', disk({ protocol: 'usb' })],
  ['data disk', 'untested', 'ENOENT', { folder: { problem: 'ENOENT' } }],
  ['memory', 'doubtful', '200 MB of it free', { memory: asked({ total: 1e9, available: 2e8 }) }],
  ['memory', 'wrong', '50 MB of it free', { memory: asked({ total: 1e9, available: 5e7 }) }],
  ['power', 'doubtful', 'go to sleep', { battery: laptop }],
  ['power', 'right', 'never goes to sleep', { battery: laptop, neverSleeps: true }],
  [
    'power',
    'wrong',
    '12 % are left',
    { battery: asked({ hasBattery: true, acConnected: false, percent: 12 }) },
  ],
  ['time zone', 'doubtful', 'keeps local time', { hasLocalClock: true }],
  ['system', 'untested', 'no answer within 5 s', { os: { problem: 'no answer within 5 s' } }],
])('%s is %s: %s', (about, verdict, message, more) => {
  const [finding] = found(about, more)
  expect(finding).toMatchObject({ verdict, message: expect.stringContaining(message) })
  expect(finding?.advice !== undefined).toBe(verdict === 'doubtful' || verdict === 'wrong')
})

it('takes the disk of a drive on Windows, whatever its letter is written like', () => {
  const folder = { value: { path: 'c:\\ProgramData\\Muster', kind: 0 } }
  const mounts = asked([{ fs: 'C:', type: 'NTFS', mount: 'C:', rw: true }])
  const network = asked([{ device: 'C:', mount: 'C:', removable: false, protocol: '', physical: 'Network' }])
  const local = asked([{ device: 'C:', mount: 'C:', removable: false, protocol: '', physical: 'Local' }])
  expect(found('data disk', { folder, mounts, devices: local })).toMatchObject([{ verdict: 'right' }])
  expect(found('data disk', { folder, mounts, devices: network })).toMatchObject([{ verdict: 'wrong' }])
})

it.each([
  ['docker', 'a container'],
  ['kvm', 'a virtual machine'],
])('%s is %s, which is said with what that means', (virtual, message) => {
  expect(found('machine', { virtual })).toMatchObject([
    { verdict: 'right' },
    { verdict: 'doubtful', message: expect.stringContaining(message) },
  ])
})

it('waits 5 s at most for a machine that does not answer, and tells what the others said', async () => {
  const time = new VirtualTime()
  const hangs = () => new Promise<never>(() => undefined)
  const library = {
    system: hangs,
    osInfo: async () => 'value' in PC.os && PC.os.value,
    mem: async () => Promise.reject(new Error('EACCES')),
    battery: hangs,
    fsSize: hangs,
    blockDevices: hangs,
    time: () => 'value' in PC.time && PC.time.value,
  } as unknown as HostLibrary
  const clock = new ManualClock(time)
  const looked = async (ports: Omit<HostPorts, 'clock'>) => {
    const began = clock.monotonic()
    let facts: HostFacts | undefined
    void gatherHost('/nowhere', { ...ports, clock }).then(value => (facts = value))
    await time.until(() => facts !== undefined, hours(1))
    return { facts, took: clock.monotonic() - began }
  }
  const { facts, took } = await looked({ load: async () => library, told: hangs })
  expect(took).toBe(5_000)
  expect(facts).toMatchObject({
    system: { problem: 'no answer within 5 s' },
    os: PC.os,
    memory: { problem: 'EACCES' },
    time: PC.time,
    neverSleeps: false,
  })
  const missing = await looked({
    load: () => Promise.reject(new Error('no such package')),
    told: async () => 'none',
  })
  const findings = missing.facts ? hostFindings(missing.facts) : []
  expect(findings.map(({ verdict }) => verdict)).toEqual(Array(6).fill('untested'))
})
