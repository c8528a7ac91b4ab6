/** `untested`: it could not be looked at, or need not be; nothing is known to be wrong. */
export type Verdict = 'right' | 'doubtful' | 'wrong' | 'untested'

/** What was found about one thing, for the person at the instrument. */
export interface Finding {
  /** `broker`, `clock`, `disk`, `permissions`, `configuration`, `machine`, `system`, `memory`, `data disk`, `power`, `time zone`, or an instrument's id. */
  readonly about: string
  readonly verdict: Verdict
  /** What is, in one sentence. */
  readonly message: string
  /** What to do about it. */
  readonly advice?: string
}

export const right = (about: string, message: string): Finding => ({ about, verdict: 'right', message })
export const untested = (about: string, message: string): Finding => ({ about, verdict: 'untested', message })
export const doubtful = (about: string, message: string, advice: string): Finding => ({
  about,
  verdict: 'doubtful',
  message,
  advice,
})
export const wrong = (about: string, message: string, advice: string): Finding => ({
  about,
  verdict: 'wrong',
  message,
  advice,
})

/** All findings for a terminal: a line each, and below it what to do. */
export function renderFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ about }) => about.length))
  const lines = findings.map(({ about, verdict, message, advice }) => {
    const line = `${verdict.padEnd(8)}  ${about.padEnd(width)}  ${message.replaceAll('\n', ' ')}\n`
    return advice === undefined ? line : `${line}${' '.repeat(width + 12)}→ ${advice}\n`
  })
  return `${lines.join('')}\n${summary(findings)}\n`
}

function summary(findings: readonly Finding[]): string {
  const count = (verdict: Verdict) => findings.filter(finding => finding.verdict === verdict).length
  const bad = count('wrong')
  const odd = count('doubtful')
  if (bad > 0) return `${bad} ${bad === 1 ? 'thing is' : 'things are'} wrong.`
  const unknown = count('untested')
  const rest = unknown > 0 ? `; ${unknown} ${unknown === 1 ? 'thing was' : 'things were'} not tested` : ''
  return odd > 0
    ? `Nothing is wrong; ${odd} ${odd === 1 ? 'thing is' : 'things are'} doubtful${rest}.`
    : `All ${rest === '' ? '' : 'that was tested '}is right${rest}.`
}
