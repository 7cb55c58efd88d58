#!/usr/bin/env node
// `npm run mark -- FILE`: who took an exported Excel or Word file out, through which post and when (导出标记). Reads the file
// alone: no server, no database, no network.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { inflateRawSync } from 'node:zlib'

const PROPERTIES = 'docProps/core.xml'

/** The properties of an Office file, '' where it has none. */
function propertiesOf(file) {
  for (let at = file.indexOf('PK\x01\x02', 0, 'latin1'); at !== -1; at = file.indexOf('PK\x01\x02', at + 4, 'latin1')) {
    const length = file.readUInt16LE(at + 28)
    if (file.toString('utf8', at + 46, at + 46 + length) !== PROPERTIES) continue
    const head = file.readUInt32LE(at + 42)
    const start = head + 30 + file.readUInt16LE(head + 26) + file.readUInt16LE(head + 28)
    const packed = file.subarray(start, start + file.readUInt32LE(at + 20))
    return (file.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed).toString('utf8')
  }
  return ''
}

const ENTITIES = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' }

const named = process.argv[2]
if (!named) {
  console.error('命令后面要写一个文件的路径，如 npm run mark -- 台账.xlsx。')
  process.exit(1)
}
const file = readFileSync(resolve(process.env.INIT_CWD ?? process.cwd(), named))
const mark = /<cp:keywords>(同心导出：[^<]*)<\/cp:keywords>/.exec(propertiesOf(file))?.[1]
console.log(
  mark ? mark.replace(/&(?:lt|gt|quot|apos|amp);/g, (one) => ENTITIES[one]) : '这个文件里没有同心的导出标记。',
)
process.exitCode = mark ? 0 : 1
