import { useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import {
  Bones,
  Button,
  ErrorState,
  Note,
  names,
  PageHead,
  Panel,
  Segmented,
  useNavigateTo,
} from '../../../platform/ui/index.ts'
import type { MatterDetail } from '../contract.ts'
import { type SlipKind, slipNumber, slipsOf, slipTitle, toSlipKind } from '../printed.ts'
import { problemOf, useMatter } from './data.ts'
import { CATEGORY_LABELS, DIRECTION_LABELS, HIDDEN_WORDS } from './labels.ts'
import './slips.css'

/** 打印单据: the four slips of a matter as A4 sheets, with what is known filled in and room for signature and seal. */
export const SlipsPage = () => {
  const { id: raw } = useParams({ strict: false }) as { id?: string }
  const { kind: rawKind } = useSearch({ strict: false }) as { kind?: unknown }
  const id = Number(raw)
  const go = useNavigateTo()
  const detail = useMatter(id)
  const matter = detail.data
  const problem = problemOf(detail.error)
  if (problem)
    return (
      <Panel>
        <ErrorState problem={problem} onAgain={() => void detail.refetch()} />
      </Panel>
    )
  if (!matter)
    return (
      <Panel pad>
        <Bones rows={8} />
      </Panel>
    )
  const kinds = slipsOf(matter)
  const wanted = toSlipKind(rawKind)
  const kind = kinds.includes(wanted) ? wanted : 'register'
  const isOpen = matter.title !== null && matter.state !== 'draft'
  return (
    <div className="page slips">
      <div className="no-print">
        <PageHead title="打印单据" sub={matter.code} back={`/matters?view=all&light=any&open=${matter.id}`}>
          {isOpen ? (
            <Button kind="primary" onClick={() => window.print()}>
              打印这一张
            </Button>
          ) : null}
        </PageHead>
      </div>
      {isOpen ? (
        <>
          <div className="no-print slip-switch">
            <Segmented
              label="哪一张单据"
              value={kind}
              onChange={(next) => go(`/matters/${matter.id}/slips?kind=${next}`)}
              items={kinds.map((key) => ({ key, label: slipTitle(key, matter.kind) }))}
            />
          </div>
          <div className="sheet-scroll">
            <Sheet matter={matter} kind={kind} />
          </div>
        </>
      ) : (
        <Note>{matter.title === null ? `${HIDDEN_WORDS}，不能打印。` : '草稿还没有编号，提出后再打印单据。'}</Note>
      )}
    </div>
  )
}

type Row = { label: string; value: ReactNode; isTall?: boolean }

const longDay = (day: string | null): string => {
  if (!day) return '　　　　年　　月　　日'
  const [year, month, date] = day.split('-')
  return `${year}年${Number(month)}月${Number(date)}日`
}

const lastOf = (matter: MatterDetail, step: MatterDetail['entries'][number]['step']) =>
  matter.entries.find((entry) => entry.step === step)

const units = (list: { name: string }[]): string => list.map(({ name }) => name).join('、') || '无'

/** What stands on each slip; an empty value is a line to be filled in by hand. */
const rowsOf = (matter: MatterDetail, kind: SlipKind): Row[] => {
  const what: Row[] = [
    { label: '事项', value: matter.title },
    { label: '提出单位', value: matter.asker.name },
  ]
  const who: Row[] = [
    { label: '牵头单位', value: matter.lead?.name },
    { label: '配合单位', value: units(matter.helpers) },
  ]
  if (kind === 'register')
    return [
      ...what,
      { label: '方向', value: matter.direction ? DIRECTION_LABELS[matter.direction] : '双拥办交办' },
      { label: '分类', value: CATEGORY_LABELS[matter.category] },
      { label: '提出日', value: longDay(matter.raisedOn) },
      { label: '希望办结日', value: matter.wishedOn ? longDay(matter.wishedOn) : '未写明' },
      { label: '具体情况', value: matter.body, isTall: true },
      { label: '建议牵头', value: matter.suggestedLead?.name ?? '由双拥办定' },
    ]
  if (kind === 'hand-out')
    return [
      ...what,
      ...who,
      { label: '责任领导', value: matter.leader?.name ?? '未指定' },
      { label: '承诺日', value: matter.dueOn ? longDay(matter.dueOn) : '未定期' },
      { label: '具体情况', value: matter.body, isTall: true },
      { label: '交办意见', value: lastOf(matter, 'assign')?.text || '', isTall: true },
    ]
  const isReported = ['reported', 'closed'].includes(matter.state)
  const report = isReported ? lastOf(matter, 'report')?.text : ''
  if (kind === 'feedback')
    return [
      ...what,
      ...who,
      { label: '承诺日', value: matter.dueOn ? longDay(matter.dueOn) : '未定期' },
      { label: '办结日', value: longDay(isReported ? matter.reportedOn : null) },
      { label: '办理情况', value: report, isTall: true },
      { label: '佐证', value: isReported ? `${lastOf(matter, 'report')?.files.length ?? 0} 件` : '' },
    ]
  const isClosed = matter.state === 'closed'
  return [
    ...what,
    ...who,
    { label: '报办结日', value: longDay(isReported ? matter.reportedOn : null) },
    { label: '办理情况', value: report, isTall: true },
    { label: '答复', value: `${isClosed ? '☑' : '□'} 同意销号　　□ 退回重办　　□ 同意挂账　　□ 不同意挂账` },
    { label: '意见', value: isClosed ? lastOf(matter, 'confirm')?.text : '', isTall: true },
  ]
}

/** Who signs and seals each slip. */
const signersOf = (matter: MatterDetail, kind: SlipKind): string[] => {
  const office = `双拥办：${matter.office.name}`
  const asker = `提出单位：${matter.asker.name}`
  const lead = `牵头单位：${matter.lead?.name ?? ''}`
  if (kind === 'register') return [asker, office]
  if (kind === 'hand-out') return [office, lead]
  return kind === 'feedback' ? [lead, office] : [asker, office]
}

const Sheet = ({ matter, kind }: { matter: MatterDetail; kind: SlipKind }) => {
  const title = slipTitle(kind, matter.kind)
  const number = slipNumber(kind, matter)
  return (
    <article className="sheet" aria-label={`${title} ${number}`}>
      <header>
        <span>非涉密</span>
        <span>单号 {number}</span>
      </header>
      <h2>{title}</h2>
      <p className="sheet-sub">
        事项编号 {matter.code}　{matter.region.name}
      </p>
      <table>
        <tbody>
          {rowsOf(matter, kind).map(({ label, value, isTall }) => (
            <tr key={label} className={names(isTall && 'tall')}>
              <th scope="row">{label}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="sheet-signers">
        {signersOf(matter, kind).map((signer) => (
          <section key={signer}>
            <b>{signer}</b>
            <p>签字岗位：</p>
            <p>签字：</p>
            <p className="seal">（盖章）</p>
            <p className="day">　　　　年　　月　　日</p>
          </section>
        ))}
      </div>
      <footer>
        签字写岗位，不写个人信息；勿写部队番号、坐标、兵力装备和演训时间。一式两份，签字后由双拥办存一份。
      </footer>
    </article>
  )
}
