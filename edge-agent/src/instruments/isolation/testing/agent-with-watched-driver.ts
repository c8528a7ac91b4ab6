import { millis, silentLogger, systemClock, systemRandom } from '@muster/runtime'
import { IsolatedDriver } from '../isolated-driver.ts'

/** An agent, as far as a driver can tell: a process that a test can kill. Its arguments: the test's port, the driver's folder, what it starts, at once or when it is told to by a signal. */
const [port, folder, attemptId] = process.argv.slice(2)
const driver = new IsolatedDriver(
  {
    entry: new URL('./watched-driver.ts', import.meta.url),
    settings: { port: Number(port) },
    traits: { keepsIds: true, neverClears: true, settlingTime: 0 } as IsolatedDriver['traits'],
    offers: [],
  },
  {
    instrumentId: 'watched',
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
    folder: folder ?? '',
  },
)
const start = () =>
  void driver.start({ attemptId: attemptId ?? '', activity: 'x', parameters: {} }).catch(() => undefined)
process.on('SIGUSR2', () => {
  start()
  // The request lies in the pipe by then.
  systemClock.after(millis(20), () => process.stdout.write('asked'))
})
await driver.connect({ connected() {}, disconnected() {} })
if (attemptId === 'spin') start()
