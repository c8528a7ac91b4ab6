import { readFile } from 'node:fs/promises'

/** The processes that a process has begun and that live, as Linux tells. */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text
    .split(' ')
    .filter(word => word !== '')
    .map(Number)
}
