import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { asClientProblem, type ClientProblem, useApi, useMay, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import { uploadFile } from '../../../../platform/client/upload.ts'
import {
  Button,
  ButtonLink,
  ChoiceSelect,
  type Column,
  DataTable,
  Field,
  formatDay,
  Note,
  PageHead,
  Panel,
  ProblemNote,
  RadioRow,
  Tag,
  TextInput,
  toast,
} from '../../../../platform/ui/index.ts'
import { BatchList } from '../../batches/ui/BatchList.tsx'
import { CATEGORIES, type MatterRow } from '../../contract.ts'
import { CATEGORY_LABELS } from '../../ui/labels.ts'
import { VacancyBox } from '../../ui/VacancyBox.tsx'
import type { CheckedSheet, exchange, IMPORT_STARTS } from '../contract.ts'
import './exchange.css'

type Start = (typeof IMPORT_STARTS)[number]
type Row = CheckedSheet['rows'][number]
type Doing = null | 'template' | 'sending' | 'checking' | 'annotating' | 'taking'

const STATUS_WORDS: Record<Row['status'], string> = { new: '新事项', known: '已在台账', wrong: '有错' }

/** 导入 Excel: download the template, choose the filled-in sheet, see every row and every error, take it in as one batch. */
export const ImportPage = () => {
  const may = useMay('matters:import')
  return (
    <>
      <PageHead
        title="导入 Excel"
        sub={<span className="hide-s">去年未结的、别处记的，一次进台账</span>}
        back="/matters"
      />
      {may ? <ImportSteps /> : <Note kind="due">导入由双拥办办理。有表要导入的，交双拥办。</Note>}
      {may ? <BatchList /> : null}
    </>
  )
}

const useImport = () => {
  const api = useApi<{ exchange: typeof exchange }>().exchange
  const queries = useQueryClient()
  const { today } = useSession()
  const [file, setFile] = useState<File | null>(null)
  const [year, setYear] = useState(today.slice(0, 4))
  const [category, setCategory] = useState<MatterRow['category']>('other')
  const [start, setStart] = useState<Start>('assigned')
  const [checked, setChecked] = useState<CheckedSheet | null>(null)
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const [doing, setDoing] = useState<Doing>(null)
  const sent = useRef<number | null>(null)

  const input = () => ({ fileId: sent.current as number, year: Number(year), category, start })
  const run = async (what: Exclude<Doing, null>, work: () => Promise<void>) => {
    setDoing(what)
    setProblem(null)
    try {
      await work()
    } catch (thrown) {
      setProblem(asClientProblem(thrown))
    } finally {
      setDoing(null)
    }
  }
  const check = () =>
    run('checking', async () => {
      setChecked(null)
      setChecked(await api.check(input()))
    })
  return {
    file,
    year,
    category,
    start,
    checked,
    problem,
    doing,
    setStart,
    setYear: (next: string) => {
      setYear(next)
      setChecked(null)
    },
    setCategory: (next: MatterRow['category']) => {
      setCategory(next)
      setChecked(null)
    },
    template: () => run('template', async () => saveFile(await api.template())),
    choose: (next: File | undefined) => {
      if (!next) return
      setFile(next)
      setChecked(null)
      void run('sending', async () => {
        sent.current = (await uploadFile(next)).id
      }).then(() => (sent.current === null ? undefined : check()))
      sent.current = null
    },
    check,
    annotated: () => run('annotating', async () => saveFile(await api.annotated(input()))),
    takeIn: (isVacancyKnown: boolean) =>
      run('taking', async () => {
        const digest = checked?.digest ?? ''
        const known = isVacancyKnown ? { isVacancyKnown } : {}
        const { count, firstCode, lastCode } = await api.takeIn({ ...input(), digest, ...known })
        toast.done(`已导入 ${count} 件，编号 ${firstCode}${count > 1 ? ` 至 ${lastCode}` : ''}。`)
        setChecked(null)
        setFile(null)
        void queries.invalidateQueries({ queryKey: ['batches'] })
        void queries.invalidateQueries({ queryKey: ['matters'] })
      }),
  }
}

const ImportSteps = () => {
  const steps = useImport()
  const picker = useRef<HTMLInputElement>(null)
  const { file, checked, problem, doing } = steps
  const isSending = doing === 'sending' || doing === 'checking'
  return (
    <Panel title="导入" pad>
      <Note kind="due">非涉密系统，勿录涉密内容。部队用代称，表里不写姓名以外的个人信息。</Note>
      <div className="row wrap">
        <Button busy={doing === 'template'} onClick={() => void steps.template()}>
          下载模板
        </Button>
        <span className="quiet small">自己的表也行：表头写着“事项”“牵头单位”就认得，列的次序不限，.xlsx 或 .csv。</span>
      </div>
      <div className="import-options">
        <Field name="year" label="没写年份的日子按哪一年" help="“6月底前”这样的时限。">
          <TextInput inputMode="numeric" maxLength={4} value={steps.year} onText={steps.setYear} />
        </Field>
        <Field name="category" label="没写分类的归到">
          <ChoiceSelect
            value={steps.category}
            options={CATEGORIES.map((value) => ({ value, label: CATEGORY_LABELS[value] }))}
            onText={(value) => steps.setCategory(value as MatterRow['category'])}
          />
        </Field>
        <Field name="start" label="导入后" group>
          <RadioRow
            name="start"
            value={steps.start}
            onChange={(value) => steps.setStart(value as Start)}
            options={[
              { value: 'assigned', label: '交办，待牵头单位签收' },
              { value: 'running', label: '已在办理，不再签收' },
            ]}
          />
        </Field>
      </div>
      <div className="row wrap">
        <input
          ref={picker}
          type="file"
          hidden
          accept=".xlsx,.csv"
          aria-label="选要导入的表"
          onChange={(event) => {
            steps.choose(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <Button
          kind={checked ? 'default' : 'primary'}
          icon="plus"
          busy={isSending}
          onClick={() => picker.current?.click()}
        >
          {file ? '换一份表' : '选一份表'}
        </Button>
        {file ? <span className="cut">{file.name}</span> : null}
        <span className="quiet small" role="status">
          {doing === 'sending' ? '正在传…' : doing === 'checking' ? '正在核对…' : ''}
        </span>
        {file && !checked && !isSending ? <Button onClick={() => void steps.check()}>重新核对</Button> : null}
      </div>
      {problem ? (
        <ProblemNote problem={{ title: problem.title, detail: problem.detail }}>
          {problem.errors.length > 0 ? (
            <ul className="import-errors">
              {problem.errors.map(({ pointer, detail }) => (
                <li key={`${pointer}${detail}`}>{detail}</li>
              ))}
            </ul>
          ) : null}
        </ProblemNote>
      ) : null}
      {checked ? (
        <Checked
          checked={checked}
          doing={doing}
          onAnnotated={() => void steps.annotated()}
          onTakeIn={(isVacancyKnown) => void steps.takeIn(isVacancyKnown)}
        />
      ) : null}
    </Panel>
  )
}

const Checked = ({
  checked,
  doing,
  onAnnotated,
  onTakeIn,
}: {
  checked: CheckedSheet
  doing: Doing
  onAnnotated: () => void
  onTakeIn: (isVacancyKnown: boolean) => void
}) => {
  const { today } = useSession()
  const [isVacancyKnown, setVacancyKnown] = useState(false)
  const { counts, errors, errorCount, rows, earlier, unknownHeaders, vacant } = checked
  const mayTake = errorCount === 0 && counts.fresh > 0 && earlier === null
  return (
    <>
      <p>
        工作表“{checked.sheet}”共 {counts.rows} 行：新事项 {counts.fresh} 件，已在台账 {counts.known} 件，有错{' '}
        {counts.wrong} 行。
        {unknownHeaders.length > 0 ? <span className="quiet">没有读的列：{unknownHeaders.join('、')}。</span> : null}
      </p>
      {earlier ? (
        <Note kind="due">
          这份表 {formatDay(earlier.madeAt.slice(0, 10), today)}已经导入 {earlier.itemCount}{' '}
          件，不重复导入。要重来的，先在下面整批撤回。
        </Note>
      ) : null}
      {errorCount > 0 ? (
        <Note kind="over">
          <div>有 {errorCount} 处要改，一件也没有导入。改好后再选一次这份表。</div>
          <ul className="import-errors">
            {errors.slice(0, 20).map(({ cell, words }) => (
              <li key={`${cell}${words}`}>
                <span className="quiet">{cell}</span>　{words}
              </li>
            ))}
          </ul>
          {errorCount > 20 ? <div className="small">其余 {errorCount - 20} 处见带批注的表。</div> : null}
          <Button small busy={doing === 'annotating'} onClick={onAnnotated}>
            下载带批注的表
          </Button>
        </Note>
      ) : null}
      <DataTable
        label="读出的事项"
        columns={columnsFor(today)}
        rows={rows}
        keyOf={(row) => String(row.line)}
        nameOf={(row) => `第 ${row.line} 行`}
      />
      {rows.length < counts.rows ? <p className="quiet small">只列出前 {rows.length} 行，其余同样核对过。</p> : null}
      {mayTake && vacant.length > 0 ? (
        <Note kind="due">
          <div>
            {vacant.slice(0, 10).join('、')}
            {vacant.length > 10 ? `等 ${vacant.length} 个单位` : ''}还没有人在任，导入后没有人签收。
          </div>
          <VacancyBox verb="导入" checked={isVacancyKnown} onChange={setVacancyKnown} />
        </Note>
      ) : null}
      <div className="row wrap">
        {mayTake ? (
          <Button
            kind="primary"
            busy={doing === 'taking'}
            disabled={vacant.length > 0 && !isVacancyKnown}
            onClick={() => onTakeIn(isVacancyKnown)}
          >
            {`采用 ${counts.fresh} 件`}
          </Button>
        ) : null}
        <ButtonLink href="/matters">回到事项</ButtonLink>
      </div>
    </>
  )
}

const columnsFor = (today: string): Column<Row>[] => [
  { key: 'line', title: '行', width: 52, quiet: true, phone: 'end', cell: (row) => row.line },
  {
    key: 'status',
    title: '结果',
    width: 88,
    phone: 'light',
    cell: (row) => <Tag line={row.status === 'wrong'}>{STATUS_WORDS[row.status]}</Tag>,
  },
  {
    key: 'title',
    title: '事项',
    phone: 'title',
    cell: (row) => (
      <div>
        {row.title || <span className="quiet">（空）</span>}
        {row.hints.map((hint) => (
          <div key={hint} className="small quiet">
            {hint}
          </div>
        ))}
      </div>
    ),
  },
  { key: 'lead', title: '牵头', width: 150, phone: 'meta', cell: (row) => row.lead },
  { key: 'helpers', title: '配合', width: 170, wideOnly: true, cell: (row) => row.helpers },
  { key: 'leader', title: '责任领导', width: 140, wideOnly: true, cell: (row) => row.leader },
  {
    key: 'due',
    title: '完成时限',
    width: 110,
    cell: (row) => (row.dueOn ? formatDay(row.dueOn, today) : row.dueWords || '未定期'),
  },
]
