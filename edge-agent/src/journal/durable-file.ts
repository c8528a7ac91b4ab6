import type { FileSystem } from '@muster/runtime'
import type { Adapter } from 'lowdb'

/**
 * A lowdb adapter whose write is durable when it resolves: written beside, synced, renamed over, and the folder
 * synced. A reader finds the old content or the new, never a part.
 */
export function durableJsonFile<T>(
  fileSystem: FileSystem,
  folder: string,
  name: string,
  parse: (text: string) => T,
): Adapter<T> {
  const path = `${folder}/${name}`
  const beside = `${path}.new`
  return {
    async read() {
      const bytes = await fileSystem.read(path)
      return bytes === undefined ? null : parse(new TextDecoder().decode(bytes))
    },
    async write(data) {
      await fileSystem.write(beside, new TextEncoder().encode(`${JSON.stringify(data, undefined, 1)}\n`))
      await fileSystem.sync(beside)
      await fileSystem.rename(beside, path)
      await fileSystem.syncFolder(folder)
    },
  }
}
