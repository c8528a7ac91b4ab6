import type { DriverModule } from '../../instruments/driver.ts'
import { ModbusDriver } from './driver.ts'
import { checkModbusSettings, ModbusSettings } from './settings.ts'

export const modbusDriver: DriverModule<ModbusSettings> = {
  name: 'modbus',
  about: 'controllers with coils and registers: Modbus TCP, RTU, RTU in TCP',
  settingsSchema: ModbusSettings,
  check: checkModbusSettings,
  create: (settings, context) => new ModbusDriver(settings, context),
}
