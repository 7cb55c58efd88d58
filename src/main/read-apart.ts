import { type Readings, serveReadings } from '../platform/apart/child.ts'

/**
 * A program of its own, started by `platform/apart`: reads what people send, where a file that is made to break its reader
 * ends no more than this. Each reader is loaded with the first file of its kind.
 */
const readings: Readings = {
  upload: async (bytes, ask) => (await import('../platform/files/pipeline/here.ts')).readUploadHere(bytes, ask),
  picture: async (bytes, ask) => (await import('../platform/files/pipeline/drawing.ts')).drawHere(bytes, ask),
  document: async (bytes, ask) =>
    (await import('../features/sources/extract/here/index.ts')).readDocumentHere(bytes, ask),
}

serveReadings(readings)
