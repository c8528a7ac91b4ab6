export * from './broker.ts'
export * from './credentials.ts'
export * from './mosquitto-files.ts'
