import { once } from 'node:events'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileSchema, MusterError, silentLogger } from '@muster/runtime'
import { Type } from '@sinclair/typebox'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { localClient } from './client.ts'
import { asking, changing, type LocalRoute } from './route.ts'
import { serveLocal } from './server.ts'
import { socketPathOf } from './socket-path.ts'

let folder: string
let started: AsyncDisposableStack
const told: unknown[] = []
const any = compileSchema<unknown>({})

const routes: readonly LocalRoute[] = [
  asking('/v1/things', () => ['a']),
  asking('/v1/broken', () => {
    throw new Error('a secret')
  }),
  changing('/v1/things/{id}', { colour: Type.String() }, ({ id }, change) => {
    if (id === 'held') throw new MusterError('held', 'conflict', 'it is held')
    told.push({ id, ...change })
    return { done: true }
  }),
]

beforeEach(async () => {
  told.length = 0
  started = new AsyncDisposableStack()
  folder = await mkdtemp(join(tmpdir(), 'muster-local-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  started.use(await serveLocal(folder, routes, silentLogger))
})

afterEach(() => started.disposeAsync())

const client = () => localClient(socketPathOf(folder))

describe('the socket of an agent', () => {
  test('answers what is asked, and takes a change with a name', async () => {
    expect(await client().ask('/v1/things', any)).toEqual(['a'])
    expect(await client().tell('/v1/things/b%20c', { colour: 'red', by: 'Ann' }, any)).toEqual({ done: true })
    expect(told).toEqual([{ id: 'b c', colour: 'red', by: 'Ann' }])
  })

  test('is for its user and group only', async () => {
    expect((await stat(socketPathOf(folder))).mode & 0o777).toBe(0o660)
  })

  test.each([
    [{ colour: 'red' }, 'by'],
    [{ colour: 'red', by: '' }, 'by'],
    [{ colour: 'red', by: ' ' }, 'by'],
    [{ colour: 'red', by: 'a\u001B[2J' }, 'by'],
    [{ colour: 3, by: 'Ann' }, 'colour'],
    [{ colour: 'red', by: 'Ann', size: 3 }, 'size'],
  ])('refuses the change %j, and names the field', async (change, field) => {
    const answer = client().tell('/v1/things/b', change, any)
    await expect(answer).rejects.toMatchObject({ faults: [expect.objectContaining({ field })] })
    expect(told).toEqual([])
  })

  test('says all that is wrong at once', async () => {
    await expect(client().tell('/v1/things/b', {}, any)).rejects.toMatchObject({
      faults: [expect.objectContaining({ field: 'colour' }), expect.objectContaining({ field: 'by' })],
    })
  })

  test('gives the reason of a refusal, and keeps what broke to its log', async () => {
    const held = client().tell('/v1/things/held', { colour: 'red', by: 'Ann' }, any)
    await expect(held).rejects.toThrow(/^it is held$/)
    await expect(client().ask('/v1/broken', any)).rejects.toThrow(/^the agent is at fault; see its log$/)
    await expect(client().ask('/v1/nothing', any)).rejects.toThrow('there is no GET /v1/nothing')
  })

  test('refuses what is no JSON, or longer than it reads', async () => {
    expect(await raw('POST /v1/things/b', '{"colour":')).toContain('HTTP/1.1 400')
    expect(await raw('POST /v1/things/b', JSON.stringify('x'.repeat(70_000)))).toContain('HTTP/1.1 400')
    expect(await raw('POST /v1/things/%', '{}')).toContain('HTTP/1.1 400')
    expect(told).toEqual([])
  })

  test('is made anew where a killed agent left its own', async () => {
    const other = join(folder, 'other')
    await mkdir(other)
    await writeFile(join(other, 'agent.sock'), '')
    started.use(await serveLocal(other, routes, silentLogger))
    expect(await localClient(socketPathOf(other)).ask('/v1/things', any)).toEqual(['a'])
  })

  test('is gone with the agent, and whoever asks then is told so', async () => {
    await started.disposeAsync()
    await expect(client().ask('/v1/things', any)).rejects.toMatchObject({
      code: 'agent-unreachable',
      message: expect.stringContaining('no agent runs here'),
    })
  })

  test('does not keep an agent from its work where it can not be made', async () => {
    const deep = join(folder, 'x'.repeat(120))
    await (await serveLocal(deep, routes, silentLogger)).stop()
    expect(() => socketPathOf(deep, 'linux')).toThrow(/has \d+ bytes, 107 at most.*\n.*shorter/)
    expect(socketPathOf(deep, 'win32')).toMatch(/^\\\\\.\\pipe\\muster-agent-[0-9a-f]{32}$/)
  })
})

/** The answer to a request that no well-meaning client would send. */
async function raw(line: string, body: string): Promise<string> {
  const socket = connect(socketPathOf(folder))
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
  socket.write(
    `${line} HTTP/1.1\r\nhost: agent\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  socket.on('error', () => undefined)
  await once(socket, 'close')
  return text
}
