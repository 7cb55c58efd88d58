import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type * as z from 'zod'
import type { Integrity, Verification } from '../../features/org/audit/contract.ts'
import { asClientProblem, useApi, useSession } from '../../platform/client/api.tsx'
import { saveFile } from '../../platform/client/download.ts'
import {
  Bones,
  Button,
  DayPicker,
  ErrorState,
  Facts,
  Field,
  formatCount,
  formatMoment,
  formatNumber,
  ListRow,
  Note,
  Panel,
  ProblemNote,
} from '../../platform/ui/index.ts'
import type { contract } from '../contract.ts'
import './audit.css'

type State = z.output<typeof Integrity>
type Verdict = z.output<typeof Verification>

/** More rows than this waiting for a seal are no moment's worth any more. */
const MANY_WAITING = 2_000

/** A head in groups of eight, so that two can be compared by eye. */
const Head = ({ head }: { head: string }) => (
  <code className="small">
    {(head.match(/.{8}/g) ?? []).map((part, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no identity but their place
      <span key={index}>{part} </span>
    ))}
  </code>
)

/** 完整性: how far the audit is sealed and anchored, and a verification of the whole chain. */
export const IntegrityView = () => {
  const api = useApi<typeof contract>()
  const { today } = useSession()
  const queries = useQueryClient()
  const state = useQuery({ queryKey: ['audit', 'integrity'], queryFn: () => api.org.audit.integrity({}) })
  const verify = useMutation({
    mutationFn: () => api.org.audit.verify({}),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['audit'] }),
  })
  if (state.isPending) return <Bones />
  if (state.isError) return <ErrorState problem={asClientProblem(state.error)} onAgain={() => void state.refetch()} />
  return (
    <div className="stack">
      {state.data.watch.isDoubted ? (
        <Note kind="over">自动查验发现留痕被改动，见“告警”；先保全现场，再查验留痕。</Note>
      ) : null}
      {state.data.beside ? <Note kind="due">{state.data.beside}</Note> : null}
      <StateNote state={state.data} />
      <Panel
        title="查验"
        pad
        tools={
          <Button kind="primary" icon="done" busy={verify.isPending} onClick={() => verify.mutate()}>
            查验留痕
          </Button>
        }
      >
        {verify.isError ? <ProblemNote problem={asClientProblem(verify.error)} /> : null}
        {verify.data ? (
          <VerdictShown verdict={verify.data} today={today} />
        ) : (
          <p className="quiet">逐条重算全部留痕，与封存、签名和库外的锚点核对；数据多时要等一会。查验本身也留痕。</p>
        )}
      </Panel>
      <ExportPanel today={today} />
      <StatePanels state={state.data} today={today} />
    </div>
  )
}

const StateNote = ({ state: { seal, waiting, anchor } }: { state: State }) => {
  if (anchor && !anchor.isHeld)
    return (
      <Note kind="over">库里的留痕与最近的锚点不符：可能被截短或改写过。查验留痕，看第一处在哪里，并保全现场。</Note>
    )
  if (waiting > MANY_WAITING)
    return (
      <Note kind="due">{formatCount(waiting, '条')}留痕还没有封存，封存可能停住了。告诉系统管理员查看运行日志。</Note>
    )
  if (!seal) return <Note>还没有封存。留痕每秒封存一次，稍等再看。</Note>
  return <Note kind="ok">留痕每秒封存，每小时把链头记到数据库以外的锚点文件；库里的链与最近的锚点相符。</Note>
}

