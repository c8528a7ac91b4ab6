import { pbkdf2Sync } from 'node:crypto'
import { coordinatorSessionTopic, type Principal, siteRoot, triggersFilter } from '@muster/protocol'
import type { Random } from '@muster/runtime'
import { LONGEST_PACKET } from './broker.ts'
import { type Credential, principalOf } from './credentials.ts'

/** PBKDF2 rounds of a password; Mosquitto's own tool takes 101, and reads any number. One login costs some 5 ms. */
const ROUNDS = 10_000

export interface MosquittoOptions {
  readonly site: string
  readonly credentials: readonly Credential[]
  /** For the salts of passwords. */
  readonly random: Random
  /** Where the files will stand; `/etc/mosquitto/muster` if not given. */
  readonly folder?: string
  /** An address or host name; all addresses if not given. */
  readonly host?: string
  /** 1883 if not given. */
  readonly port?: number
  /** Paths of PEM files. Without them passwords and messages travel readable. */
  readonly tls?: { readonly certificate: string; readonly key: string }
}

/** Contents by file name. `passwords` holds no password, only what proves one. */
export type MosquittoFiles = Readonly<Record<'mosquitto.conf' | 'acl' | 'passwords', string>>

/**
 * Renders the set-up of a Mosquitto (2.0 or newer) with the same access rules as the embedded broker's. It differs
 * in one thing: subscriptions are granted, and messages that may not be read are withheld.
 */
export function mosquittoFiles(options: MosquittoOptions): MosquittoFiles {
  return {
    'mosquitto.conf': configuration(options),
    acl: mosquittoAcl(options.site, options.credentials),
    passwords: options.credentials.map(credential => passwordLine(credential, options.random)).join(''),
  }
}

function configuration({
  folder = '/etc/mosquitto/muster',
  host,
  port = 1883,
  tls,
  site,
}: MosquittoOptions): string {
  const listener = host === undefined ? `listener ${port}` : `listener ${port} ${host}`
  const lines = [
    `# Mosquitto for the site ${site} of Muster, rendered by "muster-coordinator mosquitto-files".`,
    listener,
    ...(tls ? [`certfile ${tls.certificate}`, `keyfile ${tls.key}`] : []),
    '# A client id is what one logged in as, so that nobody can end the connection of another.',
    'use_username_as_clientid true',
    'allow_anonymous false',
    `password_file ${folder}/passwords`,
    `acl_file ${folder}/acl`,
    '',
    '# Without it a message waits some 20 ms for an acknowledgement of TCP.',
    'set_tcp_nodelay true',
    `max_packet_size ${LONGEST_PACKET}`,
    '# Nothing is kept over a restart: what counts is in the journals and the store.',
    'persistence false',
    '# A coordinator that is busy for a moment must not lose what a thousand agents say meanwhile.',
    'max_inflight_messages 1000',
    'max_queued_messages 65535',
  ]
  return `${lines.join('\n')}\n`
}

/** The access rules in Mosquitto's words; `%u` is the name one logged in with, which is the agent's id. */
export function mosquittoAcl(site: string, credentials: readonly Credential[]): string {
  const root = siteRoot(site)
  const withRole = (role: Principal['role']) =>
    credentials.filter(credential => principalOf(credential).role === role)
  const lines = [
    `# Who may say and hear what on the site ${site}. What is not allowed here is denied.`,
    `pattern write ${root}/agents/%u/up/+`,
    `pattern read ${root}/agents/%u/down/+`,
    `pattern read ${coordinatorSessionTopic(site)}`,
    ...withRole('coordinator').flatMap(({ id }) => ['', `user ${id}`, `topic readwrite ${root}/#`]),
    // Else the patterns above would let it speak as an agent of its own name.
    ...withRole('publisher').flatMap(({ id }) => [
      '',
      `user ${id}`,
      `topic deny ${root}/agents/#`,
      `topic deny ${coordinatorSessionTopic(site)}`,
      `topic write ${triggersFilter(site)}`,
    ]),
  ]
  return `${lines.join('\n')}\n`
}

/** `name:$7$rounds$salt$hash`, PBKDF2 with SHA-512, as mosquitto_passwd of Mosquitto 2.0 writes it. */
function passwordLine({ id, password }: Credential, random: Random): string {
  const salt = random.bytes(12)
  const hash = pbkdf2Sync(password, salt, ROUNDS, 64, 'sha512')
  return `${id}:$7$${ROUNDS}$${Buffer.from(salt).toString('base64')}$${hash.toString('base64')}\n`
}
