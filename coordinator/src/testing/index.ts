export { type MemoryBackup, MemoryDisk } from '../store/memory-disk.ts'
export { createMemoryStore, type MemoryStoreOptions } from '../store/memory-store.ts'
export { findBrokenLink } from '../store/audit-chain.ts'
export { whyWaiting } from '../scheduler/why.ts'
