import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** A piece of a line, all of one style. */
export interface Span {
  readonly text: string
  readonly style?: Style
}
export type Line = readonly Span[]

export const plain = (text: string): Span => ({ text })
export const styled = (style: Style, text: string): Span => ({ text, style })

export interface PaintOptions {
  /** Columns; what does not fit is cut, so that no line wraps. */
  readonly width: number
  readonly color: boolean
}

/** The text of a line for a terminal. */
export function paint(line: Line, { width, color }: PaintOptions): string {
  let left = width
  let text = ''
  const total = line.reduce((sum, span) => sum + columnsOf(clean(span.text)), 0)
  const room = total > width ? width - 1 : width
  left = room
  for (const span of line) {
    const fitting = cut(clean(span.text), left)
    left -= columnsOf(fitting)
    if (fitting === '') continue
    text += color && span.style ? styleText(span.style, fitting, { validateStream: false }) : fitting
    if (left <= 0) break
  }
  return (total > width ? `${text}…` : text).trimEnd()
}

/** Names and messages come from other people and from instruments: nothing in them may steer the terminal. */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, ' ')
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60]|\p{Emoji_Presentation}|\uFE0F/u

/** How many columns of a terminal a text takes. */
export function columnsOf(text: string): number {
  // Nearly all text is ASCII, where a character is a column.
  if (/^[\x20-\x7E]*$/.test(text)) return text.length
  let columns = 0
  for (const { segment } of graphemes.segment(text)) columns += WIDE.test(segment) ? 2 : 1
  return columns
}

/** As much of a text as fits. */
function cut(text: string, width: number): string {
  if (columnsOf(text) <= width) return text
  let fitting = ''
  let left = width
  for (const { segment } of graphemes.segment(text)) {
    left -= columnsOf(segment)
    if (left < 0) break
    fitting += segment
  }
  return fitting
}

/** Filled up with spaces to `width` columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columnsOf(text)))
}

/** Rows as columns that stand under each other. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const cleaned = rows.map(row => row.map(clean))
  const widths: number[] = []
  for (const row of cleaned)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, columnsOf(cell))
  return cleaned.map(row =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
