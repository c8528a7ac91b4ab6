import type { Notification } from './channel.ts'

/** `[critical] Furnace 2 is silent`, in one line whatever the title holds. */
export function headline({ severity, title }: Notification): string {
  return `[${severity}] ${oneLine(title)}`
}

/** Runs of control characters and line ends become one space, so that nothing can begin a line of its own. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}

/** What stands beside the text in each form: severity, reason, site, kind and time (UTC). */
export function circumstances({ severity, reason, site, kind, at }: Notification): string {
  return [severity, reason, site, kind, new Date(at).toISOString()].join(' · ')
}

/**
 * As much of `text` as fits, ending in `…` where something was left off.
 * @param size what a character takes of `limit`; by itself one.
 */
export function clip(text: string, limit: number, size: (character: string) => number = () => 1): string {
  let used = 0
  let kept = ''
  const room = limit - size('…')
  for (const character of text) {
    used += size(character)
    if (used <= room) kept += character
    if (used > limit) return `${kept}…`
  }
  return text
}
