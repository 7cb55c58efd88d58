import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  ChoiceSelect,
  type Column,
  DataTable,
  Dialog,
  Empty,
  Field,
  FormErrors,
  fieldProblemsOf,
  formatMoney,
  Note,
  Panel,
  ProblemNote,
  ReasonDialog,
  TextInput,
} from '../../../../platform/ui/index.ts'
import { PlaceField } from '../../ui/fields.tsx'
import { problemOf, useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import type { AllowanceBatch } from '../batches/contract.ts'
import { FEW } from '../batches/rules.ts'
import { PaidSheetDialog } from './PaidSheet.tsx'

/** 发放汇总: what the paying department told of each batch; nothing is paid here. */
export const Paid = () => {
  const api = useRegisters().allowances
  const { today } = useSession()
  const mayAdd = useMay('registers:import')
  const [year, setYear] = useState(Number(today.slice(0, 4)))
  const [isNew, setNew] = useState(false)
  const [isSheet, setSheet] = useState(false)
  const [ending, setEnding] = useState<AllowanceBatch | null>(null)
  const list = useQuery({ queryKey: ['registers', 'allowances', year], queryFn: () => api.list({ year }) })
  const withdraw = useRegisterSend(api.withdraw, () => {
    setEnding(null)
    return '已撤下。'
  })
  const columns: Column<AllowanceBatch>[] = [
    { key: 'batch', title: '批次', phone: 'title', cell: ({ batch }) => batch },
    { key: 'category', title: '待遇类别', width: 150, phone: 'meta', cell: ({ category }) => category },
    { key: 'place', title: '地方', width: 130, phone: 'meta', cell: ({ region }) => region.name },
    { key: 'month', title: '月份', width: 90, nowrap: true, phone: 'end', cell: ({ month }) => month },
    {
      key: 'heads',
      title: '人数',
      width: 90,
      align: 'right',
      phone: 'meta',
      cell: ({ heads, hidden }) => (hidden === 'few' ? `少于${FEW}` : hidden ? '一并不列' : `${heads} 人`),
    },
    {
      key: 'yuan',
      title: '金额',
      width: 140,
      align: 'right',
      phone: 'meta',
      cell: ({ yuan }) => (yuan === null ? '—' : formatMoney(yuan)),
    },
    { key: 'source', title: '出处', width: 170, wideOnly: true, cell: ({ source }) => source },
    {
      key: 'act',
      title: '办理',
      width: 90,
      cell: (row) =>
        row.mayEdit ? (
          <Button small kind="text" aria-label={`撤下${row.batch} ${row.category}`} onClick={() => setEnding(row)}>
            撤下
          </Button>
        ) : null,
    },
  ]
  const rows = list.data?.rows ?? []
  return (
    <>
      <Note>
        照主管部门发放结果登记汇总数，不在这里发放，也不登记到人。
        {rows.some(({ hidden }) => hidden) ? `少于${FEW}人的不列；相减能推出来的一并不列。` : ''}
      </Note>
      <Panel
        title="发放汇总"
        count={list.data ? `${rows.length} 条` : undefined}
        tools={
          <span className="row">
            <ChoiceSelect
              aria-label="年份"
              value={String(year)}
              options={(list.data?.years ?? [year]).map((one) => ({ value: String(one), label: `${one}年` }))}
              onText={(next) => setYear(Number(next))}
            />
            {mayAdd ? <Button onClick={() => setSheet(true)}>导入 Excel</Button> : null}
            {mayAdd ? (
              <Button icon="plus" onClick={() => setNew(true)}>
                登记一批
              </Button>
            ) : null}
          </span>
        }
      >
        <DataTable
          label="待遇发放汇总"
          columns={columns}
          rows={rows}
          keyOf={({ id }) => String(id)}
          loading={list.isPending}
          problem={problemOf(list.error)}
          onAgain={() => void list.refetch()}
          empty={
            <Empty title={`${year}年还没有登记`}>
              {mayAdd ? '每批发放后点“登记一批”记汇总数，或用 Excel 整批登记。' : '由双拥办每批发放后登记汇总数。'}
            </Empty>
          }
        />
      </Panel>
      {isSheet ? <PaidSheetDialog onClose={() => setSheet(false)} /> : null}
      {isNew ? <AddDialog onClose={() => setNew(false)} /> : null}
      <ReasonDialog
        open={ending !== null}
        onClose={() => setEnding(null)}
        title={`撤下${ending?.batch ?? ''}`}
        verb="撤下"
        explain="撤下后不再列出，原数和原因留存；写错的撤下后重新登记。"
        busy={withdraw.busy}
        problem={withdraw.problem}
        onDo={({ reason }) => ending && withdraw.send({ id: ending.id, version: ending.version, reason })}
      />
    </>
  )
}

const LABELS = {
  regionId: '地方',
  batch: '批次',
  category: '待遇类别',
  month: '月份',
  heads: '人数',
  yuan: '金额（元）',
  source: '出处',
}

const numberOf = (typed: string): number =>
  typed.trim() === '' ? Number.NaN : Number(typed.replaceAll(/[,，\s]/g, ''))

const AddDialog = ({ onClose }: { onClose: () => void }) => {
  const api = useRegisters().allowances
  const { acting, today } = useSession()
  const [regionId, setRegionId] = useState<number | null>(null)
  const [typed, setTyped] = useState({
    batch: '',
    category: '',
    month: today.slice(0, 7),
    heads: '',
    yuan: '',
    source: '',
  })
  const [times, setTimes] = useState(0)
  const save = useRegisterSend(api.add, () => {
    onClose()
    return '已登记。'
  })
  const { fields, rest } = fieldProblemsOf(save.problem, LABELS)
  const errorOf = (name: string) => fields.find((one) => one.name === name)?.detail
  const field = (name: keyof typeof typed, help?: string, placeholder?: string) => (
    <Field name={name} label={LABELS[name]} help={help} error={errorOf(name)}>
      <TextInput
        value={typed[name]}
        placeholder={placeholder}
        inputMode={name === 'heads' || name === 'yuan' ? 'decimal' : undefined}
        onText={(text) => setTyped((now) => ({ ...now, [name]: text }))}
      />
    </Field>
  )
  return (
    <Dialog
      open
      onClose={onClose}
      title="登记一批发放汇总"
      onSend={() => {
        setTimes(times + 1)
        save.send({
          ...{ batch: typed.batch.trim(), category: typed.category.trim(), month: typed.month.trim() },
          ...{ source: typed.source.trim(), heads: numberOf(typed.heads), yuan: numberOf(typed.yuan) },
          regionId: regionId ?? acting?.regionId ?? 0,
        })
      }}
      footer={
        <>
          <Button type="submit" kind="primary" busy={save.busy}>
            存下汇总
          </Button>
          <Button onClick={onClose}>不登记了</Button>
        </>
      }
    >
      <FormErrors problems={fields} times={times} />
      {rest ? <ProblemNote problem={rest} /> : null}
      {field('batch', '照主管部门的叫法。', '例如：三季度抚恤金')}
      {field('category', undefined, '例如：定期抚恤金')}
      <PlaceField
        name="regionId"
        label={LABELS.regionId}
        help={`不选就是${acting?.regionName ?? '本级'}。`}
        value={regionId}
        onChange={setRegionId}
        error={errorOf('regionId')}
      />
      <div className="form-pair">
        {field('month', undefined, '2026-07')}
        {field('heads')}
      </div>
      <div className="form-pair">
        {field('yuan')}
        {field('source', undefined, '哪份表、哪个系统')}
      </div>
    </Dialog>
  )
}
