// @vitest-environment jsdom
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AppFrame } from './AppFrame.tsx'
import { Button } from './Button.tsx'
import { type Column, DataTable, Pager } from './DataTable.tsx'
import { ConflictDialog, ReasonDialog } from './Dialogs.tsx'
import { Drawer } from './Drawer.tsx'
import { FileDrop, type ShownFile } from './Files.tsx'
import { FilterChip } from './Filters.tsx'
import { Field, Form, fieldProblemsOf, TextInput } from './Form.tsx'
import { Light, ProgressDots, StateSteps } from './Light.tsx'
import { type UnitOption, UnitPicker } from './UnitPicker.tsx'

afterEach(cleanup)

type Row = { id: string; title: string; due: string }
const rows: Row[] = [
  { id: 'RW-1', title: '候车亭', due: '7月15日' },
  { id: 'RW-2', title: '文化演出', due: '7月20日' },
  { id: 'RW-3', title: '绿色通道', due: '7月8日' },
]
const columns: Column<Row>[] = [
  { key: 'title', title: '事项', cell: (row) => row.title, phone: 'title' },
  { key: 'due', title: '承诺日', cell: (row) => row.due, align: 'right', phone: 'end', sort: 'none' },
]
const rowOf = (name: string) => screen.getByText(name).closest('tr')!

describe('the table', () => {
  it('is one stop for Tab, moves with arrows, opens with Enter', async () => {
    const onOpen = vi.fn()
    render(<DataTable label="事项" columns={columns} rows={rows} keyOf={(row) => row.id} onOpen={onOpen} />)
    await userEvent.tab()
    expect(document.activeElement).toBe(rowOf('候车亭'))
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}')
    expect(document.activeElement).toBe(rowOf('绿色通道'))
    await userEvent.keyboard('{Home}{ArrowDown}{Enter}')
    expect(onOpen).toHaveBeenCalledExactlyOnceWith(rows[1])
  })

  it('ticks with the box and with Space, and never opens the row by ticking', async () => {
    const onOpen = vi.fn()
    const Ledger = () => {
      const [selected, select] = useState<ReadonlySet<string>>(new Set())
      return (
        <DataTable
          label="事项"
          columns={columns}
          rows={rows}
          keyOf={(row) => row.id}
          onOpen={onOpen}
          selected={selected}
          onSelect={select}
        />
      )
    }
    render(<Ledger />)
    await userEvent.click(screen.getByRole('checkbox', { name: '选择 RW-2' }))
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: '全选，已选 1 件' }).indeterminate).toBe(true)
    rowOf('候车亭').focus()
    await userEvent.keyboard(' ')
    expect(screen.getByRole('checkbox', { name: '选择 RW-1' })).toHaveProperty('checked', true)
    await userEvent.click(screen.getByRole('checkbox', { name: '全选，已选 2 件' }))
    expect(screen.getByRole('checkbox', { name: '全选，已选 3 件' })).toHaveProperty('checked', true)
    expect(onOpen).not.toHaveBeenCalled()
  })

  it('marks the open row and keeps a real link in its title', () => {
    render(
      <DataTable
        label="事项"
        columns={columns}
        rows={rows}
        keyOf={(row) => row.id}
        hrefOf={(row) => `/matters/${row.id}`}
        openKey="RW-2"
      />,
    )
    expect(rowOf('文化演出').getAttribute('aria-current')).toBe('true')
    expect(screen.getByText('文化演出').getAttribute('href')).toBe('/matters/RW-2')
  })

  it('shows what was refused instead of an empty list', async () => {
    const again = vi.fn()
    render(
      <DataTable
        label="事项"
        columns={columns}
        rows={[]}
        keyOf={(row) => row.id}
        problem={{ title: '没有读到事项', requestId: 'req-1' }}
        onAgain={again}
      />,
    )
    expect(screen.getByRole('alert').textContent).toContain('req-1')
    await userEvent.click(screen.getByRole('button', { name: '再试一次' }))
    expect(again).toHaveBeenCalledOnce()
  })

  it('asks to sort by the column whose head is pressed', async () => {
    const onSort = vi.fn()
    render(<DataTable label="事项" columns={columns} rows={rows} keyOf={(row) => row.id} onSort={onSort} />)
    await userEvent.click(screen.getByRole('button', { name: '承诺日' }))
    expect(onSort).toHaveBeenCalledExactlyOnceWith('due')
  })

  it('counts pages by rows and offers only the ways there are', () => {
    render(<Pager total={41} from={1} shown={12} onNext={() => undefined} />)
    expect(screen.getByRole('status').textContent).toBe('41 件中第 1–12 件')
    expect(screen.getByRole('button', { name: '上一页' })).toHaveProperty('disabled', true)
    expect(screen.getByRole('button', { name: '下一页' })).toHaveProperty('disabled', false)
    cleanup()
    render(<Pager total={0} from={1} shown={0} word="条" />)
    expect(screen.getByRole('status').textContent).toBe('共 0 条')
  })
})

