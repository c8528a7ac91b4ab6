import { join } from 'node:path'

/** Where a driver keeps the certificates of one instrument, in its folder. */
export function pkiFolderOf(driverFolder: string): string {
  return join(driverFolder, 'pki')
}
