export * from './agent.ts'
export type { Driver, DriverContext, DriverModule } from './instruments/driver.ts'
