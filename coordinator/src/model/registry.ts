import { parseReference } from '@muster/protocol'
import type { WorkflowRecord } from './workflow-record.ts'

/** All versions of all registered workflows: what the store has of them, by name and number. */
export class Registry {
  readonly #byName = new Map<string, Map<number, WorkflowRecord>>()
  readonly #latest = new Map<string, number>()
  #names: readonly string[] | undefined

  put(row: WorkflowRecord): void {
    const versions = this.#byName.get(row.name)
    if (versions) versions.set(row.number, row)
    else {
      this.#byName.set(row.name, new Map([[row.number, row]]))
      this.#names = undefined
    }
    this.#latest.set(row.name, Math.max(this.#latest.get(row.name) ?? 0, row.number))
  }

  /** One version, or the latest. */
  version(name: string, number: number | undefined = this.#latest.get(name)): WorkflowRecord | undefined {
    return number === undefined ? undefined : this.#byName.get(name)?.get(number)
  }

  /** What is meant by `sinter-study`, `sinter-study@latest` or `sinter-study@3`. */
  find(reference: string): WorkflowRecord | undefined {
    const parsed = parseReference(reference)
    return parsed && this.version(parsed.name, parsed.version)
  }

  /** The newest first. */
  versions(name: string): WorkflowRecord[] {
    return [...(this.#byName.get(name)?.values() ?? [])].sort((a, b) => b.number - a.number)
  }

  /** Whether none of its versions is used for new jobs. */
  isRetired(name: string): boolean {
    return this.version(name)?.retired !== undefined
  }

  /** The latest version of each whose name begins so, in order of names. @param after the last name of the page before */
  page(prefix: string, after: string, limit: number): WorkflowRecord[] {
    this.#names ??= [...this.#byName.keys()].sort()
    const found: WorkflowRecord[] = []
    for (const name of this.#names) {
      if (found.length >= limit) break
      const latest = name > after && name.startsWith(prefix) ? this.version(name) : undefined
      if (latest) found.push(latest)
    }
    return found
  }
}
