import { type Duration, messageOf, MusterError, seconds, sleep } from '@muster/runtime'
import type { Channel } from '../channels/channel.ts'
import type { Strategy } from '../scheduler/strategies.ts'
import type { ExtensionPorts, OwnChannel } from './extension.ts'

/** What strangers wrote, so that its defects stay its own. */

const LONGEST_SEND: Duration = seconds(30)

/** What throws, or gives no number, counts as 0: the first by name is taken then. It is logged the first time. */
export function guardedStrategy(
  name: string,
  strategy: Pick<Strategy, 'score'>,
  { logger }: ExtensionPorts,
): Strategy {
  let isLogged = false
  const failed = (error: string): number => {
    if (!isLogged)
      logger.error('a strategy failed; each instrument counts the same then', { strategy: name, error })
    isLogged = true
    return 0
  }
  return {
    name,
    score(candidate, activity, expected) {
      try {
        const score: unknown = strategy.score(candidate, activity, expected)
        return typeof score === 'number' && !Number.isNaN(score) ? score : failed(`gave ${String(score)}`)
      } catch (error) {
        return failed(messageOf(error))
      }
    },
  }
}

/** What is not taken within 30 s has failed, and may be tried again. */
export function guardedChannel(
  name: string,
  channel: OwnChannel,
  { clock, logger }: ExtensionPorts,
): Channel {
  return {
    name,
    async send(notification, to, signal) {
      const over = new AbortController()
      const stop = AbortSignal.any([signal, over.signal])
      const late = sleep(clock, LONGEST_SEND, stop).then(() => {
        throw new MusterError('channel-failed', 'unavailable', `${name} did not answer within 30 s`)
      })
      try {
        await Promise.race([channel.send(notification, to, stop), late])
      } finally {
        late.catch(() => undefined)
        over.abort(new Error('it is over'))
      }
    },
    async close() {
      try {
        await channel.close?.()
      } catch (error) {
        logger.warn('a channel does not close', { channel: name, error: messageOf(error) })
      }
    },
  }
}
