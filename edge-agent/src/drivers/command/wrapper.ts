import { spawn } from 'node:child_process'

/** What is to be run, with nothing left to fill in. */
export interface Launch {
  readonly shell: string
  readonly runFolder: string
  readonly workingFolder: string
  readonly program: string
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** A file, or nothing. */
  readonly stdin: string | undefined
}

/** Begins a launch, once. It may reject when the program was begun all the same. */
export type Launcher = (launch: Launch) => Promise<void>

/** Keeps what comes out of `$1.pipe` in pieces `$1.N`, of which the last ones stay. What the script holds open on 5 and 6 is none of its. */
export const KEEP_OUTPUT = `
keep() (
  trap '' TERM INT HUP
  exec < "$1.pipe" 5>&- 6>&-
  n=0
  while dd bs=4096 count=1024 of="$1.$n" 2> /dev/null && [ -s "$1.$n" ]; do
    n=$((n + 1))
    [ "$n" -gt 3 ] && rm -f "$1.$((n - 4))"
  done
  cat > /dev/null
)`

/**
 * What stands around a program. It takes the claim of the run's folder, which only one can have: whoever asks for the
 * run later either finds the claim, or takes it first, and then the program is never begun. What the program
 * writes goes to `out.N` and `err.N` in pieces, of which the last ones are kept; the exit code goes to `end` when
 * all of it is there. Signals to the group reach the program; this one outlives them, but not a kill.
 */
const SCRIPT = `
umask 077
dir=$1 work=$2 in=$3
shift 3
cd "$dir" || exit 1
start=$(cut -d ' ' -f 22 "/proc/$$/stat") || exit 1
read -r boot < /proc/sys/kernel/random/boot_id
printf '%s %s %s\\n' "$$" "$start" "$boot" > claim.begun || exit 1
mkfifo out.pipe err.pipe || exit 1
ln claim.begun claim || exit 1
${KEEP_OUTPUT}
trap : TERM INT HUP
keep out &
keep err &
(cd "$work" && exec "$@") < "$in" > out.pipe 2> err.pipe
code=$?
wait
printf '%s\\n' "$code" > end.new && { sync end.new || :; } && mv end.new end
`

/** Begins the program in a session of its own, so that nothing that happens to the agent reaches it. */
export const launchDetached: Launcher = async launch => {
  const { shell, runFolder, workingFolder, program, environment, stdin } = launch
  const args = ['-c', SCRIPT, 'muster-run', runFolder, workingFolder, stdin ?? '/dev/null']
  await spawnDetached(shell, [...args, program, ...launch.arguments], environment)
}

/** Begins a process in a session of its own. Resolves when it is there. */
export async function spawnDetached(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const child = spawn(file, args, { cwd: '/', detached: true, stdio: 'ignore', env })
  const begun = Promise.withResolvers<void>()
  child.once('spawn', () => begun.resolve())
  child.once('error', error => begun.reject(error))
  child.unref()
  await begun.promise
}

const INHERITED = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR']

/** The program gets what it needs of the agent's environment, and none of its secrets. */
export function environmentOf(own: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = INHERITED.flatMap(name => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(inherited), ...own }
}
