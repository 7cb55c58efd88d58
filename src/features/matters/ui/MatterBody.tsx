import type { ReactNode } from 'react'
import { inTitleMarks } from '../../../platform/title-marks.ts'
import {
  type Fact,
  Facts,
  FileDrop,
  FileStrip,
  formatDay,
  formatMoment,
  Go,
  Note,
  type ShownFile,
  SourceQuote,
  Tag,
  Timeline,
  type TimelineEntry,
} from '../../../platform/ui/index.ts'
import { clauseWords } from '../../sources/ui/labels.ts'
import type { MatterDetail } from '../contract.ts'
import { MatterInstructions } from '../instructions/ui/Instructions.tsx'
import { sendFile, shownFile, useToday } from './data.ts'
import {
  CATEGORY_LABELS,
  DIRECTION_LABELS,
  dueOf,
  HIDDEN_WORDS,
  leadOf,
  MARK_LABELS,
  STEP_LABELS,
  standInLabel,
} from './labels.ts'
import { MatterNodes } from './MatterNodes.tsx'
import { MatterParts, MattersAbove } from './MatterParts.tsx'
import { matterHref } from './search.ts'
import { footVerbs } from './verbs.ts'

/** What the drawer of a matter shows between its head and its verbs. */
export const MatterBody = ({
  matter,
  steps,
  onFile,
  onSending,
}: {
  matter: MatterDetail
  steps: ReactNode
  /** Given where the acting post may add files. */
  onFile?: (file: ShownFile) => void
  /** How many files for `onFile` are still on their way. */
  onSending?: (count: number) => void
}) => {
  const isMine = footVerbs(matter).primary !== null
  return (
    <>
      <MattersAbove matter={matter} />
      {matter.waitsFor ? <Note kind={isMine ? 'due' : 'plain'}>{matter.waitsFor}</Note> : null}
      {matter.title === null ? <Note>{HIDDEN_WORDS}。这里只看得到分类和状态。</Note> : null}
      {steps}
      <Facts facts={useFacts(matter)} />
      {matter.body ? (
        <>
          <h3>具体情况</h3>
          <p className="prose matter-words">{matter.body}</p>
        </>
      ) : null}
      <Source matter={matter} />
      <Promised matter={matter} />
      <Helped matter={matter} />
      <MatterParts matter={matter} />
      <MatterNodes matter={matter} />
      <Evidence matter={matter} onFile={onFile} onSending={onSending} />
      <Slips matter={matter} />
      {matter.title === null ? null : <MatterInstructions matterId={matter.id} title={matter.title} />}
      <History matter={matter} />
    </>
  )
}

/** 2026-07-31 未改期, or 原定 6月30日 where more time was granted. */
const dueFact = (matter: MatterDetail, today: string): Fact => {
  if (!matter.dueOn) return { label: '承诺日', value: '未定期' }
  const isMoved = matter.firstDueOn !== null && matter.firstDueOn !== matter.dueOn
  return {
    label: '承诺日',
    value: matter.dueOn,
    note: isMoved ? `原定 ${formatDay(matter.firstDueOn, today)}` : '未改期',
  }
}

