import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { showsSignature, slipProblem } from '../behalf.ts'
import { matterProblems, type SignedSlip } from '../contract.ts'
import { REFUSALS, type Refusal, type RefusalContext } from '../refusals.ts'
import type { MatterFacts } from '../sides.ts'
import { type KnownUnit, readFileKinds, readPosts, readUnits } from '../store/lookups.ts'

/** A rule's refusal in the words a person reads, with the field it is about. */
export const refusalProblem = (refused: Refusal, context: RefusalContext): Problem => {
  const { status, title, detail, field } = REFUSALS[refused]
  const words = detail(context)
  const about = field ?? (refused === 'day-in-past' || refused === 'later-than-above' ? dayField(context) : undefined)
  return new Problem(
    { slug: refused, status, title, detail: words },
    { detail: words, errors: about ? [{ pointer: `/${about}`, detail: words }] : [] },
  )
}

/** @throws Problem slip-needed, signed-in-future, signer-needed: a slip by itself, whatever it answers */
export const refuseSlip = (slip: SignedSlip, today: string): void => {
  const refused = slipProblem(slip, null, today)
  // These sentences name the day alone; there is no matter yet.
  if (refused) throw refusalProblem(refused, { matter: {} as MatterFacts, step: 'raise', today })
}

/** The field that a day was written into; none where the step takes a day that was asked for. */
const dayField = ({ step }: RefusalContext): string | undefined => {
  if (step === 'agree-day') return undefined
  if (step === 'hand-down') return 'parts'
  return step.endsWith('hang') ? 'reviewOn' : 'dueOn'
}

/** @throws Problem unknown-unit naming the field, unless every unit stands in the city */
export const knownUnits = async (
  tx: Tx,
  ctx: Context,
  wanted: Record<string, readonly (number | null | undefined)[]>,
): Promise<Map<number, KnownUnit>> => {
  const ids = Object.values(wanted)
    .flat()
    .filter((id): id is number => typeof id === 'number')
  const units = await readUnits(tx, ctx.acting.cityId, [...new Set(ids)], ctx.today)
  const errors = Object.entries(wanted)
    .filter(([, some]) => some.some((id) => typeof id === 'number' && !units.has(id)))
    .map(([pointer]) => ({ pointer, detail: matterProblems['unknown-unit'].detail }))
  if (errors.length > 0) throw new Problem(matterProblems['unknown-unit'], { errors })
  return units
}

/**
 * The names of the posts that a hand-out names: the leading post must belong to the leading unit, the responsible post
 * must be a leader's.
 * @throws Problem unknown-post
 */
export const knownPosts = async (
  tx: Tx,
  ctx: Context,
  {
    lead,
    responsiblePostId,
  }: { lead?: { unitId: number; postId?: number | null } | null; responsiblePostId?: number | null },
): Promise<{ leadPost?: string; leader?: string }> => {
  const posts = await readPosts(tx, [lead?.postId ?? 0, responsiblePostId ?? 0], ctx.today)
  const refuse = (pointer: string): never => {
    const { detail } = matterProblems['unknown-post']
    throw new Problem(matterProblems['unknown-post'], { errors: [{ pointer, detail }] })
  }
  const leadPost = lead?.postId ? posts.get(lead.postId) : undefined
  if (lead?.postId && leadPost?.unitId !== lead.unitId) refuse('/lead')
  const leader = responsiblePostId ? posts.get(responsiblePostId) : undefined
  if (responsiblePostId && leader?.role !== 'leader') refuse('/responsiblePostId')
  return { leadPost: leadPost?.name, leader: leader?.name }
}

/** The files without doubles, with their kinds. @throws Problem unknown-file, unless the acting post may see every one */
const readKnown = async (tx: Tx, fileIds: readonly number[]): Promise<{ ids: number[]; kinds: string[] }> => {
  const ids = [...new Set(fileIds)]
  if (ids.length === 0) return { ids, kinds: [] }
  const kinds = await readFileKinds(tx, ids)
  if (kinds.length !== ids.length) {
    const { detail } = matterProblems['unknown-file']
    throw new Problem(matterProblems['unknown-file'], { errors: [{ pointer: '/fileIds', detail }] })
  }
  return { ids, kinds }
}

/** @throws Problem unknown-file, unless the acting post may see every one of them */
export const knownFiles = async (tx: Tx, fileIds: readonly number[]): Promise<number[]> =>
  (await readKnown(tx, fileIds)).ids

/** The files of a signed slip. @throws Problem unknown-file, slip-not-picture unless every one is a photo or a scan */
export const knownSlipFiles = async (tx: Tx, { fileIds }: Pick<SignedSlip, 'fileIds'>): Promise<number[]> => {
  const { ids, kinds } = await readKnown(tx, fileIds)
  if (!showsSignature(kinds)) {
    const { detail } = matterProblems['slip-not-picture']
    throw new Problem(matterProblems['slip-not-picture'], { errors: [{ pointer: '/slip/fileIds', detail }] })
  }
  return ids
}
