import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCommand } from './testing/run-command.ts'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'muster-files-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const stored = (name: string, text: string) => ({
  attempt: 'job-1-run-1',
  name,
  state: 'stored',
  size: text.length,
  sha256: hashOf(text),
  toldAt: '2026-12-01T08:00:00.000Z',
})
const bytes = (text: string) =>
  new Response(text, { headers: { 'content-type': 'application/octet-stream' } })

it('lists what a task left behind, and why something is not there', async () => {
  const missing = {
    ...stored('*.log', ''),
    state: 'failed',
    sha256: undefined,
    size: undefined,
    problem: 'the run left no file',
  }
  const { lines, asked } = await runCommand(
    'files job-1-run',
    {},
    { files: [stored('scan 1.xy', 'abc'), missing] },
  )
  expect(asked).toEqual([['GET', '/v1/tasks/job-1-run/files']])
  expect(lines).toEqual([
    'scan 1.xy  stored  3 bytes  ba7816bf8f01',
    '*.log      failed           the run left no file',
    '',
  ])
})

it('saves what is stored under names that lead nowhere else, and overwrites nothing', async () => {
  await writeFile(join(folder, 'Größe 1.xy'), 'of somebody else')
  const all = [stored('Größe 1.xy', 'abc'), stored('../../etc/passwd', 'def'), stored('..', '')]
  const { lines, code } = await runCommand(
    'files job-1-run',
    { out: folder },
    { files: all },
    bytes('abc'),
    bytes('def'),
    bytes(''),
  )
  expect(code).toBe(0)
  expect(lines).toEqual([...['Größe 1 (2).xy', '_.._etc_passwd', 'file'].map(name => join(folder, name)), ''])
  expect((await readdir(folder)).sort()).toEqual(
    ['Größe 1 (2).xy', 'Größe 1.xy', '_.._etc_passwd', 'file'].sort(),
  )
  expect(await readFile(join(folder, 'Größe 1.xy'), 'utf8')).toBe('of somebody else')
  const again = await runCommand('files job-1-run', { out: folder }, { files: all.slice(0, 1) }, bytes('abc'))
  expect(again.lines).toEqual([join(folder, 'Größe 1 (2).xy'), ''])
})

it('saves nothing that does not have its hash, and says so', async () => {
  const { code, notes } = await runCommand(
    'files t',
    { out: folder },
    { files: [stored('a.xy', 'abc')] },
    bytes('abd'),
  )
  expect([code, notes]).toEqual([1, 'a.xy was not saved: what came does not have its hash; try again\n'])
  expect(await readdir(folder)).toEqual([])
})
