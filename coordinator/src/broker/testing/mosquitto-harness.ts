import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { HARNESS_SITE, type MqttHarness } from '@muster/protocol/testing/contract'
import { systemRandom } from '@muster/runtime'
import { mosquittoFiles } from '../mosquitto-files.ts'
import { freePort, harnessCredentials, socketHarness } from './broker-harness.ts'

/** Where Debian and its relatives put it. */
const PROGRAM = '/usr/sbin/mosquitto'

/** Hashing passwords takes long enough to do it once. */
const rendered = mosquittoFiles({
  site: HARNESS_SITE,
  credentials: harnessCredentials,
  random: systemRandom,
  folder: 'FOLDER',
  host: '127.0.0.1',
  port: 1,
})

export async function mosquittoHarness(): Promise<MqttHarness> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-mosquitto-'))
  const port = await freePort()
  for (const [name, content] of Object.entries(rendered)) {
    const text = content.replaceAll('FOLDER', folder).replace('listener 1 ', `listener ${port} `)
    writeFileSync(join(folder, name), text, { mode: 0o644 })
  }
  // Started by root, Mosquitto becomes another user, who has to read its files.
  if (process.getuid?.() === 0) execFileSync('chmod', ['-R', 'a+rX', folder])
  const broker = spawn(PROGRAM, ['-v', '-c', join(folder, 'mosquitto.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await runs(broker)
  const stop = async () => {
    const exited = once(broker, 'exit')
    // It keeps nothing that an orderly end would save, and takes a second over one.
    broker.kill('SIGKILL')
    await exited
    rmSync(folder, { recursive: true, force: true })
  }
  return { ...socketHarness(`mqtt://127.0.0.1:${port}`, stop), refusesSubscriptions: false }
}

/** Mosquitto says on standard error that it is there; if it ends before, what it said is the reason. */
function runs(broker: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const said: string[] = []
    const { stderr } = broker
    if (!stderr) return reject(new Error('standard error is not piped'))
    createInterface(stderr).on('line', line => {
      said.push(line)
      if (line.endsWith(' running')) resolve()
    })
    broker.once('error', reject)
    broker.once('exit', code =>
      reject(new Error(`mosquitto ended with ${code}: ${said.slice(-5).join(' | ')}`)),
    )
  })
}

export function isMosquittoInstalled(): boolean {
  try {
    execFileSync(PROGRAM, ['-h'], { stdio: 'ignore' })
    return true
  } catch (error) {
    // It answers -h with an exit code of its own; only where there is none can't it be run at all.
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT')
  }
}
