import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { asClientProblem, type ClientProblem } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import { fileUrl } from '../../../../platform/client/upload.ts'
import {
  Bones,
  Button,
  ConfirmDialog,
  DataTable,
  DayPicker,
  Empty,
  ErrorState,
  Field,
  formatDay,
  Go,
  Icon,
  Note,
  PageHead,
  Panel,
  toast,
  useNavigateTo,
} from '../../../../platform/ui/index.ts'
import { useSeen } from '../../notices/ui/data.ts'
import { problemOf, useToday } from '../../ui/data.ts'
import { STATE_LABELS } from '../../ui/labels.ts'
import type { FrozenLast, Statement, StatementLine } from '../contract.ts'
import { BREAK_WORDS, COUNTED_ONCE, FLAG_WORDS, TERM_WORDS } from '../words.ts'
import { accountWords, keys, linesOf, periodWords, useDraft, useStatement, useStatements } from './data.ts'
import { type Chosen, Equation } from './Equation.tsx'
import './statements.css'

const PaperDialog = lazy(async () => ({ default: (await import('./PaperDialog.tsx')).PaperDialog }))

/** `draft-12`: the current period with a unit, `draft-0`: with all; a number: a frozen statement. */
const whichOf = (raw: string | undefined): { id: number | null; unitId: number | null } => {
  const [, unit] = /^draft-(\d+)$/.exec(raw ?? '') ?? []
  if (unit !== undefined) return { id: null, unitId: Number(unit) || null }
  return { id: Number(raw) || 0, unitId: null }
}

/** The statement that is frozen up to today, where the next period begins tomorrow only. */
const notBegun = (problem: ClientProblem | undefined): FrozenLast | null =>
  problem?.type === '/problems/period-not-begun' ? (problem.body.last as FrozenLast) : null

/** One statement 对账单: frozen, or the current period as it would be now. */
export const StatementPage = () => {
  const { id: raw } = useParams({ strict: false }) as { id?: string }
  const { id, unitId } = whichOf(raw)
  const today = useToday()
  const [untilOn, setUntilOn] = useState<string>()
  const frozen = useStatement(id)
  const draft = useDraft(unitId, untilOn, id === null)
  const asked = id === null ? draft : frozen
  const problem = problemOf(asked.error)
  const frozenLast = notBegun(problem)
  const statement = frozenLast ? undefined : asked.data
  return (
    <div className="page statement">
      <PageHead
        title={statement?.number ?? '本期对账'}
        sub={
          statement
            ? `${accountWords(statement.unit)} · 第 ${statement.round} 期 · ${periodWords(statement, today)}`
            : undefined
        }
        back="/statements"
      >
        {statement ? <Tools statement={statement} unitId={unitId} /> : null}
      </PageHead>
      {id === null && !frozenLast ? (
        <div className="statement-until no-print">
          <Field name="untilOn" label="截止日" help="截到这一天为止，含当天；不晚于今天。">
            <DayPicker
              value={untilOn ?? today}
              onChange={(day) => setUntilOn(day ?? undefined)}
              today={today}
              max={today}
            />
          </Field>
        </div>
      ) : null}
      {frozenLast ? (
        <Panel>
          <Empty title="截到今天的账已冻结，下一期从明天开始" icon="done">
            <div>
              今天的变动记入下一期。看已冻结的一期：<Go href={`/statements/${frozenLast.id}`}>{frozenLast.number}</Go>
            </div>
          </Empty>
        </Panel>
      ) : problem ? (
        <Panel>
          <ErrorState problem={problem} onAgain={() => void asked.refetch()} />
        </Panel>
      ) : statement ? (
        <Body key={`${raw}`} statement={statement} />
      ) : (
        <Panel pad>
          <Bones rows={6} />
        </Panel>
      )}
    </div>
  )
}

