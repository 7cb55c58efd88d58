import type { Context } from '../../platform/context.ts'
import { asProgram, type Tx } from '../../platform/db/transaction.ts'
import { letGo } from '../../platform/files/held.ts'
import { Problem, problems } from '../../platform/problem.ts'
import { refuseSecrets } from '../../platform/secrecy/guard.ts'
import {
  type DocumentDetail,
  type DocumentQuery,
  type DocumentRow,
  LONGEST_DOCUMENT,
  type ReadDocument,
  type RereadDocument,
  type Revisable,
  type RevisableQuery,
  type ReviseDocument,
  type SaveDocument,
  sourceProblems,
} from './contract.ts'
import { findOriginalFile, type Original, pastedOriginal, readOriginalFile } from './original.ts'
import { insertProposals } from './proposals.ts'
import { type Reading, readDocument, sameDuties, sameUnits } from './reading/index.ts'
import { giveUpPlace, type RevisionFollower, takePlaceOf } from './revising.ts'
import {
  assignUnits,
  fallbackTitle,
  forwardedTitle,
  LONGEST_NAME,
  type ReadableUnit,
  unitWords,
  withOutside,
} from './rules.ts'
import { secretDocument, secretPlaces } from './secrets.ts'
import { hasStated } from './stated/store.ts'
import * as store from './store.ts'

const isMine = (ctx: Context, regionPath: string): boolean =>
  ctx.acting.role === 'office' && regionPath.startsWith(ctx.acting.regionPath)

type Listed = Awaited<ReturnType<typeof store.listDocuments>>[number]

const toRow = (ctx: Context, one: Listed, counts: readonly store.StateCount[]): DocumentRow => {
  const count = (state: string) =>
    counts.find((entry) => entry.documentId === one.id && entry.state === state)?.count ?? 0
  const mayWork = isMine(ctx, one.regionPath)
  return {
    id: one.id,
    title: one.title,
    issuer: one.issuer,
    docNumber: one.docNumber,
    issuedOn: one.issuedOn,
    kind: one.kind as DocumentRow['kind'],
    year: one.year,
    open: mayWork ? count('open') : 0,
    adopted: mayWork ? count('adopted') : 0,
    handed: mayWork ? count('handed') : 0,
    dropped: mayWork ? count('dropped') : 0,
    publishedAt: one.publishedAt,
    createdAt: one.createdAt,
    regionName: one.regionName,
    mayWork,
    revises: one.revisesId !== null && one.formerTitle !== null ? { id: one.revisesId, title: one.formerTitle } : null,
    revisedBy: one.newerId !== null && one.newerTitle !== null ? { id: one.newerId, title: one.newerTitle } : null,
  }
}

export const listDocuments = (ctx: Context, query: DocumentQuery) =>
  ctx.read(async (tx) => {
    const found = await store.listDocuments(tx, query)
    const page = found.slice(0, query.size)
    const counts = await store.countProposals(
      tx,
      page.map(({ id }) => id),
    )
    return {
      rows: page.map((one) => toRow(ctx, one, counts)),
      total: await store.countDocuments(tx, query.q),
      next: found.length > query.size ? String(page.at(-1)?.id) : null,
    }
  })

const detailOf = async (ctx: Context, tx: Tx, one: store.DocumentFound): Promise<DocumentDetail> => {
  const counts = await store.countProposals(tx, [one.id])
  const row = toRow(ctx, one, counts)
  return {
    ...row,
    text: one.text,
    encoding: one.encoding,
    file:
      one.fileId === null || one.fileName === null
        ? null
        : { id: one.fileId, name: one.fileName, size: one.fileSize ?? 0, mime: one.fileMime ?? '' },
    mayReread:
      row.mayWork &&
      one.encoding !== null &&
      one.fileId !== null &&
      row.adopted === 0 &&
      row.handed === 0 &&
      one.revisesId === null &&
      one.newerId === null,
    clauses: await store.listClauses(tx, one.id),
    version: one.version,
  }
}

const findDetail = async (ctx: Context, tx: Tx, id: number): Promise<DocumentDetail> => {
  const found = await store.findDocument(tx, id)
  if (!found) throw new Problem(problems['not-found'])
  return detailOf(ctx, tx, found)
}

/** @throws Problem not-found */
export const getDocument = (ctx: Context, { id }: { id: number }): Promise<DocumentDetail> =>
  ctx.read((tx) => findDetail(ctx, tx, id))

/** Refuses an original that is too long, or with places that must not be kept; the bytes of a file with a classification mark go at once. */
const refuseSecretOriginal = async (ctx: Context, { file, text, aside }: Original): Promise<void> => {
  if (text.length + aside.length > LONGEST_DOCUMENT) throw new Problem(sourceProblems['too-long'])
  const found = secretPlaces(aside === '' ? text : `${text}\n${aside}`, file?.name ?? null)
  if (found.count === 0) return
  const isRemoved = file !== null && found.isClassified
  if (isRemoved) {
    await ctx.change('file.remove-classified', async (tx) => {
      // Of everybody who brought them: the bytes go for all.
      await asProgram(tx, () => store.markFileRemoved(tx, file.sha256, ctx.now))
      letGo(tx, ctx.files, file.sha256)
      return { record: 'files', recordId: file.id, answer: undefined }
    })
  }
  throw secretDocument(found, { isRemoved })
}

