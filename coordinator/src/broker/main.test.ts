import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { text as readAll } from 'node:stream/consumers'
import { mqttJsPort } from '@muster/protocol'
import { systemClock } from '@muster/runtime'
import { afterAll, describe, expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('./main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'muster-broker-'))
afterAll(() => rmSync(folder, { recursive: true }))

function run(...args: string[]) {
  const program = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  return { program, errors: readAll(program.stderr), exit: once(program, 'exit') }
}

describe('the broker as a program', () => {
  it('says when it is ready, serves, and stops on SIGTERM', async () => {
    const { program, exit } = run('--port', '0', '--site', 'lab-a')
    const ready = Promise.withResolvers<string>()
    createInterface(program.stdout).on('line', line => {
      const { msg, url } = JSON.parse(line) as { msg: string; url: string }
      if (msg === 'ready') ready.resolve(url)
    })
    const connection = await mqttJsPort(systemClock).connect(
      { url: await ready.promise, clientId: 'x', keepaliveSeconds: 10 },
      () => {},
    )
    program.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
    expect(await connection.closed).toMatchObject({ why: 'lost' })
  })

  it.each([
    [['--port', 'http'], '--port'],
    [['--port', '70000'], '--port'],
    [['--site', 'Lab A'], '--site'],
    [['--colour', 'red'], '--colour'],
    [['--host', '0.0.0.0', '--port', '0'], 'credentials'],
    [['--credentials', '/nowhere/credentials.yaml'], '/nowhere/credentials.yaml'],
  ])('ends with 78 on %j and says why', async (args, said) => {
    const { errors, exit } = run(...args)
    expect(await exit).toEqual([78, null])
    expect(await errors).toContain(said)
  })

  it('ends with 78 on a credentials file with faults and shows their lines', async () => {
    const file = join(folder, 'credentials.yaml')
    writeFileSync(file, '- id: furnace-pc\n  password: short\n')
    const { errors, exit } = run('--port', '0', '--credentials', file)
    expect(await exit).toEqual([78, null])
    expect(await errors).toContain('2:3')
  })
})
