import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))
const PAGES = 40
let server: Server | undefined
afterEach(() => void server?.close())

const row = (at: number) => ({
  id: `job-${at}-run`,
  jobId: `job-${at}`,
  step: 'run',
  activity: 'sinter',
  user: 'ada',
  share: 'ada',
  priority: 50,
  effectivePriority: 50,
  latestStart: '2026-01-02T08:00:00.000Z',
  position: at + 1,
})

/** A coordinator whose queue has many thousand tasks, page for page. @returns its address, and what it was asked for */
async function manyRows() {
  const asked: string[] = []
  const made = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://coordinator')
    asked.push(request.url ?? '')
    const page = Number(searchParams.get('cursor')?.split('-')[1] ?? 0)
    const tasks = Array.from({ length: 500 }, (_, at) => row(page * 500 + at))
    const more = page + 1 < PAGES ? { nextCursor: `1-${page + 1}` } : {}
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ waiting: PAGES * 500, tasks, ...more }))
  })
  server = made
  made.listen(0, '127.0.0.1')
  await once(made, 'listening')
  const address = made.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { url: `http://127.0.0.1:${port}`, asked }
}

/** Runs the program until whoever reads has so many lines of it, and reads no more. */
async function readLines(args: readonly string[], count: number) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (errors += text))
  const ended = once(child, 'close')
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) {
    lines.push(line)
    if (lines.length === count) break
  }
  child.stdout.destroy()
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null]
  return { lines, errors, code, signal }
}

test('whoever has read enough ends it quietly, as `muster queue --all | head -1` does', async () => {
  const { url, asked } = await manyRows()
  const read = await readLines(['queue', '--all', '--json', '--url', url], 1)
  expect(JSON.parse(read.lines[0] ?? '')).toMatchObject({ id: 'job-0-run' })
  expect([read.errors, read.code, read.signal]).toEqual(['', 0, null])
  // It was ended by that, and not by having come to the end.
  expect(asked.length).toBeLessThan(PAGES)
})

test('whoever reads it all gets it all, over all pages', async () => {
  const { url, asked } = await manyRows()
  const read = await readLines(['queue', '--all', '--json', '--url', url], Number.POSITIVE_INFINITY)
  expect(read.lines).toHaveLength(PAGES * 500)
  expect(asked).toHaveLength(PAGES)
  expect([read.errors, read.code]).toEqual(['', 0])
})
