import { spawn } from 'node:child_process'
import { join } from 'node:path'

export interface Step {
  readonly name: string
  /** What passing it means, for people. */
  readonly says: string
  readonly command: readonly [program: string, ...args: string[]]
  /** Finds, as the group `remark`, what is worth a word in the output of a step that passed. */
  readonly remark?: RegExp
}

export interface StepResult {
  readonly name: string
  readonly passed: boolean
  readonly seconds: number
  readonly output: string
  readonly remark?: string
}

/** Runs steps, some at once, and reports each as it ends. A step that fails stops no other. */
export async function runSteps(
  steps: readonly Step[],
  options: { folder: string; atOnce: number; onResult: (result: StepResult) => void },
): Promise<readonly StepResult[]> {
  const waiting = [...steps]
  const results: StepResult[] = []
  const worker = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const result = await runStep(step, options.folder)
      results.push(result)
      options.onResult(result)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, options.atOnce) }, worker))
  return results
}

function runStep(step: Step, folder: string): Promise<StepResult> {
  const began = performance.now()
  const [program, ...args] = step.command
  const path = `${join(folder, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise(resolve => {
    const end = (passed: boolean) => {
      const remark = step.remark?.exec(output)?.groups?.['remark']
      const seconds = (performance.now() - began) / 1_000
      resolve({ name: step.name, passed, seconds, output, ...(remark === undefined ? {} : { remark }) })
    }
    child.on('error', error => {
      output += `${error.message}\n`
      end(false)
    })
    child.on('close', code => end(code === 0))
  })
}

/** One line; below it, for a step that failed, all that it wrote. */
export function formatResult(result: StepResult): string {
  const seconds = `${result.seconds.toFixed(1)} s`.padStart(7)
  const remark = result.passed && result.remark !== undefined ? `  ${result.remark}` : ''
  const line = `${result.passed ? '✓' : '✗'} ${result.name.padEnd(10)}${seconds}${remark}`
  return result.passed ? line : `${line}\n${result.output.trimEnd()}\n`
}
