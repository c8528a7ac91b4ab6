import { createHash } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { messageOf } from '@muster/runtime'
import type { Command, CommandCall } from './command-call.ts'
import { lines, showRows } from './command-call.ts'
import type { ResultFileView } from './file-types.ts'

/** What runs left behind. */
export const FILE_COMMANDS: Readonly<Record<string, Command>> = { files }

async function files(call: CommandCall): Promise<number> {
  const all = await call.client.files(call.next('TASK'))
  if (call.flags.out !== undefined) return download(call, all, call.flags.out)
  showRows(call, all, rowOf)
  if (all.length === 0 && call.flags.json !== true) call.notes.write(lines(['it left no files behind']))
  return 0
}

const rowOf = ({ name, state, size, sha256, problem }: ResultFileView): string[] => [
  name,
  state,
  size === undefined ? '' : `${size} bytes`,
  problem ?? sha256?.slice(0, 12) ?? '',
]

/** Those that are stored; 1 where not all that was told of could be had. */
async function download(call: CommandCall, all: readonly ResultFileView[], folder: string): Promise<number> {
  await mkdir(folder, { recursive: true })
  let missing = 0
  for (const file of all) {
    if (file.state !== 'stored' || file.sha256 === undefined) {
      missing += 1
      call.notes.write(
        `${file.name} is ${file.state}${file.problem === undefined ? '' : `: ${file.problem}`}\n`,
      )
      continue
    }
    try {
      const path = await save(call, file.sha256, file.name, folder)
      call.output.write(call.flags.json === true ? `${JSON.stringify({ ...file, path })}\n` : `${path}\n`)
    } catch (error) {
      if (call.interrupted.aborted) throw error
      missing += 1
      call.notes.write(`${file.name} was not saved: ${messageOf(error)}\n`)
    }
  }
  return missing === 0 ? 0 : 1
}

/** Nothing has its name in the folder before its hash was seen to be right, and nothing that is there is overwritten. */
async function save(
  { client, interrupted }: CommandCall,
  sha256: string,
  name: string,
  folder: string,
): Promise<string> {
  const part = join(folder, `.${sha256}.part`)
  try {
    const handle = await open(part, 'w')
    const hash = createHash('sha256')
    try {
      for await (const bytes of await client.download(sha256, interrupted)) {
        hash.update(bytes)
        await handle.writeFile(bytes)
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (hash.digest('hex') !== sha256) throw new Error('what came does not have its hash; try again')
    return await place(part, folder, fileNameOf(name), sha256)
  } finally {
    await rm(part, { force: true })
  }
}

/** @returns the path: with a number where another file has the name. The same content again stays as it is. */
async function place(part: string, folder: string, name: string, sha256: string): Promise<string> {
  const end = extname(name)
  for (let number = 1; ; number += 1) {
    const path = join(
      folder,
      number === 1 ? name : `${name.slice(0, name.length - end.length)} (${number})${end}`,
    )
    try {
      await link(part, path)
      return path
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      const there = await readFile(path).catch(() => undefined)
      if (there && createHash('sha256').update(there).digest('hex') === sha256) return path
    }
  }
}

/** A name comes from an instrument: it leads nowhere else, and is one that every system takes. */
function fileNameOf(name: string): string {
  const clean = name
    .replaceAll(/[\p{Cc}<>:"/\\|?*]/gu, '_')
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '')
  return clean === '' ? 'file' : clean
}
