import type { WatchedFolder } from '../model/watched-folder.ts'

/** Which files are meant by `xrd/*.xrdml`: of one folder that the coordinator is set to watch, or of any of them. */

export interface FilePattern {
  /** Any of them where left out. */
  readonly folder?: string
  /** `*` stands for any part of it, also for none. */
  readonly name: string
}

type Folders = ReadonlyMap<string, WatchedFolder>

const LONGEST = 255

/**
 * Reads a pattern, or says what is wrong with it. A name leads to no other folder: it has no way to write one.
 * @param folders those that there are; where left out, whether there is such a folder is not asked
 */
export function parseFilePattern(text: string, folders?: Folders): FilePattern | string {
  if (folders?.size === 0)
    return 'the coordinator is set to watch no folder: name one under `folders` in its settings'
  const parts = text.split('/')
  const [first = '', second] = parts
  if (parts.length > 2 || first === '' || second === '')
    return `is no NAME or FOLDER/NAME, such as *.xrdml or xrd/*.xrdml; folders within folders are not watched`
  const folder = second === undefined ? undefined : first
  if (folder !== undefined && folders && !folders.has(folder))
    return `there is no folder "${folder}" in the settings of the coordinator; there are: ${[...folders.keys()].join(', ')}`
  const name = second ?? first
  const fault = nameFault(name)
  return fault ?? { ...(folder === undefined ? {} : { folder }), name }
}

function nameFault(name: string): string | undefined {
  if (name.length > LONGEST) return `has a name longer than ${LONGEST} characters`
  // eslint-disable-next-line no-control-regex
  if (/[\\\u0000-\u001f\u007f]/.test(name)) return 'has a name with characters that no file here may have'
  return name.startsWith('.') ? 'has a name that begins with a dot: such files never count' : undefined
}

/** Whether a file counts at all: what is being written often has such a name until it is renamed. */
export const counts = (name: string): boolean =>
  nameFault(name) === undefined && !/(~|\.(part|partial|tmp|temp|crdownload|filepart))$/i.test(name)

/** Whether a pattern means this name. Takes no longer than their lengths multiplied, whatever they are. */
export function matchesName(pattern: string, name: string): boolean {
  const [head = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return name === head
  const tail = rest.pop() ?? ''
  if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) return false
  let at = head.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found < 0 || found + part.length > name.length - tail.length) return false
    at = found + part.length
  }
  return true
}

export const isMeant = ({ folder, name }: FilePattern, inFolder: string, file: string): boolean =>
  (folder === undefined || folder === inFolder) && counts(file) && matchesName(name, file)
