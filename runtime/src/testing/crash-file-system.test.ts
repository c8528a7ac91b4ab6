import { expect, test } from 'vitest'
import { CrashFileSystem } from './crash-file-system.ts'

const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes)
const bytes = (content: string) => new TextEncoder().encode(content)

test('says at each step of a replacement what would be found after a crash', async () => {
  const disk = new CrashFileSystem()
  const seen: (string | undefined)[] = []
  const look = () => seen.push(text(disk.durable('/a/file')))
  await disk.write('/a/file', bytes('old'))
  look()
  await disk.syncFolder('/a')
  look()
  await disk.sync('/a/file')
  look()
  await disk.write('/a/file.new', bytes('new'))
  await disk.sync('/a/file.new')
  await disk.rename('/a/file.new', '/a/file')
  look()
  expect(text(await disk.read('/a/file'))).toBe('new')
  await disk.syncFolder('/a')
  look()
  expect(seen).toEqual([undefined, '', 'old', 'old', 'new'])
  disk.crash()
  expect(text(await disk.read('/a/file'))).toBe('new')
})