describe('the drawer', () => {
  const Page = () => {
    const [open, setOpen] = useState(false)
    return (
      <>
        <Button onClick={() => setOpen(true)}>开</Button>
        <Drawer
          open={open}
          onClose={() => setOpen(false)}
          label="事项详情"
          title="候车亭"
          footer={<Button>确认销号</Button>}
        >
          内容
        </Drawer>
      </>
    )
  }
  it('takes the focus when it opens and gives it back when Escape closes it', async () => {
    render(<Page />)
    const opener = screen.getByRole('button', { name: '开' })
    await userEvent.click(opener)
    screen.getByRole('complementary', { name: '事项详情' })
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: '候车亭' }))
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('complementary')).toBeNull()
    expect(document.activeElement).toBe(opener)
  })
  it('covers the page as a dialog on a phone and holds Tab inside', async () => {
    vi.stubGlobal('matchMedia', (query: string) => ({
      matches: query.includes('767'),
      addEventListener() {},
      removeEventListener() {},
    }))
    try {
      render(<Page />)
      await userEvent.click(screen.getByRole('button', { name: '开' }))
      screen.getByRole('dialog', { name: '事项详情' })
      screen.getByRole('button', { name: '确认销号' }).focus()
      await userEvent.tab()
      expect(document.activeElement).toBe(screen.getByRole('button', { name: '关闭详情' }))
    } finally {
      vi.unstubAllGlobals()
    }
  })
})

