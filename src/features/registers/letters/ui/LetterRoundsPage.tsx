import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import {
  Button,
  CheckBox,
  DataTable,
  DayPicker,
  Dialog,
  Empty,
  Field,
  FormErrors,
  fieldProblemsOf,
  formatDay,
  Light,
  PageHead,
  Panel,
  ProblemNote,
  RadioRow,
  TextInput,
  useNavigateTo,
} from '../../../../platform/ui/index.ts'
import { CATEGORIES, CATEGORY_WORDS, type Category } from '../../households/words.ts'
import { ListFoot, problemOf, RegisterTabs, usePages, useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import { FEASTS } from '../contract.ts'
import { FEAST_WORDS } from '../words.ts'

/** 慰问信: rounds, each with what is owed, sent and returned in the range of the acting post. */
export const LetterRoundsPage = () => {
  const api = useRegisters().letters
  const { today } = useSession()
  const mayOpen = useMay('registers:import')
  const [isOpening, setOpening] = useState(false)
  const pages = usePages('')
  const after = pages.after ? Number(pages.after) : undefined
  const list = useQuery({
    queryKey: ['registers', 'letters', 'rounds', after],
    queryFn: () => api.rounds({ after, size: 50 }),
  })
  const rows = list.data?.rows ?? []
  return (
    <div className="page">
      <PageHead title="慰问信" sub="分批寄发，逐户可查">
        {mayOpen ? (
          <Button kind="primary" icon="plus" onClick={() => setOpening(true)}>
            开一批
          </Button>
        ) : null}
      </PageHead>
      <RegisterTabs current="letters" />
      <Panel label="慰问信批次">
        <DataTable
          label="慰问信批次"
          rows={rows}
          keyOf={({ id }) => String(id)}
          hrefOf={({ id }) => `/registers/letters/${id}`}
          loading={list.isPending}
          problem={problemOf(list.error)}
          onAgain={() => void list.refetch()}
          empty={
            <Empty title="还没有开过慰问信批次">
              {mayOpen
                ? '春节、八一前开一批，按在册家庭的类别列出名单，逐户记寄发和退回。'
                : '由双拥办开批，开了以后在这里逐户记寄发和退回。'}
            </Empty>
          }
          columns={[
            { key: 'code', title: '编号', width: 110, quiet: true, wideOnly: true, cell: ({ code }) => code },
            { key: 'name', title: '名称', phone: 'title', cell: ({ name }) => name },
            { key: 'region', title: '哪里寄', width: 120, phone: 'meta', cell: ({ regionName }) => regionName },
            {
              key: 'owed',
              title: '应寄',
              width: 84,
              align: 'right',
              phone: 'meta',
              cell: ({ figures }) => (
                <>
                  <span className="only-s">应寄 </span>
                  {figures.owed}
                </>
              ),
            },
            {
              key: 'waiting',
              title: '待寄',
              width: 84,
              align: 'right',
              phone: 'meta',
              cell: ({ figures }) => (
                <>
                  <span className="only-s">待寄 </span>
                  {figures.waiting}
                </>
              ),
            },
            {
              key: 'sent',
              title: '已寄',
              width: 84,
              align: 'right',
              wideOnly: true,
              cell: ({ figures }) => figures.sent,
            },
            {
              key: 'returned',
              title: '退回',
              width: 84,
              align: 'right',
              wideOnly: true,
              cell: ({ figures }) => figures.returned,
            },
            {
              key: 'unneeded',
              title: '不用寄',
              width: 84,
              align: 'right',
              wideOnly: true,
              cell: ({ figures }) => figures.unneeded,
            },
            {
              key: 'state',
              title: '状态',
              width: 110,
              phone: 'light',
              cell: ({ closedOn, withdrawnOn }) =>
                withdrawnOn ? (
                  <Light kind="none" words="已撤回" />
                ) : closedOn ? (
                  <Light kind="done" words="已结束" />
                ) : (
                  <Light kind="ok" words="寄发中" />
                ),
            },
            {
              key: 'on',
              title: '开批日',
              width: 100,
              phone: 'end',
              nowrap: true,
              cell: ({ openedOn }) => formatDay(openedOn, today),
            },
          ]}
        />
        <ListFoot pages={pages} read={list} word="批" onlyIfMore />
      </Panel>
      {isOpening ? <OpenDialog onClose={() => setOpening(false)} /> : null}
    </div>
  )
}

const LABELS = {
  name: '名称',
  feast: '节日',
  categories: '寄给谁',
  openedOn: '开批日',
  again: '已在别批里的家庭',
  why: '另寄原因',
}

const OpenDialog = ({ onClose }: { onClose: () => void }) => {
  const api = useRegisters().letters
  const go = useNavigateTo()
  const { today, acting } = useSession()
  const [name, setName] = useState(`${today.slice(0, 4)} 年八一慰问信`)
  const [feast, setFeast] = useState<string>('army-day')
  const [categories, setCategories] = useState<readonly Category[]>(CATEGORIES)
  const [openedOn, setOn] = useState<string | null>(today)
  const [again, setAgain] = useState('')
  const [shared, setShared] = useState<'leave' | 'take'>('leave')
  /** Families of another open round: asked about once the office was told of them. */
  const [isAsked, setAsked] = useState(false)
  const open = useRegisterSend(api.open, (round) => {
    onClose()
    go(`/registers/letters/${round.id}`)
    return `已开批，编号 ${round.code}，应寄 ${round.figures.owed} 户。`
  })
  const { fields, rest } = fieldProblemsOf(open.problem, LABELS)
  if (open.problem?.type.endsWith('/same-round') && !isAsked) setAsked(true)
  const errorOf = (key: string) => fields.find((one) => one.name === key)?.detail
  return (
    <Dialog
      open
      onClose={onClose}
      title={`开一批慰问信：${acting?.regionName ?? ''}`}
      onSend={() =>
        open.send({
          name,
          feast: FEASTS.find((one) => one === feast) ?? 'other',
          categories: [...categories],
          openedOn: openedOn ?? today,
          isWithoutShared: isAsked && shared === 'leave',
          again: isAsked && shared === 'take' ? again : '',
        })
      }
      footer={
        <>
          <Button type="submit" kind="primary" busy={open.busy} disabled={categories.length === 0}>
            开这一批
          </Button>
          <Button onClick={onClose}>不开了</Button>
        </>
      }
    >
      <FormErrors problems={fields} />
      {rest ? <ProblemNote problem={rest} /> : null}
      <Field name="name" label={LABELS.name} error={errorOf('name')}>
        <TextInput value={name} onText={setName} maxLength={60} />
      </Field>
      <Field name="feast" label={LABELS.feast} group>
        <RadioRow
          name="feast"
          options={FEASTS.map((value) => ({ value, label: FEAST_WORDS[value] }))}
          value={feast}
          onChange={setFeast}
        />
      </Field>
      <Field name="openedOn" label={LABELS.openedOn} error={errorOf('openedOn')}>
        <DayPicker today={today} value={openedOn} onChange={setOn} max={today} />
      </Field>
      {isAsked ? (
        <Field name="again" label={LABELS.again} group error={errorOf('again')}>
          <RadioRow
            name="again"
            options={[
              { value: 'leave', label: '不重复寄' },
              { value: 'take', label: '另寄一封' },
            ]}
            value={shared}
            onChange={(value) => setShared(value === 'take' ? 'take' : 'leave')}
          />
        </Field>
      ) : null}
      {isAsked && shared === 'take' ? (
        <Field name="why" label={LABELS.why} help="写明为什么同一节日再寄一封。">
          <TextInput value={again} onText={setAgain} maxLength={200} />
        </Field>
      ) : null}
      <Field
        name="categories"
        label={LABELS.categories}
        group
        help="一户一封，按在册家庭此刻的类别开批；以后新登记的不自动加入。"
        error={errorOf('categories')}
      >
        <div className="picks column">
          {CATEGORIES.map((category) => (
            <CheckBox
              key={category}
              checked={categories.includes(category)}
              onChange={(event) =>
                setCategories(
                  event.target.checked ? [...categories, category] : categories.filter((one) => one !== category),
                )
              }
            >
              {CATEGORY_WORDS[category]}
            </CheckBox>
          ))}
        </div>
      </Field>
    </Dialog>
  )
}
