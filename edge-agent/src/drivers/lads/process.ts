import { serveDriver } from '../../instruments/isolation/serve-driver.ts'
import { LadsDriver } from './driver.ts'
import type { LadsSettings } from './settings.ts'

serveDriver<LadsSettings>((settings, context) => new LadsDriver(settings, context))