const useFacts = (matter: MatterDetail): Fact[] => {
  const today = useToday()
  const isHandedOut = matter.lead !== null
  const marks = matter.marks.map((mark) => MARK_LABELS[mark])
  if (matter.title === null) {
    return [
      { label: '方向', value: matter.direction ? DIRECTION_LABELS[matter.direction] : '' },
      { label: '分类', value: CATEGORY_LABELS[matter.category] },
      placeFact(matter),
      { label: '牵头', value: leadOf(matter) },
      { label: '承诺日', value: dueOf(matter, today) },
    ]
  }
  const wishes: Fact[] = isHandedOut
    ? []
    : [
        ...(matter.suggestedLead ? [{ label: '建议牵头', value: matter.suggestedLead.name }] : []),
        ...(matter.wishedOn ? [{ label: '希望办结', value: matter.wishedOn }] : []),
      ]
  return [
    {
      label: matter.parentId === null ? '提出' : '下达',
      value: matter.asker.name,
      note: matter.raisedOn ? formatDay(matter.raisedOn, today) : undefined,
    },
    ...(matter.direction ? [{ label: '方向', value: DIRECTION_LABELS[matter.direction] }] : []),
    ...wishes,
    { label: '牵头', value: leadOf(matter), note: matter.leadPost?.name },
    { label: '配合', value: matter.helpers.length > 0 ? matter.helpers.map(({ name }) => name).join('，') : '无' },
    ...(matter.leader ? [{ label: '责任领导', value: matter.leader.name }] : []),
    dueFact(matter, today),
    { label: '分类', value: CATEGORY_LABELS[matter.category], note: partWords(matter) },
    placeFact(matter),
    ...(matter.hungCause
      ? [
          {
            label: '挂账',
            value: matter.hungCause,
            note: matter.hungReviewOn ? `${formatDay(matter.hungReviewOn, today)}复核` : undefined,
          },
        ]
      : []),
    ...(matter.explanation ? [{ label: '未办结原因', value: matter.explanation }] : []),
    ...(matter.mergedInto
      ? [
          {
            label: '并入',
            value:
              matter.mergedInto.id === null ? (
                matter.mergedInto.code
              ) : (
                <Go href={matterHref(matter.mergedInto.id)}>{matter.mergedInto.code}</Go>
              ),
            note: matter.mergedInto.title ?? undefined,
          },
        ]
      : []),
    ...(matter.declineClause ? [{ label: '依据条款', value: matter.declineClause }] : []),
    ...(matter.declineExplanation ? [{ label: '说明', value: matter.declineExplanation }] : []),
    ...(matter.dueWords && !matter.dueOn ? [{ label: '时限原话', value: matter.dueWords }] : []),
    ...(matter.evidenceNamed ? [{ label: '应附佐证', value: matter.evidenceNamed }] : []),
    ...(matter.remark ? [{ label: '备注', value: matter.remark }] : []),
    {
      label: '标记',
      value:
        marks.length > 0 ? (
          <span className="row wrap">
            {marks.map((mark) => (
              <Tag key={mark} line>
                {mark}
              </Tag>
            ))}
          </span>
        ) : (
          <span className="quiet">无</span>
        ),
    },
  ]
}

/** The place under the name it had when the matter was raised, with the present one beside it. */
const placeFact = ({ region, placeThen }: MatterDetail): Fact => ({
  label: '属地',
  value: placeThen ?? region.name,
  note: placeThen ? `今${region.name}` : undefined,
})

const partWords = ({ part, partTitle }: MatterDetail): string | undefined =>
  part || partTitle ? `要点第${part ?? ''}部分${partTitle ? `：${partTitle}` : ''}` : undefined

const Source = ({ matter }: { matter: MatterDetail }) => {
  const today = useToday()
  const { source } = matter
  if (!source) return null
  const from = `${inTitleMarks(source.documentTitle)}${source.clausePath ? clauseWords(source.clausePath) : ''}${source.docNumber ? `（${source.docNumber}）` : ''}`
  return (
    <>
      <h3>来源条款</h3>
      <SourceQuote
        quote={source.quote}
        from={from}
        href={source.mayOpen ? `/sources/${source.documentId}?from=${source.startAt}-${source.endAt}` : undefined}
        note={source.former.length > 0 ? '现出处' : `读入于 ${formatDay(source.readOn.slice(0, 10), today)}`}
      />
      {source.former.map((former) => (
        <SourceQuote
          key={`${former.documentId} ${former.startAt}`}
          quote={former.quote}
          from={`${inTitleMarks(former.documentTitle)}${former.clausePath ? clauseWords(former.clausePath) : ''}`}
          href={former.mayOpen ? `/sources/${former.documentId}?from=${former.startAt}-${former.endAt}` : undefined}
          note={`原出处，${formatDay(former.movedOn, today)}移到新版`}
        />
      ))}
    </>
  )
}