describe('adding files', () => {
  const Box = ({ upload }: { upload: Parameters<typeof FileDrop>[0]['upload'] }) => {
    const [files, setFiles] = useState<ShownFile[]>([])
    return <FileDrop files={files} upload={upload} onAdd={(file) => setFiles((all) => [...all, file])} maxBytes={100} />
  }
  const picker = () => document.querySelector<HTMLInputElement>('input[type=file]')!

  it('sends several at once and shows how far each is', async () => {
    const waiting = new Map<string, (file: ShownFile) => void>()
    render(
      <Box
        upload={(file, onProgress) => {
          onProgress(0.4)
          return new Promise((done) => waiting.set(file.name, done))
        }}
      />,
    )
    await userEvent.upload(picker(), [new File(['a'], '一.jpg'), new File(['b'], '二.pdf')])
    expect(screen.getByRole('progressbar', { name: '正在传一.jpg' }).getAttribute('aria-valuenow')).toBe('40')
    screen.getByRole('progressbar', { name: '正在传二.pdf' })
    waiting.get('二.pdf')?.({ id: '2', name: '二.pdf', note: '1 页' })
    await screen.findByText('1 页')
    expect(screen.queryByRole('progressbar', { name: '正在传二.pdf' })).toBeNull()
  })

  it('keeps a refused file with the reason the server gave', async () => {
    render(<Box upload={() => Promise.reject({ title: '疑似涉密', detail: '文件名里有“番号”，改为代称后再传。' })} />)
    await userEvent.upload(picker(), new File(['a'], '某部番号.docx'))
    expect((await screen.findByRole('alert')).textContent).toContain('改为代称后再传')
    await userEvent.click(screen.getByRole('button', { name: '去掉某部番号.docx' }))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('does not send an empty file or one over the limit', async () => {
    const upload = vi.fn()
    render(<Box upload={upload} />)
    await userEvent.upload(picker(), [new File([], '空.txt'), new File(['x'.repeat(101)], '大.txt')])
    expect(screen.getAllByRole('alert').map((one) => one.textContent)).toEqual([
      expect.stringContaining('文件是空的'),
      expect.stringContaining('超过 100 B'),
    ])
    expect(upload).not.toHaveBeenCalled()
  })
})

describe('lights and steps', () => {
  it('a light has a shape and words beside its colour', () => {
    const { container } = render(<Light kind="over" days={2} />)
    expect(container.textContent).toBe('逾期 2 个工作日')
    expect(container.querySelector('svg')?.getAttribute('aria-hidden')).toBe('true')
  })
  it('steps tell which is now and which are past without colour', () => {
    render(<StateSteps steps={['待受理', '已受理', '办理中']} now={1} />)
    expect(screen.getAllByRole('listitem').map((one) => one.textContent)).toEqual(['待受理，已过', '已受理', '办理中'])
    expect(screen.getAllByRole('listitem')[1]?.getAttribute('aria-current')).toBe('step')
  })
  it('the small bar of a need is read as a sentence', () => {
    render(<ProgressDots now={4} label="办理中" />)
    screen.getByRole('img', { name: '第 4 步，共 6 步：办理中' })
  })
})

describe('a form that was refused', () => {
  const labels = { dueOn: '承诺日', leadId: '牵头单位' }
  it('sorts pointers to their fields and keeps the rest as one sentence', () => {
    const { fields, rest } = fieldProblemsOf(
      {
        title: '没有存上',
        errors: [
          { pointer: '/dueOn', detail: '承诺日早于今天。' },
          { pointer: '/nodes/0', detail: '节点没有日子。' },
        ],
      },
      labels,
    )
    expect(fields).toEqual([{ name: 'dueOn', label: '承诺日', detail: '承诺日早于今天。' }])
    expect(rest?.detail).toBe('节点没有日子。')
  })
  it('names each field in the summary, takes the focus and leads to the field', async () => {
    const problems = [{ name: 'dueOn', label: '承诺日', detail: '早于今天（7月14日），改为今天或以后。' }]
    render(
      <Form label="改承诺日" onSend={() => undefined} problems={problems}>
        <Field name="dueOn" label="承诺日" error={problems[0]!.detail} help="按工作日算">
          <TextInput defaultValue="2026-06-30" />
        </Field>
      </Form>,
    )
    const summary = screen.getByRole('alert')
    expect(document.activeElement).toBe(summary)
    await userEvent.click(within(summary).getByRole('link', { name: '承诺日' }))
    const input = screen.getByLabelText('承诺日')
    expect(document.activeElement).toBe(input)
    expect(input.getAttribute('aria-invalid')).toBe('true')
    const described = input
      .getAttribute('aria-describedby')!
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent)
    expect(described).toEqual([problems[0]!.detail, '按工作日算'])
  })
})

describe('dialogs', () => {
  it('a reason that is missing is asked for, and nothing is done', async () => {
    const onDo = vi.fn()
    render(<ReasonDialog open onClose={() => undefined} title="退回重办" verb="退回重办" onDo={onDo} />)
    await userEvent.click(screen.getByRole('button', { name: '退回重办' }))
    screen.getByText('原因是空的，写一句原因再退回重办。')
    expect(onDo).not.toHaveBeenCalled()
    await userEvent.type(screen.getByLabelText('原因'), ' 佐证不全 ')
    await userEvent.click(screen.getByRole('button', { name: '退回重办' }))
    expect(onDo).toHaveBeenCalledExactlyOnceWith({ reason: '佐证不全', day: null })
  })
  it('a conflict marks only what differs and lets one side be chosen', async () => {
    const onChoose = vi.fn()
    const side = (key: string, due: string) => ({
      key,
      title: key,
      facts: [
        { label: '牵头', value: '市教育局' },
        { label: '承诺日', value: due },
      ],
    })
    render(
      <ConflictDialog
        open
        onClose={() => undefined}
        theirs={side('已存的', '8月7日')}
        mine={side('我写的', '7月31日')}
        onChoose={onChoose}
      />,
    )
    expect(screen.getAllByText('（两份不同）')).toHaveLength(2)
    await userEvent.click(screen.getByRole('button', { name: '用我写的' }))
    expect(onChoose).toHaveBeenCalledExactlyOnceWith('我写的')
  })
})

describe('the focus around a dialog', () => {
  it('goes in when it opens and comes back when Escape closes it', async () => {
    const Page = () => {
      const [open, setOpen] = useState(false)
      return (
        <>
          <Button onClick={() => setOpen(true)}>开</Button>
          <ReasonDialog
            open={open}
            onClose={() => setOpen(false)}
            title="退回重办"
            verb="退回重办"
            onDo={() => undefined}
          />
        </>
      )
    }
    render(<Page />)
    await userEvent.click(screen.getByRole('button', { name: '开' }))
    expect(document.activeElement).toBe(screen.getByLabelText('原因'))
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(document.activeElement).toBe(screen.getByRole('button', { name: '开' }))
  })
})

describe('choosing', () => {
  it('a filter chip shows its value and can be cleared', async () => {
    const onChange = vi.fn()
    const options = [{ value: 'need', label: '需求' }]
    const { rerender } = render(<FilterChip label="类别" value={[]} onChange={onChange} options={options} />)
    await userEvent.click(screen.getByRole('button', { name: '类别' }))
    await userEvent.click(screen.getByRole('button', { name: '需求' }))
    expect(onChange).toHaveBeenLastCalledWith(['need'])
    rerender(<FilterChip label="类别" value={['need']} onChange={onChange} options={options} />)
    await userEvent.click(screen.getByRole('button', { name: '清除类别：需求' }))
    expect(onChange).toHaveBeenLastCalledWith([])
  })

  const units: UnitOption[] = [
    { id: 'a', name: '市教育局', group: '市直单位' },
    { id: 'b', name: '市人社局', group: '市直单位' },
    { id: 'c', name: '驻澜某部', group: '驻军', refused: '不接任务' },
  ]
  it('a unit is found by typing and taken with the keyboard', async () => {
    const onChange = vi.fn()
    render(
      <Field name="leadId" label="牵头单位">
        <UnitPicker
          find={async (typed) => units.filter((unit) => unit.name.includes(typed))}
          value={null}
          onChange={onChange}
        />
      </Field>,
    )
    await userEvent.type(screen.getByRole('combobox', { name: '牵头单位' }), '人社')
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1))
    await userEvent.keyboard('{Enter}')
    expect(onChange).toHaveBeenCalledExactlyOnceWith(units[1])
  })
  it('a unit that takes no tasks is shown with the reason and cannot be taken', async () => {
    const onChange = vi.fn()
    render(<UnitPicker label="牵头单位" find={async () => units} value={null} onChange={onChange} />)
    await userEvent.click(screen.getByRole('combobox', { name: '牵头单位' }))
    await userEvent.click(await screen.findByRole('option', { name: /驻澜某部/ }))
    expect(onChange).not.toHaveBeenCalled()
    expect(screen.getByRole('option', { name: /不接任务/ }).getAttribute('aria-disabled')).toBe('true')
  })
  it('the last of several units goes with Backspace', async () => {
    const onChange = vi.fn()
    render(<UnitPicker many label="配合单位" find={async () => units} value={units.slice(0, 2)} onChange={onChange} />)
    await userEvent.type(screen.getByRole('combobox', { name: '配合单位' }), '{Backspace}')
    expect(onChange).toHaveBeenCalledExactlyOnceWith([units[0]])
  })
})

