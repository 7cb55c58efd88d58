#!/usr/bin/env node
// `npm run audit:verify -- EXPORT… --anchors FILE --key FILE`: verifies exports of the audit by themselves. Needs Node, this
// file and src/platform/audit/chain.mjs: no build, no server, no database, no network. Ends with 0 only when all are sound.
import { createReadStream, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { makeVerifier, takeLine } from '../src/platform/audit/chain.mjs'

const USE = `用法：npm run audit:verify -- 导出文件… --anchors 锚点文件 --key 公钥文件
  导出文件  由 npm run audit:export 写出
  锚点文件  数据库以外保存的 audit-anchors.jsonl（审计管理员自己留的那份）
  公钥文件  audit-key-public.pem（审计管理员自己留的那份），可给多个
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
    if (positionals.length === 0 || !values.anchors || !values.key) return null
    return { ...values, exports: positionals }
  } catch {
    return null
  }
}

/** Reads one export line by line. A line that cannot be read ends it: what follows has no place any more. */
const verifyFile = async (path, trusted) => {
  const verifier = makeVerifier(trusted)
  let isWhole = false
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
  try {
    for await (const line of lines) isWhole = takeLine(verifier, line)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    isWhole = false
  }
  return verifier.end(isWhole)
}

const tell = (path, verdict) => {
  const head = verdict.isSound ? '完整' : `不完整，第一处在序号 ${verdict.first}`
  console.log(`${path}：${head}`)
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
      anchors: readFileSync(inCallersFolder(args.anchors), 'utf8'),
      publicKeys: args.key.map((path) => readFileSync(inCallersFolder(path), 'utf8')),
    }
    let isSound = true
    for (const path of args.exports) {
      const verdict = await verifyFile(inCallersFolder(path), trusted)
      isSound &&= verdict.isSound
      if (args.json) console.log(JSON.stringify({ path, ...verdict }))
      else tell(path, verdict)
    }
    process.exitCode = isSound ? 0 : 1
  } catch (error) {
    console.error(`读不出文件（${error.message}），核对路径和内容。\n${USE}`)
    process.exitCode = 2
  }
}
