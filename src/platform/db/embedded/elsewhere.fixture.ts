import pg from 'pg'
import { startEmbedded } from './index.ts'

// Run by embedded.test.ts as a process of its own: starts the database of the given folder, writes a row and stays.
const database = await startEmbedded({ dataDir: process.argv[2] ?? '', log: () => undefined })
const client = new pg.Client({ connectionString: database.url })
await client.connect()
await client.query(`create table elsewhere (name text)`)
await client.query(`insert into elsewhere values ('接管前已写入')`)
await client.end()
process.send?.({ pid: database.pid, port: database.port })
