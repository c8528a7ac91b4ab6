import { doubtful, type Finding, right, untested, wrong } from '../finding.ts'
import type { HostFacts } from './facts.ts'

type ValueOf<T> = T extends { readonly value: infer Value } ? Value : never
type Mount = ValueOf<HostFacts['mounts']>[number]
type Device = ValueOf<HostFacts['devices']>[number]

/** Linux's numbers of file systems that the library leaves out, or names by what lies below. */
const IN_MEMORY = new Set([0x01021994, 0x858458f6])
const NETWORK = new Set([0x6969, 0xff534d42, 0xfe534d42, 0x517b])
const OVERLAY = 0x794c7630
const NETWORK_TYPE = /^(nfs\d?|cifs|smb\w*|fuse\.sshfs|9p|afs|glusterfs|ceph)$/i

/** What the disk is that the journal lies on: it has to keep what was written, also when the power goes. Whether it can be written is found by writing. */
export function diskFinding({ folder, mounts, devices }: HostFacts): Finding {
  const about = 'data disk'
  if ('problem' in folder) return untested(about, `the data folder can't be looked at: ${folder.problem}`)
  const { path, kind } = folder.value
  const move = 'Set data in the configuration to a folder on a disk of this machine.'
  if (IN_MEMORY.has(kind))
    return wrong(about, `${path} is in memory: what was started is forgotten when the machine is`, move)
  if (kind === OVERLAY)
    return wrong(
      about,
      `${path} is inside the container, and gone with it: what was started is forgotten`,
      'Mount a volume there, or set data in the configuration to one.',
    )
  const mount = 'value' in mounts ? mountOf(path, mounts.value) : undefined
  const device = mount && 'value' in devices ? deviceOf(mount, devices.value) : undefined
  const where = mount ? `${path} is on ${mount.fs} (${mount.type || 'unknown kind'})` : path
  if (isOnNetwork(kind, mount, device))
    return wrong(about, `${where}, over the network: a write may be lost, and a lock not hold`, move)
  if (device && (device.removable || /usb|removable/i.test(`${device.protocol} ${device.physical}`)))
    return doubtful(about, `${where}, which can be pulled out: then no work is taken`, move)
  if (!mount) return untested(about, `${where}: the machine does not tell what disk that is on`)
  return right(about, where)
}

function isOnNetwork(kind: number, mount: Mount | undefined, device: Device | undefined): boolean {
  if (NETWORK.has(kind) || device?.physical.toLowerCase() === 'network') return true
  return mount !== undefined && (NETWORK_TYPE.test(mount.type) || /^(\/\/|\\\\)/.test(mount.fs))
}

/** The innermost one. */
function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  const plain = (text: string) => `${text.replaceAll('\\', '/').replace(/\/+$/, '')}/`
  const isWindows = /^[A-Za-z]:/.test(path)
  const fold = (text: string) => (isWindows ? plain(text).toLowerCase() : plain(text))
  return mounts
    .filter(({ mount }) => fold(path).startsWith(fold(mount)))
    .sort((a, b) => b.mount.length - a.mount.length)[0]
}

function deviceOf(mount: Mount, devices: readonly Device[]): Device | undefined {
  return (
    devices.find(device => device.mount === mount.mount) ?? devices.find(({ device }) => device === mount.fs)
  )
}
