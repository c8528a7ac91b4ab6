import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder of files that is gone when its scope ends. */
export interface ScratchFolder extends AsyncDisposable {
  readonly path: string
  write(path: string, text: string): Promise<void>
}

export async function scratchFolder(files: Readonly<Record<string, string>> = {}): Promise<ScratchFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-tools-'))
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  for (const [path, text] of Object.entries(files)) await write(path, text)
  return { path: folder, write, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}
