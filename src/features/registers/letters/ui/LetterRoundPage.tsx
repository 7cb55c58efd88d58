import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  type Column,
  DataTable,
  Empty,
  ErrorState,
  formatDay,
  Go,
  Light,
  Note,
  PageHead,
  Panel,
  ReasonDialog,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { CATEGORIES, CATEGORY_WORDS } from '../../households/words.ts'
import { HeadName, headWords } from '../../ui/HeadName.tsx'
import { ListFoot, problemOf, useAddress, usePages, useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import {
  LETTER_STATES,
  type LetterAccount,
  type LetterFigures,
  type LetterItem,
  type LetterState,
} from '../contract.ts'
import { GONE_WORDS, LETTER_STATE_WORDS } from '../words.ts'
import { LetterEndings, LetterMarks } from './LetterMarks.tsx'
import { LetterTools } from './LetterTools.tsx'

type Words = 'region' | 'state' | 'category' | 'mark'
type HrefOf = (change: Partial<Record<Words, string | number | null>>) => string

const Figure = ({ count, href, label }: { count: number; href: string; label: string }) =>
  count === 0 ? (
    <b>0</b>
  ) : (
    <Go className="n" href={href} aria-label={`${label} ${count} 户`}>
      {count}
    </Go>
  )

/** Of those that came back: 1 户重寄、1 户不再寄. */
const cameBackWords = ({ cameBack, returned, stopped }: LetterFigures): string => {
  const again = cameBack - returned - stopped
  const parts = [again > 0 ? `${again} 户重寄` : '', stopped > 0 ? `${stopped} 户不再寄` : '']
  return ` ${parts.filter(Boolean).join('，')}`
}

/** One round: 应寄 ＝ 待寄 ＋ 已寄 ＋ 退回 ＋ 不用寄 of a place, by category and by the places below, then the letters. */
export const LetterRoundPage = () => {
  const { id: raw } = useParams({ strict: false }) as { id?: string }
  const id = Number(raw) || 0
  const api = useRegisters().letters
  const { today } = useSession()
  const [said, , hrefOf] = useAddress<Words>()
  const regionId = said.region ? Number(said.region) : undefined
  const account = useQuery({
    queryKey: ['registers', 'letters', 'account', id, regionId],
    queryFn: () => api.account({ id, regionId }),
    placeholderData: keepPreviousData,
  })
  if (account.isError)
    return (
      <div className="page">
        <PageHead title="慰问信" back="/registers/letters" />
        <Panel>
          <ErrorState problem={problemOf(account.error)!} onAgain={() => void account.refetch()} />
        </Panel>
      </div>
    )
  if (!account.data) return <Bones rows={8} />
  const { name, code, openedOn, closedOn, place, above, figures, isBalanced, isFrozen, withdrawnOn } = account.data
  // The rows behind a figure that was opened stand right beneath the account.
  const isNarrowed = Boolean(said.state ?? said.category ?? said.mark)
  const items = <Items account={account.data} said={said} hrefOf={hrefOf} />
  return (
    <div className="page">
      <PageHead
        title={name}
        sub={`${code} · ${formatDay(openedOn, today)}开批${closedOn ? ` · ${formatDay(closedOn, today)}${withdrawnOn ? '撤回' : '结束'}` : ''}`}
        back="/registers/letters"
      >
        <LetterTools account={account.data} />
      </PageHead>
      {withdrawnOn ? (
        <Note>
          这一批是误开的，{formatDay(withdrawnOn, today)}撤回，当时应寄 {account.data.withdrawnLetters}{' '}
          户，一户也没有寄。原因：
          {account.data.withdrawnReason}
        </Note>
      ) : null}
      <Panel
        title={`${place.name}对账`}
        tools={
          above ? (
            <Go className="more" href={hrefOf({ region: above.id, state: null, category: null, mark: null })}>
              上一级：{above.name}
            </Go>
          ) : null
        }
      >
        <div className="account">
          <div className="sum">
            <div className="eq">
              <span className="term">
                应寄
                <Figure count={figures.owed} href={hrefOf({ state: null, category: null, mark: null })} label="应寄" />
              </span>
              {LETTER_STATES.map((state, index) => (
                <span key={state} className="term">
                  <i>{index === 0 ? '＝' : '＋'}</i>
                  {LETTER_STATE_WORDS[state]}
                  <Figure
                    count={figures[state]}
                    href={hrefOf({ state, category: null, mark: null })}
                    label={LETTER_STATE_WORDS[state]}
                  />
                </span>
              ))}
            </div>
          </div>
          <div className="state">
            <Light kind={isBalanced ? 'done' : 'over'} words={isBalanced ? '账平' : '账不平'} />
            {isFrozen && closedOn && place.id === account.data.regionId ? (
              <span className="quiet">
                {code} {formatDay(closedOn, today)}冻结，数字不再变
              </span>
            ) : null}
            {figures.cameBack > figures.returned ? (
              <span className="quiet">
                退回过 {figures.cameBack} 户，其中{cameBackWords(figures)}
              </span>
            ) : null}
          </div>
        </div>
      </Panel>
      {isNarrowed && !withdrawnOn ? items : null}
      {account.data.places.length > 0 ? (
        <Parts
          title="分地方"
          rows={account.data.places.map((one) => ({
            key: `${one.id}:${one.isOwn}`,
            name: one.name,
            figures: one.figures,
            href: one.isOwn ? null : (state) => hrefOf({ region: one.id, state, category: null, mark: null }),
          }))}
        />
      ) : null}
      <Parts
        title="分类别"
        rows={account.data.byCategory.map(({ category, figures: of }) => ({
          key: category,
          name: CATEGORY_WORDS[category],
          figures: of,
          href: (state) => hrefOf({ category, state, mark: null }),
        }))}
      />
      {isNarrowed || withdrawnOn ? null : items}
      {withdrawnOn ? null : (
        <>
          <LetterMarks account={account.data} hrefOf={(mark) => hrefOf({ mark, state: null, category: null })} />
          <LetterEndings account={account.data} />
        </>
      )}
    </div>
  )
}

type Part = {
  key: string
  name: string
  figures: LetterFigures
  href: ((state: LetterState | null) => string) | null
}

const Parts = ({ title, rows }: { title: string; rows: readonly Part[] }) => {
  const columns: Column<Part>[] = [
    {
      key: 'name',
      title: title.slice(1),
      phone: 'title',
      cell: ({ name, href }) => (href ? <Go href={href(null)}>{name}</Go> : name),
    },
    ...(['owed', ...LETTER_STATES] as const).map(
      (key): Column<Part> => ({
        key,
        title: key === 'owed' ? '应寄' : LETTER_STATE_WORDS[key],
        width: 100,
        align: 'right',
        phone: 'meta',
        cell: ({ figures, href, name }) => {
          const words = key === 'owed' ? '应寄' : LETTER_STATE_WORDS[key]
          return (
            <>
              <span className="only-s">{words} </span>
              {href ? (
                <Figure count={figures[key]} href={href(key === 'owed' ? null : key)} label={`${name}，${words}`} />
              ) : (
                figures[key]
              )}
            </>
          )
        },
      }),
    ),
  ]
  return (
    <Panel title={title} className="places-table">
      <DataTable label={`${title}的慰问信`} columns={columns} rows={rows} keyOf={({ key }) => key} />
    </Panel>
  )
}

/** 7月10日已迁出; empty while the family is there. */
const goneWords = ({ goneAs, goneOn }: LetterItem, today: string): string =>
  goneAs ? `${goneOn ? formatDay(goneOn, today) : ''}${GONE_WORDS[goneAs]}` : ''

const Items = ({
  account,
  said,
  hrefOf,
}: {
  account: LetterAccount
  said: Partial<Record<Words, string>>
  hrefOf: HrefOf
}) => {
  const api = useRegisters().letters
  const { today, acting } = useSession()
  const mayWrite = useMay('registers:write') && account.closedOn === null
  const [typed, setTyped] = useState('')
  const [sending, setSending] = useState<LetterItem | null>(null)
  const [returning, setReturning] = useState<LetterItem | null>(null)
  const [gone, setGone] = useState<LetterItem | null>(null)
  const [stopping, setStopping] = useState<LetterItem | null>(null)
  const state = LETTER_STATES.find((one) => one === said.state)
  const category = CATEGORIES.find((one) => one === said.category)
  const mark = said.mark ? Number(said.mark) : undefined
  const q = typed.trim().length > 1 ? typed.trim() : undefined
  const pages = usePages(`${account.place.id}:${state}:${category}:${mark}:${q}`)
  const query = {
    ...{ id: account.id, regionId: account.place.id, state, category, mark, q, after: pages.after, size: 50 },
  }
  const list = useQuery({
    queryKey: ['registers', 'letters', 'items', query],
    queryFn: () => api.items(query),
    placeholderData: keepPreviousData,
  })
  const back = useRegisterSend(api.returned, (item) => {
    setReturning(null)
    return `户主${item.headName}的慰问信已记退回。`
  })
  const again = useRegisterSend(api.send, () => {
    setGone(null)
    setSending(null)
    return '已记寄发；记错了，在下面“记过的”里撤回。'
  })
  const stop = useRegisterSend(api.stop, (item) => {
    setStopping(null)
    return `户主${item.headName}的慰问信不再寄，记在不用寄里。`
  })
  const rows = list.data?.rows ?? []
  const words = [
    state ? LETTER_STATE_WORDS[state] : null,
    category ? CATEGORY_WORDS[category] : null,
    mark ? '一次记的' : null,
  ].filter((one) => one !== null)
  const columns: Column<LetterItem>[] = [
    { key: 'head', title: '户主', phone: 'title', cell: (row) => <HeadName {...row} /> },
    {
      key: 'place',
      title: '村（社区）',
      phone: 'meta',
      cell: ({ townName, regionName }) => `${townName} ${regionName}`,
    },
    { key: 'category', title: '类别', wideOnly: true, cell: (row) => CATEGORY_WORDS[row.category] },
    {
      key: 'state',
      title: '寄发情况',
      phone: 'meta',
      cell: (row) =>
        row.returnedOn
          ? [
              row.stopReason ? `不再寄：${row.stopReason}` : '',
              `${formatDay(row.returnedOn, today)}退回：${row.returnReason}`,
              goneWords(row, today),
            ]
              .filter(Boolean)
              .join('；')
          : row.goneAs
            ? `不用寄：${goneWords(row, today)}`
            : row.sentOn
              ? `${formatDay(row.sentOn, today)}寄出`
              : LETTER_STATE_WORDS[row.state],
    },
    {
      key: 'act',
      title: '办理',
      width: 110,
      phone: 'end',
      cell: (row) =>
        !mayWrite ? null : row.state === 'sent' ? (
          <Button small aria-label={`记${headWords(row)}退回`} onClick={() => setReturning(row)}>
            记退回
          </Button>
        ) : row.state === 'unneeded' && row.stopReason ? null : row.state === 'returned' && row.goneAs ? (
          <Button small aria-label={`记${headWords(row)}不再寄`} onClick={() => setStopping(row)}>
            不再寄
          </Button>
        ) : row.state === 'unneeded' ? (
          <Button small aria-label={`记${headWords(row)}走前已寄`} onClick={() => setGone(row)}>
            走前已寄
          </Button>
        ) : (
          <Button small aria-label={`记${headWords(row)}已寄`} onClick={() => setSending(row)}>
            {row.state === 'returned' ? '记重寄' : '记已寄'}
          </Button>
        ),
    },
  ]
  return (
    <Panel
      title={words.length > 0 ? `${account.place.name} · ${words.join(' · ')}` : `${account.place.name} · 应寄`}
      count={list.data ? `${list.data.total} 户` : undefined}
      tools={
        <span className="row wrap">
          {acting?.role === 'leader' ? null : (
            <span className="register-search">
              <TextInput
                type="search"
                aria-label="按户主或家人姓名找"
                placeholder="按户主或家人姓名找"
                value={typed}
                onText={setTyped}
                maxLength={30}
              />
            </span>
          )}
          {words.length > 0 ? (
            <Go className="more" href={hrefOf({ state: null, category: null, mark: null })}>
              清除筛选
            </Go>
          ) : null}
        </span>
      }
    >
      <DataTable
        label="慰问信名单"
        columns={columns}
        rows={rows}
        keyOf={({ householdId }) => String(householdId)}
        loading={list.isPending}
        problem={problemOf(list.error)}
        onAgain={() => void list.refetch()}
        empty={
          <Empty title="没有符合条件的家庭" filters={q ? [...words, q] : words}>
            {q ? '换个姓名再找，或者清空看全部名单。' : '清除筛选看全部名单。'}
          </Empty>
        }
      />
      <ListFoot pages={pages} read={list} word="户" />
      <ReasonDialog
        open={sending !== null}
        onClose={() => setSending(null)}
        title={`${sending?.state === 'returned' ? '记重寄' : '记已寄'}：${sending ? headWords(sending) : ''}`}
        verb={sending?.state === 'returned' ? '记重寄' : '记已寄'}
        explain={
          sending ? `${sending.townName} ${sending.regionName}，${CATEGORY_WORDS[sending.category]}。` : undefined
        }
        reason={false}
        day={{ label: '寄发日', today, start: today, max: today }}
        busy={again.busy}
        problem={again.problem}
        onDo={({ day }) =>
          sending &&
          again.send({
            ...{ id: account.id, regionId: account.place.id, householdId: sending.householdId },
            on: day ?? today,
          })
        }
      />
      <ReasonDialog
        open={gone !== null}
        onClose={() => setGone(null)}
        title={`记走前已寄：${gone ? headWords(gone) : ''}`}
        verb="记已寄"
        explain="这一户走以前就已经寄了的，记寄出的那天；没有寄的不用记。"
        reason={false}
        day={{ label: '寄发日', today, start: gone?.goneOn ?? today, max: gone?.goneOn ?? today }}
        busy={again.busy}
        problem={again.problem}
        onDo={({ day }) =>
          gone &&
          again.send({
            ...{ id: account.id, regionId: account.place.id, householdId: gone.householdId },
            on: day ?? gone.goneOn ?? today,
          })
        }
      />
      <ReasonDialog
        open={stopping !== null}
        onClose={() => setStopping(null)}
        title={`不再寄：${stopping ? headWords(stopping) : ''}`}
        verb="不再寄"
        explain={
          stopping
            ? `这封信退回了，这一户${goneWords(stopping, today)}。写明为什么不再寄；人回来的，恢复在册后接着办。`
            : undefined
        }
        reason={{ label: '不再寄的原因', max: 100 }}
        busy={stop.busy}
        problem={stop.problem}
        onDo={({ reason }) => stopping && stop.send({ id: account.id, householdId: stopping.householdId, reason })}
      />
      <ReasonDialog
        open={returning !== null}
        onClose={() => setReturning(null)}
        title={`记退回：${returning ? headWords(returning) : ''}`}
        verb="记退回"
        explain="写明退回原因，如地址不详、已搬走、无人签收。"
        day={{ label: '退回日', today, start: today, max: today }}
        busy={back.busy}
        problem={back.problem}
        onDo={({ reason, day }) =>
          returning && back.send({ id: account.id, householdId: returning.householdId, on: day ?? today, reason })
        }
      />
    </Panel>
  )
}
