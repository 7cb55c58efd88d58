import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  ChoiceSelect,
  type Column,
  DataTable,
  Empty,
  ErrorState,
  formatDay,
  Go,
  PageHead,
  Panel,
  SplitView,
  Tag,
} from '../../../../platform/ui/index.ts'
import { ListFoot, problemOf, RegisterTabs, useAddress, usePages } from '../../ui/pieces.tsx'
import type { HelpAccount, HelpRow } from '../contract.ts'
import { HELP_KINDS, HELP_STATES, type HelpState, isOpen } from '../rules.ts'
import { HELP_KIND_WORDS, HELP_STATE_WORDS, SOURCE_WORDS } from '../words.ts'
import { useHelpAccount, useHelpList } from './data.ts'
import { HelpDrawer } from './HelpDrawer.tsx'
import { OpenHelpDialog } from './OpenHelpDialog.tsx'

const PAGE = 50
type Words = 'region' | 'state' | 'kind' | 'behalf' | 'open'
type Say = (change: Partial<Record<Words, string | number | null>>) => void
type HrefOf = (change: Partial<Record<Words, string | number | null>>) => string

/** 帮扶: how many stand where, place by place, then the cases, each with its next step. */
export const HelpPage = () => {
  const [said, say, hrefOf] = useAddress<Words>()
  const regionId = said.region ? Number(said.region) : undefined
  const account = useHelpAccount(regionId)
  const mayWrite = useMay('registers:write')
  const [isNew, setNew] = useState(false)
  const openId = said.open ? Number(said.open) : null
  return (
    <SplitView drawer={openId === null ? null : <HelpDrawer id={openId} onClose={() => say({ open: null })} />}>
      <div className="page">
        <PageHead title="帮扶" sub={account.data ? `本人申请和走访发现的 · ${account.data.place.name}` : undefined}>
          {mayWrite ? (
            <Button kind={openId === null ? 'primary' : undefined} onClick={() => setNew(true)}>
              登记帮扶
            </Button>
          ) : null}
        </PageHead>
        <RegisterTabs current="help" />
        {account.isError ? (
          <Panel>
            <ErrorState problem={problemOf(account.error)!} onAgain={() => void account.refetch()} />
          </Panel>
        ) : account.data ? (
          <>
            <Whole account={account.data} hrefOf={hrefOf} />
            <Cases account={account.data} regionId={regionId} said={said} say={say} hrefOf={hrefOf} openId={openId} />
            {account.data.places.length > 0 ? <Places account={account.data} hrefOf={hrefOf} /> : null}
          </>
        ) : (
          <Panel pad>
            <Bones rows={6} />
          </Panel>
        )}
      </div>
      {isNew ? (
        <OpenHelpDialog
          onClose={(made) => {
            setNew(false)
            if (made) say({ open: made })
          }}
        />
      ) : null}
    </SplitView>
  )
}

const Whole = ({ account, hrefOf }: { account: HelpAccount; hrefOf: HrefOf }) => (
  <Panel
    title={`${account.place.name}登记的帮扶`}
    count={`${account.all} 件`}
    tools={
      account.above ? (
        <Go className="more" href={hrefOf({ region: account.above.id, open: null })}>
          上一级：{account.above.name}
        </Go>
      ) : null
    }
  >
    <p className="help-figures">
      {HELP_STATES.map((state) => (
        <span key={state}>
          {HELP_STATE_WORDS[state]}{' '}
          {account.states[state] > 0 ? (
            <Go
              className="n"
              href={hrefOf({ state, behalf: null, open: null })}
              aria-label={`${HELP_STATE_WORDS[state]} ${account.states[state]} 件`}
            >
              {account.states[state]}
            </Go>
          ) : (
            <span className="quiet">0</span>
          )}
        </span>
      ))}
      {account.onBehalf > 0 ? (
        <span>
          其中有代录意见{' '}
          <Go
            className="n"
            href={hrefOf({ state: null, behalf: 'true', open: null })}
            aria-label={`有代录意见 ${account.onBehalf} 件`}
          >
            {account.onBehalf}
          </Go>
        </span>
      ) : null}
    </p>
  </Panel>
)

const SHOWN: readonly HelpState[] = ['village', 'township', 'county', 'giving', 'given', 'done']

