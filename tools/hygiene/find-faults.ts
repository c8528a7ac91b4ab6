export interface Fault {
  /** Counted from 1. */
  readonly line: number
  readonly says: string
  readonly found: string
}

interface Pattern {
  readonly says: string
  readonly pattern: RegExp
  /** Only in files whose path fits. */
  readonly files?: RegExp
}

const PATTERNS: readonly Pattern[] = [
  {
    says: 'a path of one machine',
    pattern: /(?<![\w.}*)-])\/(?:work|root|Users)\/[\w.-]+|(?<![\w.}*)-])\/home\/[a-z]\w*\/[\w.-]+/,
  },
  {
    says: 'a package registry',
    pattern: /\bregistry\.(?:npmjs\.org|yarnpkg\.com|npmmirror\.com)|\bnpm\.pkg\.github\.com/,
  },
  {
    says: 'a package registry',
    pattern: /https?:\/\/[^\s/'"`]*(?:registry|artifactory|nexus|verdaccio)[^\s/'"`]*/i,
  },
  {
    says: 'a package registry',
    pattern: /^\s*(?:@[\w-]+:)?registry\s*[=:].*/,
    files: /(^|\/)(\.npmrc|pnpm-lock\.yaml|pnpm-workspace\.yaml)$/,
  },
  { says: 'a package from an address', pattern: /\btarball:.*/, files: /(^|\/)pnpm-lock\.yaml$/ },
  { says: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/ },
  {
    says: 'a token',
    pattern:
      /\b(?:npm_[A-Za-z0-9]{36}|gh[opsur]_[A-Za-z0-9]{36}|github_pat_\w{22,}|AKIA[0-9A-Z]{16}|xox[abp]-[\w-]{10,})/,
  },
]

/** What must not be in a committed file: secrets, and what is true on one machine only. */
export function findFaults(path: string, text: string): readonly Fault[] {
  const patterns = PATTERNS.filter(({ files }) => files === undefined || files.test(path))
  return text.split('\n').flatMap((line, index) =>
    patterns.flatMap(({ says, pattern }) => {
      const found = pattern.exec(line)?.[0]
      return found === undefined ? [] : [{ line: index + 1, says, found: found.trim().slice(0, 80) }]
    }),
  )
}
