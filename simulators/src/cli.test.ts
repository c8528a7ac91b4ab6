import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { BALANCE, temporaryFolder } from './testing/simulators.ts'

const CLI = join(import.meta.dirname, 'cli.ts')

function run(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close').then(([code]) => code as number)
  return { child, ended, errors: text(child.stderr) }
}

describe('muster-simulator', () => {
  test('ends with 78 and every fault of every file', async () => {
    await using folder = await temporaryFolder()
    const paths = ['a.yaml', 'b.yaml'].map(name => join(folder.path, name))
    await Promise.all(paths.map(path => writeFile(path, 'kind: balance\nname: b\nserial: s\nledger: l\n')))
    const { ended, errors } = run('run', ...paths)
    expect(await ended).toBe(78)
    for (const path of paths)
      expect(await errors).toContain(`${path} has a fault\n  1:1 protocol: is missing`)
  })

  test('runs until it is told to stop', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'balance.yaml')
    await writeFile(path, JSON.stringify(BALANCE))
    const { child, ended, errors } = run('run', path, '--time-scale', '600')
    await once(child.stdout, 'data')
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(await errors).toBe('')
  })
})
