import { serveDriver } from './isolation/serve-driver.ts'
import { createBuiltIn } from './registry.ts'

/** The process of a driver that comes with the agent and would else run in it. */
serveDriver<{ readonly name: string; readonly settings: unknown }>(({ name, settings }, context) =>
  createBuiltIn(name, settings, context),
)
