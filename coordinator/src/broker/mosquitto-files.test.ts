import { seededRandom } from '@muster/runtime/testing'
import { describe, expect, it } from 'vitest'
import { mosquittoFiles } from './mosquitto-files.ts'

const credentials = [
  { id: 'coordinator', password: 'coordinator-password' },
  { id: 'furnace-pc', password: 'furnace-password' },
  { id: 'lims', password: 'lims-password', role: 'publisher' as const },
]
const render = (options = {}) =>
  mosquittoFiles({ site: 'lab-a', credentials, random: seededRandom(1), ...options })

describe('the files for Mosquitto', () => {
  it('allow each agent its own topics and the coordinator all', () => {
    expect(
      render().acl,
    ).toBe(`# Who may say and hear what on the site lab-a. What is not allowed here is denied.
pattern write muster/v1/lab-a/agents/%u/up/+
pattern read muster/v1/lab-a/agents/%u/down/+
pattern read muster/v1/lab-a/coordinator/session

user coordinator
topic readwrite muster/v1/lab-a/#

user lims
topic deny muster/v1/lab-a/agents/#
topic deny muster/v1/lab-a/coordinator/session
topic write muster/v1/lab-a/triggers/#
`)
  })

  it('hold no password, and salt each one', () => {
    const { passwords } = render()
    expect(passwords).toMatch(
      /^coordinator:\$7\$10000\$[A-Za-z0-9+/]{16}\$[A-Za-z0-9+/]{86}==\nfurnace-pc:\$7\$/,
    )
    expect(JSON.stringify(render())).not.toContain('furnace-password')
    const same = mosquittoFiles({
      site: 'lab-a',
      credentials: credentials.map(({ id }) => ({ id, password: 'the-same-password' })),
      random: seededRandom(1),
    })
    const hashes = same.passwords
      .trim()
      .split('\n')
      .map(line => line.split(':')[1])
    expect(new Set(hashes).size).toBe(3)
  })

  it('say where to listen, and with which certificate', () => {
    const files = render({
      host: '10.0.0.1',
      port: 8883,
      folder: '/srv/m',
      tls: { certificate: '/c.pem', key: '/k.pem' },
    })
    const lines = files['mosquitto.conf'].split('\n')
    for (const line of [
      'listener 8883 10.0.0.1',
      'certfile /c.pem',
      'keyfile /k.pem',
      'password_file /srv/m/passwords',
      'acl_file /srv/m/acl',
      'allow_anonymous false',
      'set_tcp_nodelay true',
      'persistence false',
    ]) {
      expect(lines).toContain(line)
    }
    expect(render()['mosquitto.conf']).toContain('\nlistener 1883\n')
  })
})