const readFor = async (ctx: Context, tx: Tx, text: string): Promise<{ reading: Reading; units: ReadableUnit[] }> => {
  const { cityId, regionId, regionPath } = ctx.acting
  const units = await store.listReadableUnits(tx, cityId, ctx.today)
  const duties = sameDuties(await store.listDutyWords(tx, regionId))
  const words = sameUnits(unitWords(units, regionPath))
  return { reading: readDocument(text, { today: ctx.today, units: words, duties, outside: true }), units }
}

/** Writes the clause tree and the proposals of a reading. */
const writeReading = async (
  ctx: Context,
  tx: Tx,
  documentId: number,
  { reading, units }: { reading: Reading; units: ReadableUnit[] },
): Promise<void> => {
  const clauseIds = await store.insertClauses(tx, documentId, reading.clauses)
  await insertProposals(
    tx,
    documentId,
    reading.proposals.map((one) => ({
      ...assignUnits(one, units, ctx.acting.regionPath),
      clauseId: one.clause === null ? null : (clauseIds[one.clause] ?? null),
      title: one.title.slice(0, 120) || one.text.slice(0, 30),
      startAt: one.span.start,
      endAt: one.span.end,
      dueOn: one.deadline?.on ?? null,
      dueText: one.deadline?.text ?? null,
      quota: one.quota,
      ...withOutside(one),
    })),
  )
}

const summaryOf = (original: Original, reading: Reading) => ({
  originalSha256: original.sha256,
  fileId: original.file?.id ?? null,
  encoding: original.encoding,
  clauses: reading.clauses.length,
  proposals: reading.proposals.length,
})

/**
 * Reads a document in (读入来文): the original stays as it came, its clean text, clause tree and proposed tasks are kept.
 * @throws Problem file-gone, empty-file, broken-docx, broken-pdf, picture-only-pdf, unknown-kind, undecodable, secrecy;
 * with `revisesId` the refusals of reviseDocument;
 * same-document with `earlier` when this original was read before, unless `again` is set
 */
export const readIn = async (
  ctx: Context,
  input: ReadDocument,
  followers: readonly RevisionFollower[] = [],
): Promise<DocumentDetail> => {
  const file = input.fileId === undefined ? null : await findOriginalFile(ctx, input.fileId)
  const pasted = file ? null : pastedOriginal(input.text ?? '')
  if (!input.again) {
    const earlier = await ctx.read((tx) =>
      store.findByOriginal(tx, file?.original_sha256 ?? (pasted as Original).sha256),
    )
    if (earlier) {
      throw new Problem(sourceProblems['same-document'], {
        detail: `这份原件已读入为“${earlier.title}”。打开先前那份，或确认后再读一份。`,
        extra: { earlier },
      })
    }
  }
  const original = file ? await readOriginalFile(ctx, file, input.encoding) : (pasted as Original)
  if (original.text.trim() === '') throw new Problem(sourceProblems['empty-file'])
  if (input.title) refuseSecrets({ '/title': input.title })
  await refuseSecretOriginal(ctx, original)
  return ctx.change('document.read', async (tx) => {
    const read = await readFor(ctx, tx, original.text)
    const { head, clean, map, removed } = read.reading
    const { cityId, regionId, regionPath, postId } = ctx.acting
    const stated = head.title && forwardedTitle(head.title)
    const named = stated && stated.length <= LONGEST_NAME ? stated : undefined
    const title = input.title ?? named ?? fallbackTitle(original.file?.name ?? null, clean)
    const documentId = await store.insertDocument(tx, {
      cityId,
      regionId,
      regionPath,
      title,
      issuer: head.issuer?.slice(0, 200) ?? null,
      docNumber: head.number?.slice(0, 100) ?? null,
      issuedOn: head.date,
      kind: head.kind,
      year: head.year,
      fileId: original.file?.id ?? null,
      originalSha256: original.sha256,
      originalText: original.text,
      encoding: original.encoding,
      cleanText: clean,
      reading: { map, removed },
      postId,
      createdAt: ctx.now,
    })
    await writeReading(ctx, tx, documentId, read)
    const revisesId = input.revisesId ?? null
    const more = revisesId === null ? [] : await takePlaceOf(ctx, tx, documentId, revisesId, followers)
    return {
      record: 'documents',
      recordId: documentId,
      after: { title, ...summaryOf(original, read.reading), ...(revisesId === null ? {} : { revisesId }) },
      more,
      answer: await findDetail(ctx, tx, documentId),
    }
  })
}

const outOfDate = async (ctx: Context, tx: Tx, id: number): Promise<Problem> =>
  new Problem(problems['out-of-date'], {
    detail: '这份来文刚被改过。载入新的内容，核对后再改。',
    extra: { latest: await findDetail(ctx, tx, id) },
  })