describe('the frame', () => {
  it('shows the entries it is given, the current one, and opens them through the app', async () => {
    const navigate = vi.fn()
    render(
      <AppFrame
        current="matters"
        onNavigate={navigate}
        groups={[
          {
            heading: '日常',
            entries: [
              { key: 'today', label: '今日', href: '/today', icon: 'today', count: 12 },
              { key: 'matters', label: '事项', href: '/matters', icon: 'matter' },
            ],
          },
        ]}
        post={{ id: 'p', unit: '市双拥办', name: '综合科' }}
      >
        正文
      </AppFrame>,
    )
    const nav = within(screen.getByRole('navigation', { name: '主导航' }))
    expect(nav.getAllByRole('link').map((link) => link.textContent)).toEqual(['今日12', '事项'])
    expect(nav.getByRole('link', { name: '事项' }).getAttribute('aria-current')).toBe('page')
    await userEvent.click(nav.getByRole('link', { name: /今日/ }))
    expect(navigate).toHaveBeenCalledExactlyOnceWith('/today')
    screen.getByText('非涉密系统，勿录涉密内容')
  })
  it('switches the post through its menu', async () => {
    const onSwitchPost = vi.fn()
    const posts = [
      { id: 'p', unit: '市双拥办', name: '综合科' },
      { id: 'q', unit: '市双拥办', name: '督查科' },
    ]
    render(
      <AppFrame groups={[]} post={posts[0]} posts={posts} onSwitchPost={onSwitchPost}>
        正文
      </AppFrame>,
    )
    await userEvent.click(screen.getByRole('button', { name: '当前岗位：市双拥办 · 综合科，切换岗位' }))
    expect(document.activeElement).toBe(screen.getAllByRole('menuitem')[0])
    await userEvent.keyboard('{ArrowDown}{Enter}')
    expect(onSwitchPost).toHaveBeenCalledExactlyOnceWith('q')
  })
})
