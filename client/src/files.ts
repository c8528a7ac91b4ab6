import * as answers from './answers.ts'
import type { ResultFileView } from './file-types.ts'
import type { Http } from './http.ts'
import type { Requests } from './supervision.ts'

/** What runs left behind. */
export interface ResultFiles {
  /** Of all attempts of a task, the newest attempt last. */
  files(taskId: string): Promise<readonly ResultFileView[]>
  /** The bytes of a file that is stored. Whoever reads them looks whether their hash is right. */
  download(sha256: string, signal?: AbortSignal): Promise<ReadableStream<Uint8Array>>
}

export function resultFilesBy({ get }: Pick<Requests, 'get'>, http: Http): ResultFiles {
  return {
    files: async taskId =>
      (await get(`/v1/tasks/${encodeURIComponent(taskId)}/files`, answers.parseResultFiles)).files,
    download: (sha256, signal) => http.download(`/v1/files/${encodeURIComponent(sha256)}`, signal),
  }
}
