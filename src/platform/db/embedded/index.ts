/**
 * The embedded PostgreSQL (内置数据库): the door of this folder.
 *
 * `startEmbedded` brings a server up on a data folder and hands back an owner connection; `lockFolder` keeps a data
 * folder to one Tongxin process, also when the database is a server of one's own (DATABASE_URL).
 */
export { EmbeddedError } from './errors.ts'
export { type FolderLock, lockFolder } from './lock.ts'
export { type EmbeddedDatabase, type EmbeddedOptions, reachEmbedded, startEmbedded } from './supervisor.ts'