/** The fact in which it was promised. */
const Promised = ({ matter: { promise } }: { matter: MatterDetail }) =>
  promise?.id ? (
    <>
      <h3>来自实绩</h3>
      <p>
        <Go href={`/facts?open=${promise.id}`}>{promise.code}</Go> {promise.title}
      </p>
    </>
  ) : null

/** 个案: the help in the register, for who sees the family there. */
const Helped = ({ matter: { help } }: { matter: MatterDetail }) =>
  help === null ? null : (
    <>
      <h3>帮扶</h3>
      {help.id === null ? (
        <p className="small quiet">是哪一户、需要什么，由当地服务站和双拥办当面告知。</p>
      ) : (
        <p>
          <Go href={`/registers/help?open=${help.id}`}>{help.code}</Go>
        </p>
      )}
    </>
  )

const Evidence = ({
  matter,
  onFile,
  onSending,
}: {
  matter: MatterDetail
  onFile?: (file: ShownFile) => void
  onSending?: (count: number) => void
}) => {
  const today = useToday()
  const files = matter.files.map((file) => shownFile(file, today))
  if (files.length === 0 && !onFile) return null
  return (
    <>
      <h3>
        佐证 <small>{files.length} 件</small>
      </h3>
      {onFile ? (
        <FileDrop files={files} upload={sendFile(today)} onAdd={onFile} onSending={onSending} label="佐证" />
      ) : (
        <FileStrip files={files} label="佐证" />
      )}
    </>
  )
}

/** What the office recorded for the asking unit, each with its signed slip and until when it may be contested. */
const Slips = ({ matter }: { matter: MatterDetail }) => {
  const today = useToday()
  if (matter.slips.length === 0) return null
  return (
    <>
      <h3>
        代录、代记 <small>{matter.slips.length} 次</small>
      </h3>
      <ul className="matter-slips small">
        {matter.slips.map((slip) => (
          <li key={slip.id}>
            {formatDay(slip.recordedOn, today)} {slip.step === 'raise' ? '代录' : standInLabel(slip.step)}：
            {slip.signedOn
              ? `${slip.signer}${formatDay(slip.signedOn, today)}签字，单据 ${slip.fileCount} 份`
              : '登记单未附'}
            {slip.isContested ? '，对方已提出异议' : `，${formatDay(slip.contestUntil, today)}前可提异议`}
          </li>
        ))}
      </ul>
    </>
  )
}

const ASKING: Partial<Record<MatterDetail['entries'][number]['step'], string>> = {
  'ask-time': 'time',
  'ask-hang': 'hang',
  'propose-decline': 'decline',
  'not-ours': 'not-ours',
  'ask-day': 'day',
}

const History = ({ matter }: { matter: MatterDetail }) => {
  const today = useToday()
  if (matter.entries.length === 0) return null
  return (
    <>
      <h3>经过</h3>
      <Timeline entries={entriesOf(matter, today)} />
    </>
  )
}

const entriesOf = (matter: MatterDetail, today: string): TimelineEntry[] => {
  const open = new Set(matter.requestList.filter(({ state }) => state === 'open').map(({ kind }) => kind as string))
  const waitsOn = matter.entries.find(
    ({ step }) => (step === 'report' && matter.state === 'reported') || (ASKING[step] && open.has(ASKING[step])),
  )
  return matter.entries.map((entry) => ({
    key: String(entry.id),
    at: formatMoment(entry.at, today),
    who: entry.postName.startsWith(entry.unitName) ? entry.postName : `${entry.unitName} ${entry.postName}`,
    what: (
      <>
        {STEP_LABELS[entry.step]}
        {entry.behalf ? `（${MARK_LABELS[entry.behalf]}）` : ''}
        {entry.files.length > 0
          ? `，附${entry.step === 'report' || entry.step === 'progress' ? '佐证' : '文件'} ${entry.files.length} 件`
          : ''}
        {entry.details.length > 0 ? (
          <span className="entry-details">
            {entry.details.map(({ label, value }) => `${label} ${value}`).join(' · ')}
          </span>
        ) : null}
      </>
    ),
    said: entry.text || undefined,
    waits: entry === waitsOn,
  }))
}