const Tools = ({ statement, unitId }: { statement: Statement; unitId: number | null }) => {
  const api = useStatements()
  const queries = useQueryClient()
  const go = useNavigateTo()
  const [asking, setAsking] = useState<'freeze' | 'sign' | 'paper' | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const { id } = statement
  const run = async (name: string, work: () => Promise<void>) => {
    setBusy(name)
    try {
      await work()
    } catch (thrown) {
      toast.failed(asClientProblem(thrown).detail)
      void queries.invalidateQueries({ queryKey: ['matters', 'statements'] })
    } finally {
      setBusy(null)
      setAsking(null)
    }
  }
  const kept = (after: Statement, words: string) => {
    queries.setQueryData(keys.one(after.id ?? 0), after)
    void queries.invalidateQueries({ queryKey: ['matters', 'statements'] })
    toast.done(words)
  }
  const freeze = () =>
    run('freeze', async () => {
      const { untilOn, afterId } = statement
      const after = await api.freeze({ unitId, untilOn, afterId })
      kept(after, `已冻结，编号 ${after.number}。`)
      go(`/statements/${after.id}`)
    })
  const sign = () => run('sign', async () => kept(await api.sign({ id: id as number }), `已签，${statement.number}。`))
  return (
    <>
      {id !== null ? (
        <span className="row no-print">
          <Button
            icon="out"
            busy={busy === 'word'}
            onClick={() => void run('word', async () => saveFile(await api.word({ id })))}
          >
            导出 Word
          </Button>
          <Button
            busy={busy === 'excel'}
            onClick={() => void run('excel', async () => saveFile(await api.excel({ id })))}
          >
            导出 Excel
          </Button>
          <Button className="hide-s" onClick={() => window.print()}>
            打印
          </Button>
          {statement.mayRecord ? <Button onClick={() => setAsking('paper')}>存签字单</Button> : null}
          {statement.maySign ? (
            <Button kind="primary" busy={busy === 'sign'} onClick={() => setAsking('sign')}>
              签对账单
            </Button>
          ) : null}
        </span>
      ) : (
        <Button
          kind="primary"
          busy={busy === 'freeze'}
          disabled={!statement.mayFreeze}
          onClick={() => setAsking('freeze')}
        >
          冻结本期
        </Button>
      )}
      <ConfirmDialog
        open={asking === 'freeze'}
        onClose={() => setAsking(null)}
        title={`冻结第 ${statement.round} 期：${accountWords(statement.unit)}`}
        verb="冻结本期"
        onDo={() => void freeze()}
      >
        冻结后编号、日期和清单都不再改动；以后的变动记入下一期，下一期从这里的期末接着算。
      </ConfirmDialog>
      <ConfirmDialog
        open={asking === 'sign'}
        onClose={() => setAsking(null)}
        title={`签对账单：${statement.number ?? ''}`}
        verb="签对账单"
        onDo={() => void sign()}
      >
        签了表示本方对这份对账单没有出入。每方签一次，签后不能撤。
      </ConfirmDialog>
      <Suspense fallback={null}>
        {asking === 'paper' && id !== null ? (
          <PaperDialog statement={statement} onClose={() => setAsking(null)} onKept={kept} />
        ) : null}
      </Suspense>
    </>
  )
}

const Seen = ({ id }: { id: number }) => {
  useSeen(`statement:${id}`)
  return null
}

