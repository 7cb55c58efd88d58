import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type * as z from 'zod'
import type { Integrity, Verification } from '../../features/org/audit/contract.ts'
import { asClientProblem, useApi, useSession } from '../../platform/client/api.tsx'
import {
  Bones,
  Button,
  ErrorState,
  Facts,
  formatCount,
  formatMoment,
  formatNumber,
  ListRow,
  Note,
  Panel,
  ProblemNote,
} from '../../platform/ui/index.ts'
import type { contract } from '../contract.ts'

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

const StatePanels = ({ state: { seal, waiting, anchor, keyId }, today }: { state: State; today: string }) => (
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
          { label: '公钥编号', value: <code>{keyId}</code>, note: '与审计管理员留存的公钥核对' },
        ]}
      />
      <p className="small quiet">
        不经本系统也能查验：由系统管理员运行 npm run audit:export 导出，在另一台电脑上用 npm run audit:verify
        与自己留存的锚点文件和公钥核对。
      </p>
    </Panel>
  </>
)

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
