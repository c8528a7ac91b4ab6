import { once } from 'node:events'
import { createServer } from 'node:http'
import { type Logger, type Running, running } from '@muster/runtime'
import type { PersonDesk } from '../../instruments/person-desk.ts'
import { answerRequest } from '../../local/answering.ts'
import { deskRoutes } from '../../local/desk-routes.ts'
import { PAGE, SCRIPT, STYLE } from './page-content.ts'

const CONTENT: Readonly<Record<string, readonly [type: string, text: string]>> = {
  '/': ['text/html; charset=utf-8', PAGE],
  '/page.js': ['text/javascript; charset=utf-8', SCRIPT],
  '/page.css': ['text/css; charset=utf-8', STYLE],
  // Browsers ask for one by themselves.
  '/favicon.ico': ['image/x-icon', ''],
}

const HEADERS = {
  'content-security-policy':
    "default-src 'self'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

/** Serves the desk as a page, on this machine only. `address` is host and port. Rejects where that is taken. */
export async function servePage(address: string, desk: PersonDesk, logger: Logger): Promise<Running> {
  const { hostname, port } = new URL(`http://${address}`)
  const routes = deskRoutes(() => new Map([['', desk]]))
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 10_000 }, (request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
    // Pages from elsewhere reach this machine too, through the browser: by another name, or without being asked for JSON.
    const isOurs = request.headers.host === address
    const isPlain = request.method !== 'GET' && request.headers['content-type'] !== 'application/json'
    if (!isOurs || isPlain) return void response.writeHead(403).end()
    const content = request.method === 'GET' ? CONTENT[request.url ?? ''] : undefined
    if (content) return void response.writeHead(200, { 'content-type': content[0] }).end(content[1])
    void answerRequest(routes, request, response, logger)
  })
  server.maxConnections = 32
  server.listen(Number(port), hostname.replaceAll(/[[\]]/g, ''))
  await once(server, 'listening')
  return running(async () => {
    const closed = new Promise(resolve => server.close(resolve))
    server.closeAllConnections()
    await closed
  })
}
