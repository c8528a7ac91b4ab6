import { formatDuration } from '@muster/runtime'

/** What instruments and other people say must not steer the terminal. */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, ' ')
}

/** A moment as the clock on the wall shows it, and how long ago that is. */
export function momentOf(wallMs: number, nowMs: number): string {
  // The Swedish way of writing one is the one that sorts.
  const moment = new Date(wallMs).toLocaleString('sv-SE')
  return `${moment} (${formatDuration(Math.max(0, nowMs - wallMs))})`
}
