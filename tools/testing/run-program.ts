import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../repository.ts'

/** What one of the project's tools writes when run in a folder, whatever its exit code. */
export function runProgram(
  program: string,
  args: readonly string[],
  folder: string,
): Promise<{ code: number | null; stdout: string }> {
  const child = spawn(join(root, 'node_modules/.bin', program), args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout }))
  })
}
