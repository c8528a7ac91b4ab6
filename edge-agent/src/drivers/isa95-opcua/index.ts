export const isa95OpcUaDriver: import('../../instruments/driver.ts').DriverModule<object> = undefined as never
