/** The cable between agents and their broker, as a process: `relay/main.ts PORT`. Stopped by SIGSTOP, all in it stands still. */
import { connect, createServer } from 'node:net'
import { createLogger } from '@muster/runtime'

const target = Number(process.argv[2])
const logger = createLogger({ name: 'relay' })

const server = createServer({ noDelay: true }, outside => {
  const inside = connect({ host: '127.0.0.1', port: target, noDelay: true })
  outside.pipe(inside).pipe(outside)
  for (const [one, other] of [
    [outside, inside],
    [inside, outside],
  ] as const) {
    one.on('error', () => undefined)
    one.on('close', () => other.destroy())
  }
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  logger.info('ready', { port: typeof address === 'object' ? address?.port : undefined })
})
