import { realpath, statfs } from 'node:fs/promises'
import { type Clock, messageOf, seconds, withTimeout } from '@muster/runtime'
import type * as library from 'systeminformation'
import { told } from '../service.ts'

/** The calls that are used. */
export type HostLibrary = Pick<
  typeof library,
  'system' | 'osInfo' | 'mem' | 'battery' | 'fsSize' | 'blockDevices' | 'time'
>

/** What one question brought: the answer, or why there is none. */
export type Asked<T> = { readonly value: T } | { readonly problem: string }

type AnswerOf<Call extends keyof HostLibrary> = Asked<Awaited<ReturnType<HostLibrary[Call]>>>

/** What the machine says of itself. */
export interface HostFacts {
  readonly system: AnswerOf<'system'>
  readonly os: AnswerOf<'osInfo'>
  readonly memory: AnswerOf<'mem'>
  readonly battery: AnswerOf<'battery'>
  readonly mounts: AnswerOf<'fsSize'>
  readonly devices: AnswerOf<'blockDevices'>
  readonly time: AnswerOf<'time'>
  /** The folder without links, and the number of its file system's kind as Linux has it; 0 where it has none. */
  readonly folder: Asked<{ readonly path: string; readonly kind: number }>
  /** As systemd calls the machine or container that it runs in; undefined where it is neither, or nobody knows. */
  readonly virtual: string | undefined
  /** Whether systemd has been told never to let the machine sleep. */
  readonly neverSleeps: boolean
  /** Whether the clock in the hardware is kept in local time. */
  readonly hasLocalClock: boolean
}

export interface HostPorts {
  readonly clock: Clock
  readonly load: () => Promise<HostLibrary>
  /** What a command of the system wrote; undefined where it failed, or is not there. */
  readonly told: (program: string, ...args: readonly string[]) => Promise<string | undefined>
}

/** Only the doctor pays for the library. */
export const hostPorts = (clock: Clock): HostPorts => ({
  clock,
  load: () => import('systeminformation'),
  told,
})

/** A disk on a network that is away, or a broken driver, answers nothing at all. */
const ANSWER_WITHIN = seconds(5)

/** Asks the machine what it is, all at once. A question that hangs costs 5 s, and only its own answer. @param folder where the journal is */
export async function gatherHost(folder: string, { clock, load, told: tell }: HostPorts): Promise<HostFacts> {
  const ask = async <T>(question: () => Promise<T>): Promise<Asked<T>> => {
    try {
      const late = () => new Error('no answer within 5 s')
      return { value: await withTimeout(clock, ANSWER_WITHIN, question(), late) }
    } catch (error) {
      return { problem: messageOf(error) }
    }
  }
  const says = async (word: string, ...command: readonly [string, ...string[]]) => {
    const said = await ask(() => tell(...command))
    return 'value' in said && said.value === word
  }
  const loaded = await ask(load)
  const of = <T>(call: (host: HostLibrary) => Promise<T>): Promise<Asked<T>> =>
    'value' in loaded ? ask(() => call(loaded.value)) : Promise.resolve(loaded)
  const [system, os, memory, battery, mounts, devices, time, there, virtual, neverSleeps, hasLocalClock] =
    await Promise.all([
      of(host => host.system()),
      of(host => host.osInfo()),
      of(host => host.mem()),
      of(host => host.battery()),
      of(host => host.fsSize()),
      of(host => host.blockDevices()),
      of(async host => host.time()),
      ask(async () => ({ path: await realpath(folder), kind: (await statfs(folder)).type })),
      ask(() => tell('systemd-detect-virt')),
      says('masked', 'systemctl', 'show', 'sleep.target', '--property=LoadState', '--value'),
      says('yes', 'timedatectl', 'show', '--property=LocalRTC', '--value'),
    ])
  return {
    system,
    os,
    memory,
    battery,
    mounts,
    devices,
    time,
    folder: there,
    virtual: 'value' in virtual ? virtual.value : undefined,
    neverSleeps,
    hasLocalClock,
  }
}
