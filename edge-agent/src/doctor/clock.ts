import { type Clock, messageOf, seconds, withTimeout } from '@muster/runtime'
import { doubtful, type Finding, right, untested, wrong } from './finding.ts'

/** No clock that is set shows a time before this software was written. */
const NOT_BEFORE = Date.parse('2026-01-01T00:00:00Z')
/** As the coordinator takes it: supervisor.clockSkew. */
const MOST_SKEW = seconds(30)
const ANSWER_WITHIN = seconds(10)

export interface ClockPorts {
  readonly clock: Clock
  /** `yes` or `no`, as systemd tells whether the clock is kept by the network; undefined where nobody knows. */
  readonly synchronised: () => Promise<string | undefined>
  /** The `Date` of an answer to a request, as its text. */
  readonly dateAt: (url: string) => Promise<string | null>
}

/** Whether the clock is set, kept, and agrees with the coordinator's, where its address is given. */
export async function examineClock(ports: ClockPorts, coordinator?: string): Promise<readonly Finding[]> {
  const { clock } = ports
  const now = new Date(clock.wall()).toISOString().slice(0, 19)
  const set =
    'Set it, and let the network keep it: apt-get install systemd-timesyncd, then timedatectl set-ntp true'
  if (clock.wall() < NOT_BEFORE) return [wrong('clock', `it shows ${now} UTC, which is long ago`, set)]
  const compared = coordinator === undefined ? undefined : await compare(ports, coordinator)
  if (compared) return [compared]
  const kept = await ports.synchronised()
  const others = 'Or compare it with the coordinator: --coordinator URL'
  if (kept === 'yes') return [right('clock', `it shows ${now} UTC, and is kept by the network`)]
  return [
    kept === 'no'
      ? doubtful('clock', `it shows ${now} UTC, and nothing keeps it right`, `${set}. ${others}.`)
      : untested('clock', `it shows ${now} UTC; whether that is right is not known here. ${others}`),
  ]
}

/** An answer's date counts whole seconds, and was made some time between asking and hearing. */
async function compare({ clock, dateAt }: ClockPorts, coordinator: string): Promise<Finding> {
  const url = new URL('/healthz', coordinator).href
  const advice = `Is the coordinator's API there, and reachable from here? ${url}`
  try {
    const asked = clock.wall()
    const late = () => new Error('no answer')
    const text = await withTimeout(clock, ANSWER_WITHIN, dateAt(url), late)
    const theirs = Date.parse(text ?? '')
    if (Number.isNaN(theirs)) return doubtful('clock', `${url} tells no time`, advice)
    const early = asked - 1_000 - theirs
    const skew = early > 0 ? early : Math.min(0, clock.wall() - theirs)
    const apart = `${Math.abs(Math.round(skew / 1_000))} s ${skew > 0 ? 'ahead of' : 'behind'} the coordinator's`
    if (Math.abs(skew) > MOST_SKEW)
      return wrong(
        'clock',
        `it is ${apart}`,
        'Let the network keep both clocks: timedatectl tells whether it does.',
      )
    return right('clock', Math.abs(skew) < 1_000 ? "it agrees with the coordinator's" : `it is ${apart}`)
  } catch (error) {
    return doubtful('clock', `the coordinator was not asked: ${messageOf(error)}`, advice)
  }
}
