import { useState } from 'react'
import { useMay } from '../../../../platform/client/api.tsx'
import { Button, Field, TextInput } from '../../../../platform/ui/index.ts'
import { LocalTableForm, LocalTables, type TableHead } from '../../ui/LocalTables.tsx'
import { useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import { yuanTyped } from '../calculators/money.ts'
import type { ConscriptTableShown } from '../conscripts/contract.ts'

const listOf = <Row extends { name: string }>(rows: readonly Row[], label: string, figure: (row: Row) => string) =>
  rows.length === 0 ? [] : [`${label} ${rows.map((row) => `${row.name} ${figure(row)}`).join('、')}`]

const say = (table: ConscriptTableShown): string =>
  [
    `${table.baseWords} ${table.base} 元 × ${table.percent}%，${table.years} 年`,
    ...listOf(table.areas, '地区系数', ({ times }) => `${times} 倍`),
    ...listOf(table.schooling, '学历增发', ({ yuan }) => `${yuan} 元`),
    ...listOf(table.merits, '立功增发', ({ percent }) => `${percent}%`),
  ].join('；')

/** 义务兵优待金本地标准: what the offices entered, and the form for another. */
export const ConscriptTables = ({
  read,
  onClose,
}: {
  read: { data?: { rows: ConscriptTableShown[] }; error: unknown; refetch: () => unknown }
  onClose: () => void
}) => {
  const api = useRegisters().conscripts
  const mayAdd = useMay('registers:import')
  const [isAdding, setAdding] = useState(false)
  if (isAdding) return <AddTable onClose={() => setAdding(false)} />
  return (
    <LocalTables
      title="义务兵优待金本地标准"
      what="义务兵优待金标准"
      read={read}
      say={say}
      onAdd={mayAdd ? () => setAdding(true) : undefined}
      onClose={onClose}
      withdraw={api.withdraw}
      verify={api.verify}
      stays="以前发放的"
    />
  )
}

type Pair = { name: string; figure: string }
const LISTS = {
  areas: { label: '地区系数', figure: '倍数', help: '进藏进疆等，照文件写。' },
  schooling: { label: '学历一次性增发', figure: '元', help: '照文件写学历和金额。' },
  merits: { label: '立功受奖增发', figure: '%', help: '照文件写名目和比例，几项按最高一项。' },
} as const
type ListName = keyof typeof LISTS
/** What is no figure is told by the contract, as what was left empty. */
const numberOf = (typed: string): number => yuanTyped(typed) || 0

const NO_PAIRS: Record<ListName, readonly Pair[]> = { areas: [], schooling: [], merits: [] }

const Pairs = ({
  name,
  pairs,
  error,
  onChange,
}: {
  name: ListName
  pairs: readonly Pair[]
  error: string | undefined
  onChange: (next: readonly Pair[]) => void
}) => {
  const { label, figure, help } = LISTS[name]
  const set = (at: number, change: Partial<Pair>) =>
    onChange(pairs.map((pair, place) => (place === at ? { ...pair, ...change } : pair)))
  return (
    <Field name={name} label={label} optional group help={help} error={error}>
      {pairs.map((pair, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are only added and taken out
        <div key={at} className="row local-pair">
          <TextInput
            aria-label={`${label}第 ${at + 1} 行名称`}
            placeholder="名称"
            value={pair.name}
            maxLength={40}
            onText={(text) => set(at, { name: text })}
          />
          <TextInput
            aria-label={`${label}第 ${at + 1} 行${figure}`}
            placeholder={figure}
            inputMode="decimal"
            value={pair.figure}
            maxLength={10}
            onText={(text) => set(at, { figure: text })}
          />
          <Button
            small
            aria-label={`去掉${label}第 ${at + 1} 行`}
            onClick={() => onChange(pairs.filter((_, place) => place !== at))}
          >
            去掉
          </Button>
        </div>
      ))}
      <Button small icon="plus" onClick={() => onChange([...pairs, { name: '', figure: '' }])}>
        加一行{label}
      </Button>
    </Field>
  )
}

const LABELS = {
  baseWords: '基数是什么',
  base: '基数',
  percent: '比例',
  years: '发几年',
  areas: LISTS.areas.label,
  schooling: LISTS.schooling.label,
  merits: LISTS.merits.label,
}

const AddTable = ({ onClose }: { onClose: () => void }) => {
  const api = useRegisters().conscripts
  const [baseWords, setWords] = useState('')
  const [typed, setTyped] = useState({ base: '', percent: '', years: '' })
  const [pairs, setPairs] = useState(NO_PAIRS)
  const { send, busy, problem } = useRegisterSend(api.add, () => {
    onClose()
    return '标准已登记。'
  })
  const rowsOf = <Key extends string>(name: ListName, key: Key) =>
    pairs[name].map(
      (pair) => ({ name: pair.name, [key]: numberOf(pair.figure) }) as { name: string } & Record<Key, number>,
    )
  const figure = (name: keyof typeof typed, label: string, error: string | undefined) => (
    <Field name={name} label={label} error={error}>
      <TextInput
        inputMode="decimal"
        value={typed[name]}
        maxLength={12}
        onText={(text) => setTyped({ ...typed, [name]: text })}
      />
    </Field>
  )
  const add = (head: TableHead) =>
    send({
      ...head,
      baseWords,
      base: numberOf(typed.base),
      percent: numberOf(typed.percent),
      years: numberOf(typed.years),
      areas: rowsOf('areas', 'times'),
      schooling: rowsOf('schooling', 'yuan'),
      merits: rowsOf('merits', 'percent'),
    })
  return (
    <LocalTableForm
      what="义务兵优待金标准"
      fromLabel="从哪天入伍的起"
      labels={LABELS}
      send={{ send: add, busy, problem }}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <Field
            name="baseWords"
            label={LABELS.baseWords}
            help="照文件写，例如上年度城镇居民人均可支配收入。"
            error={errorOf('baseWords')}
          >
            <TextInput value={baseWords} onText={setWords} maxLength={40} />
          </Field>
          <div className="form-pair">
            {figure('base', '基数（元）', errorOf('base'))}
            {figure('percent', '比例（%）', errorOf('percent'))}
          </div>
          {figure('years', LABELS.years, errorOf('years'))}
          {(Object.keys(LISTS) as ListName[]).map((name) => (
            <Pairs
              key={name}
              name={name}
              pairs={pairs[name]}
              error={errorOf(name)}
              onChange={(next) => setPairs({ ...pairs, [name]: next })}
            />
          ))}
        </>
      )}
    </LocalTableForm>
  )
}
