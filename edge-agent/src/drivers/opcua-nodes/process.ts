import { serveDriver } from '../../instruments/isolation/serve-driver.ts'
import { NodesDriver } from './driver.ts'
import type { NodesSettings } from './settings.ts'

serveDriver<NodesSettings>((settings, context) => new NodesDriver(settings, context))
