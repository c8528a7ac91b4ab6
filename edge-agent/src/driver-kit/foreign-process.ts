import { serveDriver } from '../instruments/isolation/serve-driver.ts'
import { type ForeignSource, readForeign } from './foreign-module.ts'

/** The process of a driver that does not come with the agent. */
serveDriver<{ readonly source: ForeignSource; readonly settings: unknown }>(
  async ({ source, settings }, context) => {
    const read = await readForeign(source, settings)
    if (!read.ok) throw new Error(read.faults.map(({ field, message }) => `${field} ${message}`).join('; '))
    return read.value.create(context)
  },
)