const Places = ({ account, hrefOf }: { account: HelpAccount; hrefOf: HrefOf }) => {
  type Row = HelpAccount['places'][number]
  const columns: Column<Row>[] = [
    {
      key: 'name',
      title: '地方',
      phone: 'title',
      cell: ({ id, name }) => <Go href={hrefOf({ region: id, state: null, open: null })}>{name}</Go>,
    },
    {
      key: 'all',
      title: '登记',
      width: 84,
      align: 'right',
      phone: 'meta',
      cell: ({ all }) => (
        <>
          <span className="only-s">登记 </span>
          {all}
        </>
      ),
    },
    ...SHOWN.map(
      (state): Column<Row> => ({
        key: state,
        title: HELP_STATE_WORDS[state],
        width: 104,
        align: 'right',
        wideOnly: true,
        cell: ({ states }) => states[state],
      }),
    ),
  ]
  return (
    <Panel title="分地方" count="按建制顺序" className="places-table">
      <DataTable
        label="分地方的帮扶"
        columns={columns}
        rows={account.places}
        keyOf={({ id }) => String(id)}
        totals={Object.fromEntries([
          ['name', '合计'],
          ['all', account.all],
          ...SHOWN.map((state) => [state, account.states[state]] as const),
        ])}
      />
    </Panel>
  )
}

const Cases = ({
  account,
  regionId,
  said,
  say,
  hrefOf,
  openId,
}: {
  account: HelpAccount
  regionId: number | undefined
  said: Partial<Record<Words, string>>
  say: Say
  hrefOf: HrefOf
  openId: number | null
}) => {
  const mayWrite = useMay('registers:write')
  const { today } = useSession()
  const state = HELP_STATES.find((one) => one === said.state)
  const kind = HELP_KINDS.find((one) => one === said.kind)
  const behalf = said.behalf === 'true' ? 'true' : undefined
  const pages = usePages(`${regionId}:${state}:${kind}:${behalf}`)
  const shown = useHelpList({ regionId, state, kind, behalf, after: Number(pages.after) || undefined, size: PAGE })
  const rows = shown.data?.rows ?? []
  const columns: Column<HelpRow>[] = [
    { key: 'head', title: '户主', width: 110, phone: 'title', cell: ({ headName }) => `户主${headName}` },
    {
      key: 'place',
      title: '村（社区）',
      phone: 'meta',
      cell: ({ townName, regionName }) => `${townName} ${regionName}`,
    },
    { key: 'kind', title: '类别', width: 80, phone: 'meta', cell: (row) => <Tag>{HELP_KIND_WORDS[row.kind]}</Tag> },
    { key: 'source', title: '怎么来的', width: 110, wideOnly: true, cell: ({ source }) => SOURCE_WORDS[source] },
    {
      key: 'came',
      title: '登记日',
      width: 110,
      nowrap: true,
      phone: 'end',
      cell: ({ cameOn }) => formatDay(cameOn, today),
    },
    {
      key: 'due',
      title: '希望办结',
      width: 110,
      nowrap: true,
      wideOnly: true,
      cell: ({ dueOn, state: at }) =>
        dueOn === null ? (
          <span className="quiet">未定期</span>
        ) : isOpen(at) && dueOn < today ? (
          <b className="over-word">{formatDay(dueOn, today)}</b>
        ) : (
          formatDay(dueOn, today)
        ),
    },
    { key: 'state', title: '情况', width: 120, phone: 'meta', cell: (row) => HELP_STATE_WORDS[row.state] },
  ]
  return (
    <Panel
      title={`${account.place.name} · ${state ? HELP_STATE_WORDS[state] : behalf ? '有代录意见的' : '全部帮扶'}`}
      count={shown.data ? `${shown.data.total} 件` : undefined}
      tools={
        <span className="row">
          <ChoiceSelect
            aria-label="按类别"
            value={kind ?? ''}
            unset="全部类别"
            options={HELP_KINDS.map((value) => ({ value, label: HELP_KIND_WORDS[value] }))}
            onText={(value) => say({ kind: value || null, open: null })}
          />
          <ChoiceSelect
            aria-label="按情况"
            value={state ?? ''}
            unset="全部情况"
            options={HELP_STATES.map((value) => ({ value, label: HELP_STATE_WORDS[value] }))}
            onText={(value) => say({ state: value || null, behalf: null, open: null })}
          />
        </span>
      }
    >
      <DataTable
        label="帮扶"
        columns={columns}
        rows={rows}
        keyOf={({ id }) => String(id)}
        nameOf={({ code }) => code}
        hrefOf={({ id }) => hrefOf({ open: id })}
        onOpen={({ id }) => say({ open: id })}
        openKey={openId === null ? null : String(openId)}
        loading={shown.isPending}
        problem={problemOf(shown.error)}
        onAgain={() => void shown.refetch()}
        empty={
          <Empty
            title={account.all === 0 ? '还没有登记过帮扶' : '没有这样的帮扶'}
            onClear={state || kind || behalf ? () => say({ state: null, kind: null, behalf: null }) : undefined}
          >
            {account.all > 0
              ? null
              : mayWrite
                ? '本人申请的、走访发现的困难，点“登记帮扶”记一件，办到回访为止。'
                : '由服务站和双拥办登记，登记后在这里看办到哪一步。'}
          </Empty>
        }
      />
      <ListFoot pages={pages} read={shown} size={PAGE} word="件" />
    </Panel>
  )
}
