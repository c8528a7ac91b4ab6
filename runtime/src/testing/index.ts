export { seededRandom } from '../random.ts'
export * from './crash-file-system.ts'
export * from './faulty-file-system.ts'
export * from './virtual-time.ts'
