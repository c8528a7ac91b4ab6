import { serveDriver } from '../../instruments/isolation/serve-driver.ts'
import { Isa95Driver } from './driver.ts'
import type { Isa95Settings } from './settings.ts'

serveDriver<Isa95Settings>((settings, context) => new Isa95Driver(settings, context))
