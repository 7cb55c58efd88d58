import { handOut, listProposals, markProposal } from '../../features/matters/intake/index.ts'
import { carryOut, decide, getRevision } from '../../features/matters/intake/revision/index.ts'
import { readIn } from '../../features/sources/index.ts'
import type { Context } from '../../platform/context.ts'
import { revisionFollowers } from '../wiring.ts'
import type { Stage } from './stage.ts'
import older from './texts/convenience.txt?raw'
import newer from './texts/convenience-final.txt?raw'

/** Working days before the first start: the draft went out for comment and was tried, its final version came. */
const OLDER_AGO = 15
const NEWER_AGO = 4

/** The text with its days, the year said because they may lie in the next: {25} is so many working days from today. */
const dated = (stage: Stage, text: string): string =>
  text.replaceAll('{year}', stage.today.slice(0, 4)).replace(/\{(\d+)\}/g, (_, days: string) => {
    const [year, month, date] = stage.day(Number(days)).split('-').map(Number)
    return `${year}年${month}月${date}日`
  })

const adoptAll = async (ctx: Context, documentId: number): Promise<void> => {
  const { proposals } = await listProposals(ctx, { documentId })
  const adopted: { id: number; version: number }[] = []
  for (const { id, version, lead } of proposals) {
    if (lead === null) continue
    const marked = await markProposal(ctx, { documentId, id, version, as: 'adopted' })
    adopted.push({ id, version: marked.proposals[0]?.version ?? version + 1 })
  }
  await handOut(ctx, { documentId, proposals: adopted })
}

/** A document whose draft was tried and whose final version came: one matter kept, two still to be decided. */
export const layRevision = async (stage: Stage): Promise<void> => {
  const before = stage.at('sby', { day: stage.day(-OLDER_AGO), minute: 600 })
  const former = await readIn(before, { text: dated(stage, older), again: false })
  await adoptAll(before, former.id)
  const now = stage.at('sby', { day: stage.day(-NEWER_AGO), minute: 610 })
  const { id: documentId } = await readIn(
    now,
    { text: dated(stage, newer), again: false, revisesId: former.id },
    revisionFollowers,
  )
  const { groups } = await getRevision(now, { documentId })
  const kept = groups
    .filter(({ kind }) => kind === 'changed')
    .flatMap(({ matters }) => matters)
    .find(({ title }) => title?.includes('居住证件') || title?.includes('上门'))
  if (!kept) throw new Error('the sample has no matter to keep in its newer version')
  await decide(now, {
    documentId,
    matterId: kept.id,
    choice: 'keep',
    reason: '次数在年度计划里安排，首次服务的日子没有变。',
    change: null,
    matterVersion: kept.version,
    version: 0,
  })
  await carryOut(now, { documentId, decisions: [{ matterId: kept.id, version: 1 }] })
}