/** Documents that a new one may be the newer version of, the likeliest first. @throws Problem not-found, not-yours */
export const listRevisable = (ctx: Context, { newId, like, q }: RevisableQuery): Promise<Revisable[]> =>
  ctx.read(async (tx) => {
    const document = newId === undefined ? null : await findMine(ctx, tx, newId)
    const regionId = document?.regionId ?? ctx.acting.regionId
    return store.listRevisable(tx, { regionId, like: like ?? document?.title, q: q || undefined, newId })
  })

/**
 * Marks a document as the newer version of another (修订自), or takes the mark back while nothing hangs on it.
 * @throws Problem not-found, not-yours, out-of-date, not-revising, unknown-former, revises-itself, revises-in-circle,
 * already-revised, other-office, and what a follower refuses
 */
export const reviseDocument = (
  ctx: Context,
  { id, version, revisesId }: ReviseDocument,
  followers: readonly RevisionFollower[] = [],
): Promise<DocumentDetail> =>
  ctx.change(revisesId === null ? 'document.revise-undo' : 'document.revise', async (tx) => {
    await findMine(ctx, tx, id)
    const locked = await store.lockDocument(tx, id)
    if (!locked) throw new Problem(problems['not-yours'])
    if (locked.version !== version) throw await outOfDate(ctx, tx, id)
    const more =
      revisesId === null
        ? await giveUpPlace(ctx, tx, locked, followers)
        : await takePlaceOf(ctx, tx, id, revisesId, followers)
    return {
      record: 'documents',
      recordId: id,
      before: { revisesId: locked.revisesId },
      after: { revisesId },
      more,
      answer: await findDetail(ctx, tx, id),
    }
  })

/** The document, if the acting office keeps it. @throws Problem not-found, not-yours */
const findMine = async (ctx: Context, tx: Tx, id: number): Promise<store.DocumentFound> => {
  const found = await store.findDocument(tx, id)
  if (!found) throw new Problem(problems['not-found'])
  if (!isMine(ctx, found.regionPath)) throw new Problem(problems['not-yours'])
  return found
}

/**
 * Reads the original again in another encoding; clauses and proposals are made anew.
 * @throws Problem not-found, not-yours, out-of-date, no-encoding, reread-late, reread-figures, undecodable, secrecy
 */
export const rereadDocument = async (
  ctx: Context,
  { id, version, encoding }: RereadDocument,
): Promise<DocumentDetail> => {
  const { fileId } = await ctx.read(async (tx) => {
    const found = await findMine(ctx, tx, id)
    if (found.fileId === null || found.encoding === null) throw new Problem(sourceProblems['no-encoding'])
    return found
  })
  const original = await readOriginalFile(ctx, await findOriginalFile(ctx, fileId as number), encoding)
  if (original.text.trim() === '') throw new Problem(sourceProblems['empty-file'])
  await refuseSecretOriginal(ctx, original)
  return ctx.change('document.reread', async (tx) => {
    const locked = await store.lockDocument(tx, id)
    if (!locked) throw new Problem(problems['not-yours'])
    if (locked.version !== version) throw await outOfDate(ctx, tx, id)
    const before = await findDetail(ctx, tx, id)
    if (before.adopted + before.handed > 0) throw new Problem(sourceProblems['reread-late'])
    if (await hasStated(tx, id)) throw new Problem(sourceProblems['reread-figures'])
    if (locked.revisesId !== null || (await store.hasNewerVersion(tx, id)))
      throw new Problem(sourceProblems['reread-version'])
    await store.deleteReading(tx, id)
    const read = await readFor(ctx, tx, original.text)
    await store.replaceText(tx, id, {
      originalText: original.text,
      encoding: original.encoding,
      cleanText: read.reading.clean,
      reading: { map: read.reading.map, removed: read.reading.removed },
    })
    await writeReading(ctx, tx, id, read)
    return {
      record: 'documents',
      recordId: id,
      before: { encoding: before.encoding, clauses: before.clauses.length, proposals: before.open + before.dropped },
      after: summaryOf(original, read.reading),
      answer: await findDetail(ctx, tx, id),
    }
  })
}

/**
 * Corrects title, issuer, number, day and year (来文信息).
 * @throws Problem not-found, not-yours, out-of-date, secrecy
 */
export const saveDocument = (ctx: Context, { id, version, ...head }: SaveDocument): Promise<DocumentDetail> => {
  refuseSecrets({ '/title': head.title, '/issuer': head.issuer, '/docNumber': head.docNumber })
  return ctx.change('document.save', async (tx) => {
    const { title, issuer, docNumber, issuedOn, year } = await findMine(ctx, tx, id)
    if (!(await store.saveHead(tx, id, version, head))) throw await outOfDate(ctx, tx, id)
    return {
      record: 'documents',
      recordId: id,
      before: { title, issuer, docNumber, issuedOn, year },
      after: head,
      answer: await findDetail(ctx, tx, id),
    }
  })
}
