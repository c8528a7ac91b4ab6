import { execFile } from 'node:child_process'
import { access, constants, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { messageOf } from '@muster/runtime'
import { doubtful, type Finding, right, wrong } from './finding.ts'

const run = promisify(execFile)

/** @returns what a command of the system wrote; undefined where it failed, or is not there */
export async function told(program: string, ...args: readonly string[]): Promise<string | undefined> {
  return run(program, [...args], { timeout: 5_000 }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  )
}

/**
 * Goes on as the owner of the agent's folder, where root asks: what drivers leave there has to be the agent's own, and what the agent may
 * not do, must not work here either.
 */
export async function becomeOwner(folder: string): Promise<void> {
  const { uid, gid } = await stat(folder).catch(() => ({ uid: 0, gid: 0 }))
  if (process.getuid?.() !== 0 || uid === 0) return
  const { initgroups } = process as { readonly initgroups?: (user: number, group: number) => void }
  initgroups?.(uid, gid)
  process.setgid?.(gid)
  process.setuid?.(uid)
}

/** Whether the configuration can be read by the agent, and its password by nobody else. */
export async function examineConfigurationFile(path: string, hasPassword: boolean): Promise<Finding> {
  try {
    await access(path, constants.R_OK)
  } catch (error) {
    const advice = `chgrp muster-agent ${path} && chmod 640 ${path}`
    return wrong('configuration', `the agent's user can't read ${path}: ${messageOf(error)}`, advice)
  }
  const { mode } = await stat(path)
  return hasPassword && (mode & 0o004) !== 0
    ? doubtful('configuration', `everybody can read the password in ${path}`, `chmod o-r ${path}`)
    : right('configuration', `${path} is right`)
}

const DEVICE = /\/dev\/[\w./:-]+/g

/** Devices that the configuration names, and the hardened unit keeps from the agent; undefined where there are none. */
export async function examineDevices(text: string): Promise<Finding | undefined> {
  const used = text
    .split('\n')
    .filter(line => !line.trimStart().startsWith('#'))
    .flatMap(line => line.match(DEVICE) ?? [])
  if (used.length === 0) return undefined
  const hidden = await told('systemctl', 'show', 'muster-agent', '--property=PrivateDevices', '--value')
  const names = used.join(', ')
  return hidden === 'yes'
    ? wrong(
        'permissions',
        `the service muster-agent may not use ${names}`,
        'Give it to the service: /usr/share/doc/muster-agent/examples/serial-line.conf tells how.',
      )
    : right('permissions', `the service is not kept from ${names}`)
}
