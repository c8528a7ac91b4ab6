import { silentLogger, systemClock, systemRandom } from '@muster/runtime'
import { IsolatedDriver } from '../isolated-driver.ts'

/** An agent, as far as a driver can tell: a process that a test can kill. Its arguments: the test's port, the driver's folder. */
const [port, folder] = process.argv.slice(2)
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
await driver.connect({ connected() {}, disconnected() {} })
