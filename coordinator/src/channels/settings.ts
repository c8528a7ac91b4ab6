import { type Static, Type } from '@sinclair/typebox'

const strict = { additionalProperties: false } as const
const oneOf = <T extends string>(...all: T[]) =>
  Type.Unsafe<T>({ type: 'string', enum: all, default: all[0] })

const HTTP_URL = '^https?://[^\\s/?#@]+([/?#]\\S*)?$'
const HEADER_NAME = "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"
const HEADER_VALUE = '^[\\x20-\\x7e]*$'
const NTFY_TOPIC = '^[A-Za-z0-9_-]{1,64}$'
const MQTT_TOPIC = '^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$'

const name = Type.String({
  pattern: '^[a-z0-9-]{1,63}$',
  description: 'What the rest of the configuration calls this channel, such as `lab-slack`.',
})

export const WebhookSettings = Type.Object(
  {
    kind: Type.Literal('webhook'),
    name,
    url: Type.String({
      pattern: HTTP_URL,
      description:
        'Where it is posted, such as `https://hooks.slack.com/services/T0/B0/…`. Kept out of logs.',
    }),
    format: {
      ...oneOf('json', 'slack', 'teams'),
      description:
        '`json` for a program of your own, `slack` for an incoming webhook of Slack, `teams` for a workflow of Teams.',
    },
    secret: Type.Optional(
      Type.String({
        minLength: 16,
        description:
          'Signs each request (Standard Webhooks). Text of 16 characters or more, or `whsec_` and base64; make it with `openssl rand -hex 24`.',
      }),
    ),
    headers: Type.Optional(
      Type.Record(Type.String({ pattern: HEADER_NAME }), Type.String({ pattern: HEADER_VALUE }), {
        ...strict,
        description: 'Sent along, such as `Authorization: Bearer …`.',
      }),
    ),
  },
  strict,
)
export type WebhookSettings = Static<typeof WebhookSettings>

export const SmtpSettings = Type.Object(
  {
    kind: Type.Literal('smtp'),
    name,
    host: Type.String({ minLength: 1, description: 'The mail server, such as `mail.example.org`.' }),
    port: Type.Integer({
      minimum: 1,
      maximum: 65535,
      default: 587,
      description: '587 for `starttls`, 465 for `tls`, 25 for a relay of the house.',
    }),
    tls: {
      ...oneOf('starttls', 'tls', 'none'),
      description:
        '`starttls` upgrades the connection and sends nothing where that fails, `tls` is encrypted from the start, `none` sends all in the clear, the password too.',
    },
    user: Type.Optional(Type.String({ minLength: 1, description: 'Login, such as `muster@example.org`.' })),
    password: Type.Optional(Type.String({ minLength: 1, description: 'Goes with `user`.' })),
    from: Type.String({
      pattern: '^[^@\\r\\n]+@[^@\\s]+$',
      description: 'Sender, such as `muster@example.org` or `Muster <muster@example.org>`.',
    }),
  },
  strict,
)
export type SmtpSettings = Static<typeof SmtpSettings>

export const NtfySettings = Type.Object(
  {
    kind: Type.Literal('ntfy'),
    name,
    url: Type.String({
      pattern: HTTP_URL,
      default: 'https://ntfy.sh',
      description: 'The server, such as `https://ntfy.example.org`.',
    }),
    topic: Type.Optional(
      Type.String({
        pattern: NTFY_TOPIC,
        description:
          'For people without a topic of their own, such as `lab-a-7hq2`. Who knows it can read along, so make it hard to guess.',
      }),
    ),
    token: Type.Optional(
      Type.String({ pattern: '^[\\x21-\\x7e]+$', description: 'Access token, such as `tk_…`.' }),
    ),
  },
  strict,
)
export type NtfySettings = Static<typeof NtfySettings>

export const MqttSettings = Type.Object(
  {
    kind: Type.Literal('mqtt'),
    name,
    topic: Type.String({
      pattern: MQTT_TOPIC,
      default: 'escalations',
      description: 'Below the root of the site: `escalations` is muster/v1/{site}/escalations.',
    }),
  },
  strict,
)
export type MqttSettings = Static<typeof MqttSettings>

export const ModuleChannelSettings = Type.Object(
  {
    kind: Type.Literal('module'),
    name,
    use: Type.String({
      minLength: 1,
      description: 'The path of the module, from the folder of this file, such as `./siren.ts`.',
    }),
    with: Type.Optional(Type.Unknown({ description: 'What the module asks for.' })),
  },
  strict,
)
export type ModuleChannelSettings = Static<typeof ModuleChannelSettings>

/** One way to people; `kind` says which. */
export type ChannelSettings =
  | WebhookSettings
  | SmtpSettings
  | NtfySettings
  | MqttSettings
  | ModuleChannelSettings

const KINDS = {
  webhook: WebhookSettings,
  smtp: SmtpSettings,
  ntfy: NtfySettings,
  mqtt: MqttSettings,
  module: ModuleChannelSettings,
} satisfies Record<ChannelSettings['kind'], object>

/**
 * The union as `if`/`then` by `kind` and not as `anyOf`: only so are defaults filled in, and only what is wrong for
 * the kind that is meant is reported.
 */
export const ChannelSettings = Type.Unsafe<ChannelSettings>({
  type: 'object',
  description: 'A way to people. `kind` is one of webhook, smtp, ntfy, mqtt and module (one of your own).',
  required: ['kind'],
  properties: { kind: { type: 'string', enum: Object.keys(KINDS) } },
  allOf: Object.entries(KINDS).map(([kind, then]) => ({
    if: { required: ['kind'], properties: { kind: { const: kind } } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then,
  })),
})
