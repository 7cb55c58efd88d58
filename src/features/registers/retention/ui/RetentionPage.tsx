import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  BulkBar,
  Button,
  type Column,
  DataTable,
  Dialog,
  Empty,
  Field,
  FormErrors,
  fieldProblemsOf,
  Go,
  Note,
  PageHead,
  Panel,
  ProblemNote,
  ReasonDialog,
  Segmented,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { NamingPicks } from '../../personal/ui/NamingPicks.tsx'
import { ListFoot, problemOf, RegisterTabs, usePages, useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import type { RetentionItem, RetentionSettingsShown } from '../contract.ts'
import type { RetentionState } from '../rules.ts'

const STATES: readonly { key: RetentionState; label: string }[] = [
  { key: 'due', label: '待确认' },
  { key: 'held', label: '已保留' },
  { key: 'cleared', label: '已清除' },
]
const PAGE = 50

/** Where an item is looked at before it is cleared. */
const hrefOf = ({ householdPersonId, helpId, meritReportId }: RetentionItem): string =>
  householdPersonId !== null
    ? `/registers/persons/${householdPersonId}`
    : helpId !== null
      ? `/registers/help?open=${helpId}`
      : `/registers/merit-reports?open=${meritReportId}`

const useRetention = () => useRegisters().retention

/** 到期清单: whose data have served; the office clears them, or holds them back with a reason. */
export const RetentionPage = () => {
  const api = useRetention()
  const { today } = useSession()
  const [state, setState] = useState<RetentionState>('due')
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [unname, setUnname] = useState<ReadonlyMap<number, ReadonlySet<string>>>(new Map())
  const [dialog, setDialog] = useState<'clear' | 'settings' | RetentionItem | null>(null)
  const pages = usePages(state)
  const query = { state, after: pages.after === undefined ? undefined : Number(pages.after), size: PAGE }
  const read = useQuery({
    queryKey: ['registers', 'retention', query],
    queryFn: () => api.list(query),
    placeholderData: keepPreviousData,
  })
  const settings = useQuery({ queryKey: ['registers', 'retention-settings'], queryFn: () => api.settings({}) })
  const rows = read.data?.rows ?? []
  const chosen = rows.filter(({ id }) => selected.has(String(id)))
  const ids = chosen.map(({ id }) => id).join(',')
  const naming = useQuery({
    queryKey: ['registers', 'retention-naming', ids],
    queryFn: () => api.naming({ ids }),
    enabled: dialog === 'clear',
  })
  const close = () => {
    setDialog(null)
    clear.reset()
    hold.reset()
  }
  const clear = useRegisterSend(api.clear, ({ cleared }) => {
    close()
    setSelected(new Set())
    setUnname(new Map())
    return `已清除 ${cleared} 条，密钥已销毁，清除已留痕。`
  })
  const hold = useRegisterSend(api.hold, () => {
    close()
    return '已保留，写明的原因随清单保存。'
  })
  const release = useRegisterSend(api.release, () => '已取消保留，回到待确认。')
  const isUnset = settings.data && YEARS.every((name) => settings.data[name] === null)
  const columns: Column<RetentionItem>[] = [
    {
      key: 'what',
      title: '谁的、什么',
      phone: 'title',
      width: 170,
      cell: (item) => <Go href={hrefOf(item)}>{item.what}</Go>,
    },
    { key: 'place', title: '村（社区）', phone: 'meta', cell: ({ placeNames }) => placeNames.slice(-2).join(' · ') },
    { key: 'why', title: '为什么到期', phone: 'meta', cell: ({ why }) => why },
    {
      key: 'due',
      title: '到期日',
      phone: 'meta',
      width: 120,
      nowrap: true,
      cell: ({ dueOn }) => `${dueOn} 到期`,
    },
    state === 'due'
      ? {
          key: 'do',
          title: '办理',
          phone: 'end',
          width: 90,
          cell: (row) => (
            <Button small onClick={() => setDialog(row)}>
              保留
            </Button>
          ),
        }
      : state === 'held'
        ? {
            key: 'do',
            title: '保留原因',
            phone: 'meta',
            cell: (row) => (
              <span className="row wrap">
                <span>
                  {row.holdReason}
                  {row.holdUntil ? `（到 ${row.holdUntil}）` : ''}
                </span>
                <Button small busy={release.busy} onClick={() => release.send({ id: row.id, version: row.version })}>
                  取消保留
                </Button>
              </span>
            ),
          }
        : { key: 'do', title: '谁确认', phone: 'meta', cell: ({ decidedBy }) => decidedBy ?? '' },
  ]
  return (
    <div className="page">
      <PageHead title="底册" sub={<span className="hide-s">到期清单：保存期满的个人信息，确认后清除并销毁密钥</span>}>
        <Button onClick={() => setDialog('settings')}>保存期限</Button>
      </PageHead>
      <RegisterTabs current="retention" />
      <div className="stack">
        {settings.data && isUnset ? (
          <Note kind="due">
            本市还没有定保存年数（未核实），没有人会自动列入清单。
            {settings.data.mayChange ? '点“保存期限”定下来。' : '请市双拥办定。'}
          </Note>
        ) : null}
        {release.problem ? <ProblemNote problem={release.problem} /> : null}
        <Segmented
          label="看哪些"
          value={state}
          items={STATES}
          onChange={(next) => {
            setState(next as RetentionState)
            setSelected(new Set())
          }}
        />
        <Panel label="到期清单">
          <DataTable<RetentionItem>
            label="到期清单"
            rows={rows}
            keyOf={({ id }) => String(id)}
            nameOf={({ what }) => what}
            loading={read.isPending}
            problem={problemOf(read.error)}
            onAgain={() => void read.refetch()}
            {...(state === 'due' ? { selected, onSelect: setSelected, ticksOnPhone: true } : {})}
            columns={columns}
            empty={
              <Empty
                title={state === 'due' ? '没有到期待确认的' : state === 'held' ? '没有保留的' : '还没有清除过'}
                icon="register"
              >
                {state === 'due' ? <div>每晚自动查一遍，到期的列在这里。</div> : null}
              </Empty>
            }
          />
          <ListFoot pages={pages} read={read} size={PAGE} word="条" />
        </Panel>
      </div>
      <BulkBar
        count={state === 'due' ? chosen.length : 0}
        word="条"
        verbs={[{ key: 'clear', label: '清除选中的', onDo: () => setDialog('clear') }]}
        onClear={() => setSelected(new Set())}
      />
      <ReasonDialog
        open={dialog === 'clear'}
        onClose={close}
        title={`清除 ${chosen.length} 条到期的个人信息`}
        verb="清除"
        explain="姓名、号码、住址等全部清除，个人密钥销毁，在系统里不能恢复；旧备份到轮换为止还含这些内容。办理经过和统计留下，认不出是谁。"
        reason={{ label: '依据', max: 200, ready: ['保存期满'] }}
        busy={clear.busy}
        problem={clear.problem ?? problemOf(naming.error)}
        onDo={({ reason }) =>
          clear.send({
            items: chosen.map(({ id, version }) => ({ id, version, unname: [...(unname.get(id) ?? [])] })),
            reason,
          })
        }
      >
        {naming.isPending ? <Bones rows={2} /> : null}
        {chosen.map(({ id }) => {
          const records = (naming.data?.rows ?? []).filter(({ itemId }) => itemId === id)
          return (
            <NamingPicks
              key={id}
              name={records[0]?.name ?? ''}
              records={records}
              chosen={unname.get(id) ?? new Set()}
              onChange={(next) => setUnname(new Map([...unname, [id, next]]))}
            />
          )
        })}
      </ReasonDialog>
      {dialog !== null && typeof dialog === 'object' ? (
        <ReasonDialog
          open
          onClose={close}
          title={`保留：${dialog.what}`}
          verb="保留"
          explain="写明为什么还要保存。选了日子的，到那天回到待确认。"
          reason={{ label: '原因', max: 200, ready: ['待遇还没有结清', '有诉求正在办理'] }}
          day={{ label: '保留到', optional: true, min: today, today }}
          busy={hold.busy}
          problem={hold.problem}
          onDo={({ reason, day }) => hold.send({ id: dialog.id, version: dialog.version, reason, until: day ?? null })}
        />
      ) : null}
      {dialog === 'settings' ? (
        settings.data ? (
          <SettingsForm settings={settings.data} onClose={close} />
        ) : (
          <Dialog open onClose={close} title="保存期限">
            <Bones rows={4} />
          </Dialog>
        )
      ) : null}
    </div>
  )
}

const LABELS = {
  personYears: '去世、迁出后保存几年',
  helpYears: '帮扶办结后内容保存几年',
  meritYears: '喜报办结后姓名保存几年',
  importDays: '没有导入的文件几天后清除',
  keptFileDays: '选择保留的导入文件几天后清除',
  source: '依据的文件',
}
const YEARS = ['personYears', 'helpYears', 'meritYears'] as const
const NUMBERS = [...YEARS, 'importDays', 'keptFileDays'] as const
const HELP: Record<(typeof NUMBERS)[number], string> = {
  personYears: '空着：不自动列入清单。',
  helpYears: '空着：不自动列入清单。',
  meritYears: '从反馈部队或退回那天算；空着：不自动列入清单。',
  importDays: '到时自动清除，不用确认。导入后留着的有错的行也按这个天数，从导入那天算。',
  keptFileDays: '空着：一直保留；填了到时自动清除。',
}

/** 保存期限: set once for the city, unverified until a document is named. */
const SettingsForm = ({ settings, onClose }: { settings: RetentionSettingsShown; onClose: () => void }) => {
  const api = useRetention()
  const [texts, setTexts] = useState<Record<string, string>>(
    Object.fromEntries(NUMBERS.map((name) => [name, String(settings[name] ?? '')])),
  )
  const [source, setSource] = useState(settings.source)
  const [times, setTimes] = useState(0)
  const save = useRegisterSend(api.saveSettings, () => {
    onClose()
    return '保存期限已定，清单已按它重新列出。'
  })
  const { fields, rest } = fieldProblemsOf(save.problem, LABELS)
  const numberOf = (name: (typeof NUMBERS)[number]): number | null => {
    const words = (texts[name] ?? '').trim()
    return words === '' ? null : Number(words)
  }
  const send = () => {
    setTimes(times + 1)
    save.send({
      personYears: numberOf('personYears'),
      helpYears: numberOf('helpYears'),
      meritYears: numberOf('meritYears'),
      importDays: numberOf('importDays') ?? 30,
      keptFileDays: numberOf('keptFileDays'),
      source: source.trim(),
      version: settings.version,
    })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="保存期限"
      onSend={settings.mayChange ? send : undefined}
      footer={
        <>
          {settings.mayChange ? (
            <Button type="submit" kind="primary" busy={save.busy}>
              定下来
            </Button>
          ) : null}
          <Button onClick={onClose}>{settings.mayChange ? '不改了' : '关闭'}</Button>
        </>
      }
    >
      <FormErrors problems={fields} times={times} />
      {rest ? <ProblemNote problem={rest} /> : null}
      <Note kind={settings.source ? 'plain' : 'due'}>
        {settings.source ? `依据：${settings.source}` : '没有全国统一的年数，写明依据的文件以前都是未核实。'}
        {settings.mayChange ? '' : '由市双拥办定，这里只看。'}
      </Note>
      {NUMBERS.map((name) => (
        <Field
          key={name}
          name={name}
          label={LABELS[name]}
          optional
          help={HELP[name]}
          error={fields.find((one) => one.name === name)?.detail}
        >
          <TextInput
            inputMode="numeric"
            maxLength={4}
            value={texts[name] ?? ''}
            disabled={!settings.mayChange}
            onText={(text) => setTexts((now) => ({ ...now, [name]: text.replace(/\D/g, '') }))}
          />
        </Field>
      ))}
      <Field name="source" label={LABELS.source} optional error={fields.find((one) => one.name === 'source')?.detail}>
        <TextInput value={source} maxLength={200} disabled={!settings.mayChange} onText={setSource} />
      </Field>
    </Dialog>
  )
}
