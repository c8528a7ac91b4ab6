/** Operation and file; of a journal that is written also the states of the attempts in it: `write journal.json.new [claimed]`. */
export function describeFile(operation: string, path: string, bytes?: Uint8Array): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (bytes === undefined || !name.startsWith('journal.json')) return `${operation} ${name}`
  const states = [...new TextDecoder().decode(bytes).matchAll(/"state": "([a-z-]+)",\s+"revision"/g)]
  return `${operation} ${name} [${states.map(([, state]) => state).join(' ')}]`
}
