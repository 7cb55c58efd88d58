#!/usr/bin/env node
// `npm run audit:verify -- EXPORT… --anchors FILE --key FILE`: verifies exports of the audit by themselves. Needs Node, this
// file and src/platform/audit/chain.mjs: no build, no server, no database, no network. Ends with 0 only when all are sound.
import { createReadStream, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { keyIdOf, makeVerifier, takeLine } from '../src/platform/audit/chain.mjs'

const USE = `用法：npm run audit:verify -- 导出文件… --anchors 锚点文件 --key 公钥文件
  导出文件  由 npm run audit:export 写出，或由审计管理员在“留痕—完整性”导出
  锚点文件  数据库以外保存的 audit-anchors.jsonl（审计管理员自己留的那份）
  公钥文件  audit-key-public.pem（审计管理员自己留的那份），可给多个
  从“留痕—完整性”导出的文件自带锚点和公钥，可不给后两项；那时只能查出文件自身的改动，公钥编号要与自己留存的核对
  --json    逐个输出结果，供程序读取`

const inCallersFolder = (path) => resolve(process.env.INIT_CWD ?? process.cwd(), path)

const readArgs = () => {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        anchors: { type: 'string' },
        key: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
      },
    })
    if (positionals.length === 0) return null
    return { ...values, exports: positionals }
  } catch {
    return null
  }
}

/** Reads one export line by line. A line that cannot be read ends it: what follows has no place any more. */
const verifyFile = async (path, trusted) => {
  let verifier = null
  let head = {}
  let isWhole = false
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
  const begin = () => {
    const anchors = trusted.anchors ?? head.anchors
    const publicKeys = trusted.publicKeys ?? (head.publicKey ? [head.publicKey] : [])
    if (anchors === undefined || publicKeys.length === 0)
      throw new Error(`${path} 不带锚点和公钥，用 --anchors 和 --key 给出`)
    verifier = makeVerifier({ anchors, publicKeys, from: head.from ?? null, until: head.until ?? null })
    return publicKeys.map(keyIdOf)
  }
  let keys = []
  try {
    for await (const line of lines) {
      if (!verifier) {
        head = JSON.parse(line).export ?? {}
        keys = begin()
      }
      isWhole = takeLine(verifier, line)
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    isWhole = false
  }
  if (!verifier) keys = begin()
  const { mark, period, from, until } = head
  return { ...verifier.end(isWhole), keys, mark, period, isPart: from !== undefined || until !== undefined }
}

const tell = (path, verdict, isOwn) => {
  const head = verdict.isSound ? '完整' : `不完整，第一处在序号 ${verdict.first}`
  console.log(`${path}：${head}`)
  if (verdict.mark) console.log(`  ${verdict.mark}`)
  if (verdict.period) console.log(`  期间 ${verdict.period.from} 至 ${verdict.period.to}`)
  if (verdict.isPart)
    console.log(`  部分导出：从序号 ${verdict.firstSeq} 起；之前的链头以锚点为准，没有锚点的按文件所记`)
  console.log(`  公钥编号 ${verdict.keys.join('、')}${isOwn ? '' : '（取自导出文件，与自己留存的核对）'}`)
  console.log(
    `  留痕 ${verdict.rows} 条，封存 ${verdict.seals} 封到序号 ${verdict.lastSeq}，未封存 ${verdict.waiting} 条`,
  )
  console.log(`  锚点相符 ${verdict.anchors} 个，到序号 ${verdict.anchoredSeq}`)
  for (const note of verdict.notes) console.log(`  说明：${note}`)
  for (const { sentence } of verdict.problems) console.log(`  ${sentence}`)
  if (verdict.count > verdict.problems.length) console.log(`  另有 ${verdict.count - verdict.problems.length} 处未列。`)
}

const args = readArgs()
if (!args) {
  console.error(USE)
  process.exitCode = 2
} else {
  try {
    const trusted = {
      anchors: args.anchors && readFileSync(inCallersFolder(args.anchors), 'utf8'),
      publicKeys: args.key?.map((path) => readFileSync(inCallersFolder(path), 'utf8')),
    }
    let isSound = true
    for (const path of args.exports) {
      const verdict = await verifyFile(inCallersFolder(path), trusted)
      isSound &&= verdict.isSound
      if (args.json) console.log(JSON.stringify({ path, ...verdict }))
      else tell(path, verdict, trusted.publicKeys !== undefined)
    }
    process.exitCode = isSound ? 0 : 1
  } catch (error) {
    console.error(`读不出文件（${error.message}），核对路径和内容。\n${USE}`)
    process.exitCode = 2
  }
}
