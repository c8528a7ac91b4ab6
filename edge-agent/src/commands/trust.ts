import { join } from 'node:path'
import { ConfigurationError, type FileSystem, MusterError, nodeFileSystem } from '@muster/runtime'
import type { AgentSettings } from '../config.ts'
import { timeText } from '../trust/certificate.ts'
import {
  judge,
  ownCertificates,
  pkiFolderOf,
  type SeenCertificate,
  seenCertificates,
} from '../trust/trust-folder.ts'
import { type AgentCommand, CONFIG_OPTION, readConfiguration } from './command.ts'

/** What an instrument's server has shown. */
interface Seen {
  readonly instrument: string
  readonly pki: string
  readonly certificates: readonly SeenCertificate[]
}

const VERDICTS = ['accept', 'reject'] as const
/** Fewer digits of a thumbprint say too little. */
const FEWEST_DIGITS = 8

export const trustCommand: AgentCommand = {
  usage: [
    ['trust list --config FILE', 'the certificates that OPC UA servers have shown, accepted or refused'],
    [
      'trust accept THUMBPRINT',
      'take this certificate from now on; compare it with what the instrument shows',
    ],
    ['trust reject THUMBPRINT', 'take it no more, from the next connection on'],
  ],
  words: 2,
  options: CONFIG_OPTION,
  async run(given) {
    const [what = 'list', thumbprint] = given.words
    const verdict = VERDICTS.find(known => known === what)
    if (!verdict && (what !== 'list' || thumbprint !== undefined))
      throw new ConfigurationError(
        `trust ${given.words.join(' ')} is no command\nTry muster-agent trust --help`,
      )
    const digits = verdict && readThumbprint(thumbprint)
    const settings = await readConfiguration(given)
    const seen = await everywhere(nodeFileSystem, settings)
    const lines = verdict && digits ? await decide(seen, verdict, digits) : await listed(seen)
    process.stdout.write(`${lines.join('\n')}\n`)
  },
}

function readThumbprint(text: string | undefined): string {
  const digits = (text ?? '').replaceAll(/[\s:]/g, '').toLowerCase()
  if (new RegExp(`^[0-9a-f]{${FEWEST_DIGITS},40}$`).test(digits)) return digits
  throw new ConfigurationError(
    `give the thumbprint, or its first ${FEWEST_DIGITS} digits at least; muster-agent trust list shows it`,
  )
}

async function everywhere(
  files: FileSystem,
  { data, instruments }: Pick<AgentSettings, 'data' | 'instruments'>,
): Promise<Seen[]> {
  const seen: Seen[] = []
  for (const { id } of instruments) {
    const pki = pkiFolderOf(join(data, 'drivers', id))
    seen.push({ instrument: id, pki, certificates: await seenCertificates(files, pki) })
  }
  return seen
}

async function listed(seen: readonly Seen[]): Promise<string[]> {
  const lines: string[] = []
  for (const { instrument, pki, certificates } of seen) {
    const own = await ownCertificates(nodeFileSystem, pki)
    if (certificates.length === 0 && own.length === 0) continue
    lines.push(instrument, ...certificates.map(lineOf))
    lines.push(...own.map(file => `  own        ${file}: to be accepted at the instrument`))
  }
  return lines.length > 0 ? lines : ['no instrument has shown a certificate yet']
}

function lineOf({ isAccepted, thumbprint, subject, notAfter }: SeenCertificate): string {
  return `  ${isAccepted ? 'accepted' : 'refused '}   ${thumbprint}  ${subject}; valid to ${timeText(notAfter)}`
}

async function decide(
  seen: readonly Seen[],
  verdict: (typeof VERDICTS)[number],
  digits: string,
): Promise<string[]> {
  const meant = seen.flatMap(({ instrument, pki, certificates }) =>
    certificates
      .filter(({ thumbprint }) => thumbprint.startsWith(digits))
      .map(certificate => ({ instrument, pki, certificate })),
  )
  const thumbprints = new Set(meant.map(({ certificate }) => certificate.thumbprint))
  if (thumbprints.size !== 1) throw unclear(digits, [...thumbprints])
  for (const { pki, certificate } of meant) await judge(nodeFileSystem, pki, certificate, verdict)
  return meant.map(({ instrument, certificate: { subject } }) =>
    verdict === 'accept'
      ? `accepted for ${instrument}: ${subject}; a running agent takes it when it tries again, within half a minute`
      : `refused for ${instrument}: ${subject}; a connection that stands goes on until the agent is restarted`,
  )
}

function unclear(digits: string, thumbprints: readonly string[]): MusterError {
  const message =
    thumbprints.length === 0
      ? `no instrument of this agent has shown a certificate ${digits}; muster-agent trust list shows those that were`
      : `${digits} is the beginning of several thumbprints: ${thumbprints.join(', ')}`
  return new MusterError('unknown-certificate', 'input', message)
}