const Body = ({ statement }: { statement: Statement }) => {
  const today = useToday()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const isFrozen = statement.id !== null
  const lists = chosen ? [chosen] : statement.sides.map(({ direction }): Chosen => ({ direction, term: 'closing' }))
  return (
    <>
      {statement.id === null ? null : <Seen id={statement.id} />}
      {statement.breaks.length > 0 ? (
        <Note kind="over">
          有 {statement.breaks.length} 件对不上，不能冻结：
          <ul className="breaks">
            {statement.breaks.map(({ matterId, code, title, why }) => (
              <li key={`${matterId}:${why}`}>
                <Go href={`/matters?view=all&open=${matterId}`}>
                  {code} {title}
                </Go>
                ：{BREAK_WORDS[why]}
              </li>
            ))}
          </ul>
        </Note>
      ) : null}
      <Panel
        label="对账"
        title={isFrozen ? `${statement.office.name}与${accountWords(statement.unit)}` : '本期（未冻结）'}
        count={isFrozen ? `${formatDay(statement.frozenOn, today)}冻结 · ${statement.frozenBy}` : '随台账变动'}
      >
        <div className="statement-account">
          <div className="equations">
            {statement.sides.map((side) => (
              <Equation
                key={side.direction}
                statement={statement}
                side={side}
                chosen={chosen}
                onChoose={(next) => setChosen((now) => (JSON.stringify(now) === JSON.stringify(next) ? null : next))}
              />
            ))}
          </div>
          {isFrozen ? <Signatures statement={statement} /> : null}
        </div>
        <p className="counted-once small quiet">{COUNTED_ONCE}</p>
      </Panel>
      {lists.map(({ direction, term, flag }) => (
        <Lines
          key={`${direction}:${term}`}
          title={`${direction === 'military-asks' ? '部队提、地方办' : '地方提、部队办'} · ${TERM_WORDS[term]}${flag ? ` · ${FLAG_WORDS[flag]}` : ''}`}
          lines={linesOf(statement, direction, term).filter(({ flags }) => !flag || flags.includes(flag))}
        />
      ))}
    </>
  )
}

const SIDES = [
  { side: 'office', word: '地方' },
  { side: 'unit', word: '部队' },
] as const

/** Who signed for which side, and which paper stands for it. */
const Signatures = ({ statement }: { statement: Statement }) => {
  const today = useToday()
  return (
    <section className="sign" aria-label="签字">
      {SIDES.map(({ side, word }) => {
        const signed = statement.signatures.find((one) => one.side === side)
        const name = side === 'office' ? statement.office.name : accountWords(statement.unit)
        return (
          <div className="row" key={side}>
            <Icon name={signed ? 'done' : 'none'} />
            <span>
              {word}　{signed ? (signed.signer ?? signed.postName) : name}
            </span>
            <span className="quiet">
              {signed ? `${formatDay(signed.signedOn, today)}${signed.signer ? '代签' : '已签'}` : '未签'}
            </span>
          </div>
        )
      })}
      {statement.files.map((file) => (
        <a key={file.id} className="small no-print" href={fileUrl(file.id)}>
          {file.name}
        </a>
      ))}
    </section>
  )
}

const Lines = ({ title, lines }: { title: string; lines: StatementLine[] }) => {
  const today = useToday()
  return (
    <Panel title={title} count={`${lines.length} 件`}>
      {lines.length === 0 ? (
        <p className="panel-words">这一项没有事项。</p>
      ) : (
        <DataTable
          label={title}
          rows={lines}
          keyOf={({ matterId, on }) => `${matterId}:${on}`}
          hrefOf={({ matterId }) => `/dual?open=${matterId}`}
          columns={[
            { key: 'code', title: '编号', width: 124, quiet: true, wideOnly: true, cell: ({ code }) => code },
            { key: 'title', title: '事项', phone: 'title', cell: (row) => row.title },
            {
              key: 'units',
              title: '提出 → 牵头',
              phone: 'meta',
              cell: ({ asker, lead }) => `${asker} → ${lead ?? '待定'}`,
            },
            { key: 'state', title: '状态', width: 96, phone: 'meta', cell: ({ state }) => STATE_LABELS[state] },
            {
              key: 'flags',
              title: '标明',
              width: 120,
              wideOnly: true,
              quiet: true,
              cell: ({ flags }) => flags.map((flag) => FLAG_WORDS[flag]).join('、') || '—',
            },
            {
              key: 'day',
              title: '日期',
              width: 96,
              phone: 'end',
              nowrap: true,
              cell: ({ on, dueOn }) => (on ? formatDay(on, today) : dueOn ? formatDay(dueOn, today) : '未定'),
            },
          ]}
        />
      )}
    </Panel>
  )
}
