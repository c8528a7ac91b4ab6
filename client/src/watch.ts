import { millis, systemClock } from '@muster/runtime'
import type { Run, RunState } from './run.ts'
import { changesOf } from './terminal/changes.ts'
import { LiveDisplay, type LiveOutput } from './terminal/live-display.ts'
import { renderRun } from './terminal/render-run.ts'

/** Where a run is shown, such as `process.stdout`. */
export interface WatchOutput extends LiveOutput {
  readonly isTTY?: boolean
  /** Whether the terminal has so many colours, and whether they are wanted. */
  readonly hasColors?: (count?: number) => boolean
}

/** How: bars redrawn in place in a terminal, a line for each change in a pipe, or JSON, one state to a line. */
export type WatchStyle = 'live' | 'plain' | 'json'

/** Waiting reasons and times left change without news from the coordinator's side; no terminal needs more. */
const REDRAW = millis(100)

export function styleFor(output: WatchOutput, json: boolean): WatchStyle {
  if (json) return 'json'
  return output.isTTY === true ? 'live' : 'plain'
}

/**
 * Shows a run until it has ended or `signal` is aborted, which only stops the showing.
 * @returns the last state, or undefined where none was heard.
 */
export async function watchRun(
  run: Run,
  output: WatchOutput,
  style: WatchStyle,
  signal: AbortSignal,
): Promise<RunState | undefined> {
  const view = style === 'live' ? liveView(output) : style === 'json' ? jsonView(output) : plainView(output)
  const stop = () => void run.close()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    for await (const state of run) view.show(state)
  } finally {
    signal.removeEventListener('abort', stop)
    view.end()
  }
  return run.state
}

interface View {
  show(state: RunState): void
  end(): void
}

function liveView(output: WatchOutput): View {
  const display = new LiveDisplay(output)
  const color = output.hasColors?.() ?? false
  let latest: RunState | undefined
  let isWaiting = false
  const draw = () => {
    isWaiting = false
    if (latest) display.show(renderRun(latest, { width: display.width, height: display.height, color }))
  }
  return {
    show(state) {
      const isFirst = latest === undefined
      latest = state
      if (isFirst) draw()
      else if (!isWaiting) {
        isWaiting = true
        systemClock.after(REDRAW, draw)
      }
    },
    end() {
      draw()
      display.done()
    },
  }
}

function plainView(output: WatchOutput): View {
  let before: RunState | undefined
  return {
    show(state) {
      for (const line of changesOf(before, state)) output.write(`${line}\n`)
      before = state
    },
    end() {},
  }
}

function jsonView(output: WatchOutput): View {
  return {
    show: ({ job, prompts, contactLost }) =>
      void output.write(`${JSON.stringify({ ...job, prompts, ...(contactLost && { contactLost }) })}\n`),
    end() {},
  }
}
