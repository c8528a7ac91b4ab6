import { SHA256_PATTERN } from '@muster/protocol'
import { type Static, Type } from '@sinclair/typebox'
import { RESULT_FILE_STATES, type ResultFilesRecord } from '../model/records.ts'
import { optional, strict, Time, words } from './schema-parts.ts'
import { time } from './view-parts.ts'

const ResultFileView = Type.Object(
  {
    attempt: Type.String(),
    name: Type.String({ description: 'As the instrument had it; not unique, and not a path.' }),
    state: words(RESULT_FILE_STATES),
    size: optional(Type.Integer({ minimum: 0, description: 'Bytes.' })),
    sha256: optional(Type.String({ pattern: SHA256_PATTERN })),
    mediaType: optional(Type.String()),
    problem: optional(Type.String({ description: 'Why it is not there, or not yet.' })),
    toldAt: Time,
    storedAt: optional(Time),
    url: optional(Type.String({ description: 'Where it is, below this API, once it is stored.' })),
  },
  strict,
)

export const ResultFilesView = Type.Object({ files: Type.Array(ResultFileView) }, strict)

export const resultFilesView = (rows: readonly ResultFilesRecord[]): Static<typeof ResultFilesView> => ({
  files: rows.flatMap(({ id, raisedAt, files }) =>
    files.map(({ storedAt, ...file }) => ({
      attempt: id,
      ...file,
      toldAt: time(raisedAt),
      ...(storedAt === undefined ? {} : { storedAt: time(storedAt) }),
      ...(file.state === 'stored' && file.sha256 !== undefined
        ? { url: `/v1/files/${file.sha256}?name=${encodeURIComponent(file.name)}` }
        : {}),
    })),
  ),
})
