import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeliberateBug } from './bugs.ts'

/**
 * Does something with a copy of the sources that has the bug, and takes the bug out again.
 * @returns what is wrong where the sources have changed, so that the bug can't be put in
 */
export async function withBug<T>(
  copy: string,
  bug: DeliberateBug,
  action: () => Promise<T>,
): Promise<T | { readonly misfit: string }> {
  const originals = new Map<string, string>()
  try {
    for (const { file, find, replace } of bug.edits) {
      const path = join(copy, file)
      const text = await readFile(path, 'utf8')
      if (!originals.has(path)) originals.set(path, text)
      const times = text.split(find).length - 1
      if (times !== 1) return { misfit: `${file} has ${times} places that read: ${find.trim()}` }
      await writeFile(
        path,
        text.replace(find, () => replace),
      )
    }
    return await action()
  } finally {
    for (const [path, text] of originals) await writeFile(path, text)
  }
}
