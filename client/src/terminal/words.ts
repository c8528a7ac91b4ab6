import type { JobState, TaskState } from '../api-types.ts'
import type { Style } from './text.ts'

/** How a state is shown: a sign that is told apart without colours, and a colour. */
export interface StateLook {
  readonly sign: string
  readonly style: Style
}

const LOOKS: Readonly<Record<TaskState | JobState, StateLook>> = {
  pending: { sign: '·', style: 'dim' },
  queued: { sign: '○', style: 'yellow' },
  dispatched: { sign: '◌', style: 'cyan' },
  running: { sign: '●', style: 'cyan' },
  verifying: { sign: '?', style: 'yellow' },
  succeeded: { sign: '✔', style: 'green' },
  failed: { sign: '✘', style: 'red' },
  cancelled: { sign: '■', style: 'red' },
  skipped: { sign: '-', style: 'dim' },
}

/** A state that only a newer coordinator knows is shown by its name. */
export function lookOf(state: string): StateLook {
  return Object.hasOwn(LOOKS, state) ? LOOKS[state as TaskState] : { sign: ' ', style: 'dim' }
}

const ENDED: readonly string[] = ['succeeded', 'failed', 'cancelled', 'skipped']
export const isEnded = (state: string): boolean => ENDED.includes(state)

/** A result for people: `mass 12.3456 g`. What has another form is shown as JSON. */
export function formatResult(result: unknown): string {
  if (!isObject(result)) return formatValue(result)
  return Object.entries(result)
    .map(([name, value]) => `${name} ${formatValue(value)}`)
    .join(', ')
}

function formatValue(value: unknown): string {
  if (typeof value === 'string') return value
  if (isObject(value) && typeof value['value'] === 'number') {
    const { value: number, unit } = value
    return typeof unit === 'string' ? `${number} ${unit}` : String(number)
  }
  return JSON.stringify(value)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
