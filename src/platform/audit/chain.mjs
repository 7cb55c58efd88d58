// The arithmetic of the audit chain and its verifier. Plain JavaScript with nothing but Node's own modules, so that an
// auditor can read and run it apart from the program: no build, no server, no database, no network.
import { createHash, createPublicKey, verify } from 'node:crypto'

const sha256 = (text) => createHash('sha256').update(text).digest('hex')

/** JSON with sorted keys, so that equal content has one digest. */
export const canonicalJson = (value) =>
  JSON.stringify(value, (_key, part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? 'null'

/** SHA-256 (hex) of the value of a record before or after a change; null where there is none. */
export const valueDigest = (value) => (value === null || value === undefined ? null : sha256(canonicalJson(value)))

const WHO_AND_WHAT = ['at', 'person_id', 'post_id', 'address', 'request_id', 'action', 'record', 'record_id']

/**
 * SHA-256 (hex) of an audit row whose `before` and `after` are the digests of the values: no value is needed to check it.
 * Rows from before the seals were digested with the values themselves in their place; they bear that digest behind `1:`.
 */
export const rowDigest = (row) =>
  sha256(
    canonicalJson(Object.fromEntries([...WHO_AND_WHAT, 'before', 'after'].map((name) => [name, row[name] ?? null]))),
  )

/** The head before the first seal. */
export const BEFORE_ALL = '0'.repeat(64)

/** SHA-256 (hex) over number, time, rows and the seal before. */
export const sealHead = ({ no, at, first_seq, row_ids, digests, previous }) =>
  sha256(canonicalJson({ no, at, first_seq, row_ids, digests, previous }))

/** Running number of the last row of a seal. */
export const lastSeqOf = ({ first_seq, row_ids }) => first_seq + row_ids.length - 1

/** What is signed of a seal. */
export const sealText = (seal) => `tongxin audit seal ${seal.no} ${lastSeqOf(seal)} ${seal.head}`

/** What is signed of an anchor: all of it but the signature. */
export const anchorText = ({ signature: _signature, ...anchor }) => `tongxin audit anchor ${canonicalJson(anchor)}`

/** Digest of a line of the anchors' file, which the next line names. */
export const lineDigest = (line) => sha256(line)

/** SHA-256 (hex) of a public key. */
export const fingerprintOf = (publicKeyPem) =>
  createHash('sha256')
    .update(createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' }))
    .digest('hex')

/** Name of a public key: the first 16 figures of its fingerprint. */
export const keyIdOf = (publicKeyPem) => fingerprintOf(publicKeyPem).slice(0, 16)

const isSigned = (keys, keyId, text, signature) => {
  const key = keys.get(keyId)
  return key !== undefined && verify(null, Buffer.from(text), key, Buffer.from(String(signature), 'base64'))
}

/** Reads the anchors' file: each line must be signed with a trusted key and name the line before it, the first `before`. */
const readAnchors = (text, keys, tell, before) => {
  const anchors = []
  let previous = before
  for (const [index, line] of text.split('\n').filter(Boolean).entries()) {
    let anchor
    try {
      anchor = JSON.parse(line)
    } catch {
      tell({ seq: 1, kind: 'anchor-forged', sentence: `锚点文件第 ${index + 1} 行读不出来，锚点文件被改过或不完整。` })
      continue
    }
    if (!isSigned(keys, anchor.key, anchorText(anchor), anchor.signature)) {
      const sentence = `锚点文件第 ${index + 1} 行的签名与公钥不符，锚点文件被改过，或所用公钥不对。`
      tell({ seq: anchor.seq ?? 1, kind: 'anchor-forged', sentence })
    } else if (anchor.previous !== previous) {
      tell({ seq: anchor.seq, kind: 'anchor-forged', sentence: `锚点文件第 ${index + 1} 行之前少了行或换了行。` })
    } else anchors.push(anchor)
    previous = lineDigest(line)
  }
  return anchors
}

/** Anchors that still bind: a restored backup ends what was anchored beyond it, and says so. */
const bindingAnchors = (anchors, notes) => {
  let binding = []
  for (const anchor of anchors) {
    if (anchor.kind === 'restored') {
      const lost = binding.filter(({ seal }) => seal > anchor.seal)
      if (lost.length > 0) {
        const last = Math.max(...lost.map(({ seq }) => seq))
        notes.push(`${anchor.at} 从备份恢复到序号 ${anchor.seq}，此前封存到序号 ${last} 的记录不在恢复的库里。`)
      }
      binding = binding.filter(({ seal }) => seal <= anchor.seal)
    }
    if (anchor.seal > 0) binding.push(anchor)
  }
  return binding.sort((a, b) => a.seal - b.seal)
}

const MOST_PROBLEMS = 100

/**
 * Verifies a chain given piece by piece, in this order: all rows outside the seals, then each seal followed by its rows.
 * @param anchors text of the anchors' file, '' where there is none
 * @param publicKeys PEM of the trusted public keys
 * @param from the seal after which a part begins (number, last running number, head); its head is taken as given where no
 *   anchor tells it
 * @param until number of the last seal of a part that ends before the chain does
 * @param anchorsAfter digest of the line before the first one given, where the file is not given whole
 */
export const makeVerifier = ({ anchors: anchorsText, publicKeys, from = null, until = null, anchorsAfter = null }) => {
  const keys = new Map(publicKeys.map((pem) => [keyIdOf(pem), createPublicKey(pem)]))
  const problems = []
  const notes = []
  const tell = (problem) => {
    problems.push({ until: problem.seq, ...problem })
  }
  const start = from ?? { no: 0, seq: 0, head: BEFORE_ALL }
  const anchors = bindingAnchors(readAnchors(anchorsText, keys, tell, anchorsAfter), notes).filter(
    ({ seal }) => seal >= start.no && (until === null || seal <= until),
  )
  const sealed = new Set()
  let behind = []
  let waiting = 0
  let seal = null
  let at = 0
  let [lastNo, lastSeq, lastHead, rows] = [start.no, start.seq, start.head, 0]
  let anchored = { seq: start.seq, count: 0 }
  let next = 0

  const missing = (upTo) => {
    for (; at < upTo; at++)
      tell({
        seq: seal.first_seq + at,
        kind: 'row-missing',
        sentence: `序号 ${seal.first_seq + at} 的记录（第 ${seal.row_ids[at]} 号）不见了。`,
      })
  }
  const closeSeal = () => {
    if (seal) missing(seal.row_ids.length)
    seal = null
  }
  const checkAnchors = () => {
    for (; next < anchors.length && anchors[next].seal <= lastNo; next++) {
      const anchor = anchors[next]
      if (anchor.seal === lastNo && anchor.head === lastHead && anchor.seq === lastSeq) {
        anchored = { seq: anchor.seq, count: anchored.count + 1, at: anchor.at, seal: anchor.seal }
        continue
      }
      const from = anchored.seq + 1
      // What was said of the first one holds for all after it.
      next = anchors.length
      tell({
        seq: from,
        until: Math.max(from, anchor.seq),
        kind: 'anchor-differs',
        sentence: `序号 ${from} 到 ${anchor.seq} 之间与 ${anchor.at} 的锚点不符，这一段被整段改写过。`,
      })
    }
  }

  if (from) checkAnchors()

  return {
    /** A row that no seal holds; `isSettled` where its transaction was over before the last seal was made. */
    loose({ id, isSettled }) {
      if (isSettled) behind.push(id)
      else waiting += 1
    },
    seal(given) {
      closeSeal()
      const { no, first_seq, row_ids, previous, head, key_id, signature } = given
      const [from, until] = [lastSeq + 1, Math.max(lastSeq + 1, lastSeqOf(given))]
      const stretch = from === until ? `序号 ${from}` : `序号 ${from} 到 ${until}`
      if (no !== lastNo + 1 || first_seq !== from) {
        tell({
          seq: from,
          kind: 'seal-missing',
          sentence: `序号 ${from} 起缺封存：应为第 ${lastNo + 1} 封，却是第 ${no} 封。`,
        })
      }
      if (sealHead(given) !== head || (no === lastNo + 1 && previous !== lastHead)) {
        tell({
          seq: from,
          until,
          kind: 'seal-broken',
          sentence: `第 ${no} 封（${stretch}）的内容与它的链头不符，封存被改过。`,
        })
      } else if (!isSigned(keys, key_id, sealText(given), signature)) {
        tell({
          seq: from,
          until,
          kind: 'seal-unsigned',
          sentence: `第 ${no} 封（${stretch}）的签名与公钥不符，封存被重做过。`,
        })
      }
      seal = given
      at = 0
      for (const id of row_ids) {
        if (sealed.has(id)) tell({ seq: first_seq, until, kind: 'row-twice', sentence: `第 ${id} 号记录封存了两次。` })
        sealed.add(id)
        if (behind.some((one) => one < id)) {
          const seq = first_seq + row_ids.indexOf(id)
          for (const one of behind.filter((other) => other < id))
            tell({ seq, kind: 'row-inserted', sentence: `序号 ${seq} 之前多出一条没有封存的记录（第 ${one} 号）。` })
          behind = behind.filter((other) => other > id)
        }
      }
      ;[lastNo, lastSeq, lastHead] = [no, Math.max(lastSeq, lastSeqOf(given)), head]
      checkAnchors()
    },
    row(row) {
      const place = seal ? seal.row_ids.indexOf(row.id, at) : -1
      const seq = seal ? seal.first_seq + at : lastSeq + 1
      if (place < 0) {
        tell({ seq, kind: 'row-inserted', sentence: `序号 ${seq} 处多出一条不属于这里的记录（第 ${row.id} 号）。` })
        return
      }
      missing(place)
      const here = seal.first_seq + place
      const expected = row.digest.startsWith('1:') ? `1:${row.former}` : rowDigest(row)
      if (row.digest !== seal.digests[place] || row.digest !== expected)
        tell({ seq: here, kind: 'row-changed', sentence: `序号 ${here} 的记录（第 ${row.id} 号）封存后被改过。` })
      rows += 1
      at = place + 1
    },
    /** @param isWhole false where the export has no end */
    end(isWhole = true) {
      closeSeal()
      for (const id of behind) {
        const sentence = `最后一封之后多出一条没有封存的旧记录（第 ${id} 号）。`
        tell({ seq: lastSeq + 1, kind: 'row-inserted', sentence })
      }
      const beyond = anchors.slice(next).at(-1)
      if (beyond) {
        const sentence = `链尾被截去：${beyond.at} 的锚点封到序号 ${beyond.seq}，现在只到序号 ${lastSeq}。`
        tell({ seq: lastSeq + 1, until: beyond.seq, kind: 'tail-cut', sentence })
      }
      if (!isWhole)
        tell({ seq: lastSeq + 1, kind: 'export-cut', sentence: '导出文件没有结尾，不完整，重新导出后再验。' })
      for (const one of problems.filter(({ kind }) => kind === 'anchor-differs')) {
        // A finding inside the stretch names the place more exactly: what lies before it is signed and chained.
        const exact = problems.filter(({ kind, seq }) => kind !== 'anchor-differs' && seq > one.seq && seq <= one.until)
        if (exact.length > 0) one.seq = Math.min(...exact.map(({ seq }) => seq))
      }
      const order = (kind) => (kind === 'anchor-differs' ? 1 : 0)
      problems.sort((a, b) => a.seq - b.seq || order(a.kind) - order(b.kind) || a.until - b.until)
      return {
        isSound: problems.length === 0,
        first: problems[0]?.seq ?? null,
        count: problems.length,
        problems: problems.slice(0, MOST_PROBLEMS),
        notes,
        rows,
        seals: lastNo - start.no,
        firstSeq: start.seq + 1,
        lastSeq,
        head: lastHead,
        waiting,
        anchors: anchored.count,
        anchoredSeq: anchored.seq,
        anchoredAt: anchored.at ?? null,
      }
    },
  }
}

/** Feeds one line of an export to a verifier; answers whether it was the end. */
export const takeLine = (verifier, line) => {
  const piece = JSON.parse(line)
  if (piece.loose) verifier.loose(piece.loose)
  else if (piece.seal) verifier.seal(piece.seal)
  else if (piece.row) verifier.row(piece.row)
  return piece.end !== undefined
}
