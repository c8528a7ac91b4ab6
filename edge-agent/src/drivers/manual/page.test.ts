import { request } from 'node:http'
import { createServer } from 'node:net'
import { Script } from 'node:vm'
import { once } from 'node:events'
import { InvalidInputError, type Running, silentLogger } from '@muster/runtime'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PersonDesk } from '../../instruments/person-desk.ts'
import { servePage } from './page.ts'

let address: string
let page: Running
const said: unknown[] = []

const desk: PersonDesk = {
  tasks: () => [
    {
      attemptId: 'job-1-load-1',
      activity: 'load',
      title: 'Load',
      instructions: '<script>alert(1)</script>',
      checklist: [],
      fields: [],
      photo: 'none',
      parameters: {},
      since: '2026-01-01T00:00:00.000Z',
    },
  ],
  done: async (_, answer) => {
    if (answer.fields['mass'] === undefined)
      throw new InvalidInputError('this is not done yet', [{ field: 'mass', message: 'is missing' }])
    said.push(answer)
  },
  notPossible: async (_, answer) => void said.push(answer),
}

beforeEach(async () => {
  said.length = 0
  address = `127.0.0.1:${await freePort()}`
  page = await servePage(address, desk, silentLogger)
})

afterEach(() => page.stop())

test('is a page that loads nothing from elsewhere, and puts nothing in as markup', async () => {
  const { status, text, policy } = await ask('GET', '/')
  expect([status, policy]).toEqual([200, expect.stringContaining("default-src 'self'")])
  expect(text).not.toContain('http')
  const script = (await ask('GET', '/page.js')).text
  expect(script).not.toMatch(/innerHTML|insertAdjacent|document\.write/)
  expect(() => new Script(script)).not.toThrow()
})

test('shows what is to be done, and takes what came of it', async () => {
  expect(JSON.parse((await ask('GET', '/v1/manual')).text)).toMatchObject({ tasks: [{ title: 'Load' }] })
  const missing = await ask('POST', '/v1/manual/job-1-load-1/done', {
    by: 'Ann',
    checked: [],
    fields: {},
    photos: [],
  })
  expect([missing.status, JSON.parse(missing.text)]).toMatchObject([400, { faults: [{ field: 'mass' }] }])
  const answer = { by: 'Ann', checked: [], fields: { mass: '1' }, photos: [] }
  expect((await ask('POST', '/v1/manual/job-1-load-1/done', answer)).status).toBe(200)
  const reason = { by: 'Ann', reason: 'broken' }
  expect((await ask('POST', '/v1/manual/job-1-load-1/not-possible', reason)).status).toBe(200)
  expect(said).toEqual([answer, reason])
  expect((await ask('POST', '/v1/manual/other/done', answer)).status).toBe(404)
})

test('is deaf to other pages in the browser: another host, a form, a plain text', async () => {
  const path = '/v1/manual/job-1-load-1/not-possible'
  const body = { by: 'Ann', reason: 'x' }
  expect((await ask('POST', path, body, { host: 'evil.example' })).status).toBe(403)
  expect((await ask('GET', '/v1/manual', undefined, { host: 'evil.example' })).status).toBe(403)
  expect((await ask('POST', path, body, { 'content-type': 'text/plain' })).status).toBe(403)
  expect(said).toEqual([])
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const taken = server.address()
  server.close()
  await once(server, 'close')
  return typeof taken === 'object' && taken ? taken.port : 0
}

function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number
    text: string
    policy: unknown
  }>()
  const [host, port] = address.split(':')
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const outgoing = request({ host, port, method, path, headers: { ...type, ...headers } }, response => {
    let text = ''
    response.on('data', (chunk: Buffer) => (text += chunk.toString()))
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        text,
        policy: response.headers['content-security-policy'],
      }),
    )
  })
  outgoing.on('error', reject)
  outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  return promise
}
