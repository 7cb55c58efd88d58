import { formatDay, formatMoment } from '../../platform/ui/format.ts'
import { leaderStandsIn, type MatterFacts, type OpenRequest, officeLeads, type Step } from './sides.ts'
import { STEP_DONE_WORDS } from './words.ts'

type Said = { at: string; unitName: string; text: string }
export type WaitsContext = {
  names: { asker: string; office: string; lead: string; leader: string }
  /** The newest entry of a step, where there is one. */
  last(step: Step): Said | undefined
  today: string
}

/**
 * One sentence on what happened last and who has the next step (市教育局今日 08:52 报办结，由交办的市双拥办确认销号。);
 * null where nothing waits any more.
 */
export const waitsFor = (matter: MatterFacts, context: WaitsContext): string | null => {
  const { names, today } = context
  const done = (step: Step) => {
    const said = context.last(step)
    return said ? `${said.unitName}${formatMoment(said.at, today)} ${STEP_DONE_WORDS[step]}，` : ''
  }
  const request = (kind: OpenRequest['kind']) => matter.openRequests.find((one) => one.kind === kind)
  const hander = officeLeads(matter) ? names.leader : names.office

  switch (matter.state) {
    case 'draft':
      return `草稿只有本岗看得到，提出后由${names.office}受理。`
    case 'raised':
      return `${done('raise')}由${names.office}受理。`
    case 'returned':
      return `${done('return')}由${names.asker}补充后再提。`
    case 'accepted':
      if (request('not-ours')) return `${done('not-ours')}由${names.office}改派或维持交办。`
      if (request('decline')) return `${done('propose-decline')}由${names.leader}答复。`
      return `${newest(context, ['accept', 'recall'], done)}由${names.office}交办。`
    case 'assigned':
      return `${newest(context, ['assign', 'uphold'], done)}由${names.lead}签收。`
    case 'running': {
      const answers = [
        ...(request('time') ? [`${done('ask-time')}由${hander}答复`] : []),
        ...(request('hang') ? [`${done('ask-hang')}由${answererOf(matter, names)}答复`] : []),
      ]
      if (answers.length > 0) return `${answers.join('；')}。`
      const day = matter.dueOn === null ? '未定承诺日' : `承诺日 ${formatDay(matter.dueOn, today)}`
      const back = sentBack(context)
      return `${back}由${names.lead}${back ? '继续' : ''}办理，${matter.hung ? `挂账，${formatDay(matter.hung.reviewOn, today)}复核` : day}。`
    }
    case 'reported':
      return `${done('report')}由${answererOf(matter, names)}确认销号。`
    default:
      return null
  }
}

/** 市双拥办今日 10:42 退回重办：缺签收表。 while the lead works on what was sent back; empty once it was handed out or reopened anew. */
const sentBack = ({ last, today }: WaitsContext): string => {
  const said = last('send-back')
  const isOld = (['assign', 'reopen'] as const).some((step) => (last(step)?.at ?? '') > (said?.at ?? ''))
  if (!said || isOld) return ''
  const reason = said.text.trim().replace(/[。.；;]+$/, '')
  return `${said.unitName}${formatMoment(said.at, today)} ${STEP_DONE_WORDS['send-back']}${reason ? `：${reason}` : ''}。`
}

const newest = (context: WaitsContext, steps: Step[], done: (step: Step) => string): string => {
  const [first] = steps
    .filter((step) => context.last(step))
    .sort((a, b) => (context.last(b)?.at ?? '').localeCompare(context.last(a)?.at ?? ''))
  return first ? done(first) : ''
}

const answererOf = (matter: MatterFacts, names: WaitsContext['names']): string => {
  if (leaderStandsIn(matter)) return names.leader
  return matter.askerUnitId === matter.officeUnitId ? `交办的${names.office}` : `提出的${names.asker}`
}
