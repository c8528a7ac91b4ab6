import { type Clock, type Logger, messageOf } from '@muster/runtime'
import type { Draft } from '../model/draft.ts'
import type { State } from '../model/state.ts'
import type { SeenFileRecord, TriggerRecord } from '../model/trigger-records.ts'
import type { Transactor } from '../model/transactor.ts'
import type { Store } from '../store/store.ts'
import { accept, type Delivered, withAsked } from './accept.ts'
import { type Asked, passesByItself, TO_BE_ASKED } from './begin.ts'
import { type FilePattern, isMeant, parseFilePattern } from './file-names.ts'
import type { FoundFile } from './folder-reader.ts'

/** What expressions and results know of a file. */
export const fileFacts = (folder: string, { name, size, modifiedAt }: FoundFile) => ({
  file: `${folder}/${name}`,
  folder,
  name,
  size,
  modifiedAt: new Date(modifiedAt).toISOString(),
})

export interface FileTriggersOptions {
  readonly state: State
  readonly store: Store
  readonly transactor: Transactor
  readonly logger: Logger
  readonly clock: Clock
}

/** Begins jobs for files: each once, also after a restart, as what was dealt with is kept in the same decision. */
export class FileTriggers {
  readonly #options: FileTriggersOptions
  /** By folder and then by id: what is known to be dealt with, of files that are there. */
  readonly #known = new Map<string, Map<string, string>>()

  constructor(options: FileTriggersOptions) {
    this.#options = options
  }

  /** Whether a trigger is for something in a folder. */
  concern(folder: string): boolean {
    for (const trigger of this.#options.state.triggers.values()) {
      const pattern = patternOf(trigger)
      if (pattern && (pattern.folder === undefined || pattern.folder === folder)) return true
    }
    return false
  }

  async found(folder: string, all: readonly FoundFile[], complete: readonly FoundFile[]): Promise<void> {
    const known = new Map<string, string>()
    const before = this.#known.get(folder)
    const names = new Set(all.map(({ name }) => name))
    for (const [id, identity] of before ?? [])
      if (names.has(id.slice(id.lastIndexOf('/') + 1))) known.set(id, identity)
    this.#known.set(folder, known)
    for (const trigger of [...this.#options.state.triggers.values()]) {
      const pattern = patternOf(trigger)
      if (!pattern) continue
      const meant = ({ name }: FoundFile) => isMeant(pattern, folder, name)
      if (trigger.isNew) await this.#passOver(trigger.id, folder, all.filter(meant))
      else
        for (const file of complete.filter(meant))
          if (!(await this.#deal(trigger, folder, file, known))) break
    }
  }

  /** @returns false where the rest has to wait */
  async #deal(
    trigger: TriggerRecord,
    folder: string,
    file: FoundFile,
    known: Map<string, string>,
  ): Promise<boolean> {
    const { store, transactor, logger } = this.#options
    const id = idOf(trigger, folder, file)
    const identity = identityOf(trigger, file)
    if (known.get(id) === identity) return true
    const row = await store.listed('seenFiles', id)
    if (row?.identity !== identity) {
      try {
        const delivered = deliveredOf(folder, file)
        const dealtWith = { id, identity, version: (row?.version ?? 0) + 1 }
        const isDealtWith = await withAsked(this.#options, trigger.id, delivered, asked =>
          transactor.decide('file', `trigger:${trigger.id}`, draft =>
            begin(draft, trigger.id, delivered, dealtWith, asked),
          ),
        )
        if (!isDealtWith) return false
      } catch (error) {
        if (!passesByItself(error)) throw error
        logger.warn('a file waits until its job can be begun', { file: id, error: messageOf(error) })
        return false
      }
    }
    known.set(id, identity)
    return true
  }

  /** What was there before the trigger begins nothing. */
  async #passOver(name: string, folder: string, files: readonly FoundFile[]): Promise<void> {
    const { store, transactor, state } = this.#options
    const trigger = state.triggers.get(name)
    if (!trigger) return
    const before = await Promise.all(
      files.map(file => store.listed('seenFiles', idOf(trigger, folder, file))),
    )
    await transactor.decide('file', `trigger:${name}`, draft => {
      const current = draft.state.triggers.get(name)
      if (!current?.isNew || current.createdAt !== trigger.createdAt) return
      files.forEach((file, at) =>
        draft.insert('seenFiles', {
          id: idOf(current, folder, file),
          version: (before[at]?.version ?? 0) + 1,
          state: 'passed',
          raisedAt: draft.now,
          identity: identityOf(current, file),
        }),
      )
      draft.update('triggers', current, { isNew: undefined })
      draft.audit('trigger.passed-over', name, { folder, files: files.length })
    })
  }
}

/** In one decision: the job, and that the file is dealt with. */
function begin(
  draft: Draft,
  name: string,
  delivered: Delivered,
  row: Pick<SeenFileRecord, 'id' | 'identity' | 'version'>,
  asked: Asked | undefined,
): boolean | typeof TO_BE_ASKED {
  const accepted = accept(draft, name, delivered, asked)
  if (accepted === TO_BE_ASKED) return accepted
  if (accepted.outcome === 'inactive') return false
  const state = accepted.outcome === 'refused' || accepted.outcome === 'passed' ? accepted.outcome : 'begun'
  draft.insert('seenFiles', {
    ...row,
    state,
    raisedAt: draft.now,
    ...('job' in accepted ? { job: accepted.job } : {}),
  })
  return true
}

function deliveredOf(folder: string, file: FoundFile): Delivered {
  const facts = fileFacts(folder, file)
  return {
    facts: { on: 'file', id: `${facts.file} of ${facts.modifiedAt}, ${facts.size} bytes` },
    content: { payload: facts },
  }
}

/** Of one that is active and looks for files. */
function patternOf({ state, on }: TriggerRecord): FilePattern | undefined {
  if (state !== 'active' || !on.file) return undefined
  const pattern = parseFilePattern(on.file.name)
  return typeof pattern === 'string' ? undefined : pattern
}

const idOf = ({ id }: TriggerRecord, folder: string, { name }: FoundFile): string => `${id}/${folder}/${name}`

/** A file that was written anew is another; and one that a trigger of the same name had seen before it was deleted is not this one's. */
const identityOf = ({ createdAt }: TriggerRecord, { size, modifiedAt }: FoundFile): string =>
  `${size} ${modifiedAt} ${createdAt}`
