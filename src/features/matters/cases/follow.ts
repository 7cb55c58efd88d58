import { asProgram } from '../../../platform/db/transaction.ts'
import { HELP_KIND_WORDS, HELP_STATE_WORDS, HELP_STEP_WORDS, type HelpFollower } from '../../registers/index.ts'
import {
  acceptFollowing,
  closeFollowing,
  declineFollowing,
  noteFollowing,
  raiseFollowing,
  resumeFollowing,
  withdrawFollowing,
} from '../operations/following.ts'
import { insertCase, matterOfHelp } from './store.ts'

/**
 * 个案: an open case of help is a matter. Its words name the kind and the number of the case and nobody: the family stands in the
 * register, for who sees it there.
 */
export const casesFollow: HelpFollower = {
  helped: async (ctx, tx, { helpId, code, kind, step, state, dueOn, unitId, regionPath }) => {
    if (step === 'open') {
      const raised = await raiseFollowing(ctx, tx, {
        kind: 'case',
        category: 'rights',
        title: `${HELP_KIND_WORDS[kind]}帮扶 ${code}`,
        body: '',
        askerUnitId: unitId,
        leadUnitId: null,
        dueOn,
        placePath: regionPath,
        text: `登记帮扶 ${code}。`,
      })
      if (!raised) return []
      await insertCase(tx, raised.matter.id, helpId)
      return raised.entries
    }
    // Whoever takes a step with the family need be no party of the matter.
    return asProgram(tx, async () => {
      const matterId = await matterOfHelp(tx, helpId)
      if (matterId === undefined) return []
      const text = `帮扶 ${code}：${HELP_STATE_WORDS[state]}。`
      if (state === 'done') return closeFollowing(ctx, tx, matterId, text)
      if (state === 'refused') return declineFollowing(ctx, tx, matterId, text)
      if (state === 'withdrawn') return withdrawFollowing(ctx, tx, matterId, text)
      if (step === 'again') return resumeFollowing(ctx, tx, matterId, `${HELP_STEP_WORDS[step]}，${text}`)
      if (state === 'giving') return acceptFollowing(ctx, tx, matterId, `${HELP_STEP_WORDS[step]}，${text}`)
      return noteFollowing(ctx, tx, matterId, `${HELP_STEP_WORDS[step]}，${text}`)
    })
  },
}
