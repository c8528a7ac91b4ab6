import { ID_PATTERN } from '@muster/protocol'
import { type Fault, hours, millis, parseDuration, seconds } from '@muster/runtime'
import { type Static, Type } from '@sinclair/typebox'
import type { WatchedFolder } from '../model/watched-folder.ts'

const length = (standard: string, description: string) =>
  Type.String({ format: 'duration-text', default: standard, description })

/** Folders that steps and triggers may wait for files in, by name. */
export const FolderSettings = Type.Record(
  Type.String({ pattern: ID_PATTERN }),
  Type.Object(
    {
      path: Type.String({
        pattern: '^/',
        maxLength: 4_000,
        description: 'From the root of the file system.',
      }),
      every: length('2 s', 'It is looked at so often; from 100 ms to 1 h.'),
      settle: length('2 s', 'A file that has not changed for so long is complete; from 100 ms to 1 h.'),
    },
    { additionalProperties: false },
  ),
  { default: {}, description: 'Folders in which steps and triggers may wait for files, by name.' },
)
export type FolderSettings = Static<typeof FolderSettings>

const SHORTEST = millis(100)
const LONGEST = hours(1)

/** What one field alone does not show. */
export function folderFaults(settings: FolderSettings): Fault[] {
  return Object.entries(settings).flatMap(([name, folder]) =>
    (['every', 'settle'] as const).flatMap(field => {
      const duration = parseDuration(folder[field]) ?? 0
      const isRight = duration >= SHORTEST && duration <= LONGEST
      return isRight ? [] : [{ field: `folders.${name}.${field}`, message: 'must be from 100 ms to 1 h' }]
    }),
  )
}

export const foldersOf = (settings: FolderSettings): ReadonlyMap<string, WatchedFolder> =>
  new Map(
    Object.entries(settings).map(([name, { path, every, settle }]) => [
      name,
      { path, every: parseDuration(every) ?? seconds(2), settle: parseDuration(settle) ?? seconds(2) },
    ]),
  )
