import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@muster/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeMosquittoFiles } from './mosquitto-command.ts'

describe('the command that writes the files of a Mosquitto', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-mosquitto-'))
    const credentials =
      '- { id: coordinator, password: at-least-8-long }\n- { id: furnace-pc, password: at-least-8-too }\n'
    await writeFile(join(folder, 'credentials.yaml'), credentials)
  })
  afterEach(() => rm(folder, { recursive: true }))

  const write = (...args: string[]) =>
    writeMosquittoFiles(
      ['--credentials', join(folder, 'credentials.yaml'), '--out', join(folder, 'out'), ...args],
      seededRandom(1),
    )

  it('writes them, without any password in them', async () => {
    expect(await write('--site', 'lab-a')).toContain('mosquitto.conf, acl, passwords')
    expect((await readdir(join(folder, 'out'))).toSorted()).toEqual(['acl', 'mosquitto.conf', 'passwords'])
    expect(await readFile(join(folder, 'out', 'acl'), 'utf8')).toContain(
      'pattern write muster/v1/lab-a/agents/%u/up/+',
    )
    const all = await Promise.all(
      ['acl', 'mosquitto.conf', 'passwords'].map(name => readFile(join(folder, 'out', name), 'utf8')),
    )
    expect(all.join('')).not.toContain('at-least-8')
  })

  it('replaces nothing unless told to', async () => {
    await write()
    await writeFile(join(folder, 'out', 'acl'), 'mine')
    await expect(write()).rejects.toMatchObject({ faults: { length: 3 } })
    expect(await readFile(join(folder, 'out', 'acl'), 'utf8')).toBe('mine')
    await write('--force')
    expect(await readFile(join(folder, 'out', 'acl'), 'utf8')).not.toBe('mine')
  })

  it('names all that is wrong with how it was called, and writes nothing', async () => {
    const wrong = ['--site', 'Lab A', '--port', '0', '--tls-key', 'key.pem']
    await expect(writeMosquittoFiles(wrong, seededRandom(1))).rejects.toMatchObject({
      faults: [
        { field: '--credentials' },
        { field: '--site' },
        { field: '--port' },
        { field: '--tls-certificate' },
      ],
    })
    expect(await readdir(folder)).toEqual(['credentials.yaml'])
  })
})
