import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** One seed of one of the simulations of e2e/simulation/. */
export type Lived =
  | { readonly kind: 'start'; readonly seed: number }
  | { readonly kind: 'site'; readonly seed: number; readonly hours: number }

export type LivedOutcome =
  | { readonly kind: 'held' }
  | { readonly kind: 'broke'; readonly seed: number; readonly what: string }
  /** Neither: it ended in another way than by telling. */
  | { readonly kind: 'crashed'; readonly message: string }

/** The name of a seed, such as `start 17`. */
export const nameOf = (lived: Lived): string =>
  lived.kind === 'start' ? `start ${lived.seed}` : `site ${lived.seed} for ${lived.hours} h`

/** Lives seeds of a copy of the sources from the one named on, until one breaks. */
export async function liveSeeds(folder: string, lived: Lived, seeds = 1): Promise<LivedOutcome> {
  const site = lived.kind === 'site' ? ['--site', '--hours', String(lived.hours)] : []
  const range = ['--first', String(lived.seed), '--seeds', String(seeds), '--until-broken', '--threads', '1']
  const args = ['e2e/simulation/main.ts', ...range, ...site]
  const result = await run(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }).then(
    ({ stdout }) => ({ stdout, stderr: '', isWell: true }),
    (error: { readonly stdout?: string; readonly stderr?: string }) => ({
      stdout: error.stdout ?? '',
      stderr: error.stderr ?? '',
      isWell: false,
    }),
  )
  const [, seed, what] = /^seed (\d+) broke:\s*(.+)$/m.exec(result.stdout) ?? []
  if (seed !== undefined && what !== undefined) return { kind: 'broke', seed: Number(seed), what }
  if (result.isWell) return { kind: 'held' }
  return { kind: 'crashed', message: lastLine(result.stderr) || lastLine(result.stdout) }
}

const lastLine = (text: string): string =>
  text
    .split('\n')
    .map(line => line.trim())
    .findLast(line => /error|never occurred/i.test(line)) ?? text.trim().slice(-200)