const StatePanels = ({
  state: { seal, waiting, anchor, anchors, watch, fingerprint, publicKey },
  today,
}: {
  state: State
  today: string
}) => (
  <>
    <Panel title="封存" pad>
      <Facts
        facts={[
          { label: '最近封存', value: seal ? formatMoment(seal.at, today) : '还没有' },
          {
            label: '封到',
            value: seal ? `序号 ${formatNumber(seal.lastSeq)}` : '—',
            note: seal ? `第 ${formatNumber(seal.no)} 封` : '',
          },
          { label: '未封存', value: formatCount(waiting, '条') },
          { label: '链头', value: seal ? <Head head={seal.head} /> : '—' },
          { label: '自动查验', value: watch.checkedAt ? formatMoment(watch.checkedAt, today) : '还没有' },
          { label: '全部查过', value: watch.wholeAt ? formatMoment(watch.wholeAt, today) : '还没有' },
        ]}
      />
    </Panel>
    <Panel title="锚点" pad>
      <Facts
        facts={[
          { label: '最近锚点', value: anchor ? formatMoment(anchor.at, today) : '还没有' },
          { label: '锚到', value: anchor ? `序号 ${formatNumber(anchor.seq)}` : '—' },
          { label: '与库中', value: anchor ? (anchor.isHeld ? '相符' : '不符') : '—' },
          { label: '链头', value: anchor ? <Head head={anchor.head} /> : '—' },
        ]}
      />
      {anchors.length > 0 ? (
        <ul className="list" aria-label="最近的锚点">
          {anchors.map(({ kind, at, seal: no, seq }) => (
            <ListRow
              key={`${at} ${no}`}
              title={kind === 'anchor' ? `锚到序号 ${formatNumber(seq)}` : `从备份恢复到序号 ${formatNumber(seq)}`}
              meta={`第 ${formatNumber(no)} 封，${formatMoment(at, today)}`}
            />
          ))}
        </ul>
      ) : null}
    </Panel>
    <Panel title="公钥" pad>
      <Facts facts={[{ label: '指纹', value: <Head head={fingerprint} />, note: '与自己留存的公钥核对' }]} />
      <pre className="small wrapped">{publicKey.trim()}</pre>
    </Panel>
    <Panel title="不经本系统查验" pad>
      <p>导出留痕得到一个文件，带到另一台装有 Node 和本程序的电脑上运行：</p>
      <pre className="small wrapped">
        npm run audit:verify -- 留痕文件.jsonl --anchors 自己留存的锚点文件 --key 自己留存的公钥文件
      </pre>
      <p className="small quiet">
        文件自带锚点和公钥，不给后两项也能查出文件里的改动、缺漏和换序；要查出连密钥一起换掉的伪造，须用自己早先留存的锚点文件和公钥。今天就把上面的公钥抄存一份，每月留存一次锚点。
      </p>
    </Panel>
  </>
)

/** 导出留痕: a period as one file that is verified elsewhere. */
const ExportPanel = ({ today }: { today: string }) => {
  const api = useApi<typeof contract>()
  const [from, setFrom] = useState<string | null>(`${today.slice(0, 7)}-01`)
  const [to, setTo] = useState<string | null>(today)
  const take = useMutation({
    mutationFn: async (period: { from: string; to: string }) => saveFile(await api.org.audit.export(period)),
  })
  return (
    <Panel title="导出留痕" pad>
      {take.isError ? <ProblemNote problem={asClientProblem(take.error)} /> : null}
      <div className="form-pair">
        <Field name="from" label="起始日">
          <DayPicker value={from} onChange={setFrom} today={today} max={today} label="起始日" />
        </Field>
        <Field name="to" label="截止日">
          <DayPicker value={to} onChange={setTo} today={today} max={today} label="截止日" />
        </Field>
      </div>
      <Button
        busy={take.isPending}
        disabled={from === null || to === null}
        onClick={() => from && to && take.mutate({ from, to })}
      >
        导出留痕
      </Button>
      <p className="small quiet">
        一个文件里有这段时间封存的留痕（只有摘要，没有内容）、封存、锚点和公钥，带导出标记；导出前确认是本人，导出本身也留痕。
      </p>
    </Panel>
  )
}

const VerdictShown = ({ verdict, today }: { verdict: Verdict; today: string }) => (
  <>
    {verdict.isSound ? (
      <Note kind="ok">
        完整：{formatCount(verdict.rows, '条')}留痕逐条相符，{formatMoment(verdict.at, today)} 查验。
      </Note>
    ) : (
      <Note kind="over">
        不完整：第一处在序号 {verdict.first}，共 {formatCount(verdict.count, '处')}
        。保全数据库、锚点文件和最近的备份，不要重启或清理。
      </Note>
    )}
    {verdict.problems.length > 0 ? (
      <ul className="list" aria-label="查出的问题">
        {verdict.problems.map(({ seq, until, kind, sentence }) => (
          <ListRow
            key={`${kind} ${seq} ${sentence}`}
            title={sentence}
            meta={until > seq ? `序号 ${seq} — ${until}` : `序号 ${seq}`}
          />
        ))}
      </ul>
    ) : null}
    {verdict.notes.map((note) => (
      <Note key={note}>{note}</Note>
    ))}
    <Facts
      facts={[
        { label: '封存', value: formatCount(verdict.seals, '封'), note: `到序号 ${formatNumber(verdict.lastSeq)}` },
        {
          label: '锚点',
          value: `${formatCount(verdict.anchors, '个')}相符`,
          note: `到序号 ${formatNumber(verdict.anchoredSeq)}`,
        },
        { label: '未封存', value: formatCount(verdict.waiting, '条') },
      ]}
    />
  </>
)
