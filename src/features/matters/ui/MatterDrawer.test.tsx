// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { toast } from '../../../platform/ui/index.ts'
import { HIDDEN_WORDS } from './labels.ts'
import { MatterDrawer } from './MatterDrawer.tsx'
import { aDetail, fakeApi, fill, refusal, show } from './testing.tsx'

afterEach(() => {
  cleanup()
  toast.clear()
})

const open = async (detail: ReturnType<typeof aDetail>, api = fakeApi()) => {
  api.matters.get.mockResolvedValue(detail)
  const shown = show(<MatterDrawer id={detail.id} onClose={vi.fn()} />, { api })
  await screen.findByRole('heading', { name: detail.title ?? HIDDEN_WORDS })
  return shown
}
const button = (name: string) => screen.getByRole('button', { name })

describe('a matter that this post may not read', () => {
  const gone = () => {
    const api = fakeApi()
    api.matters.get.mockRejectedValue(refusal({ status: 404, type: '/problems/not-found' }))
    return api
  }

  it('that left it says what left, who took it away, when and why, and counts as read', async () => {
    const api = gone()
    const left = { code: 'RW-2026-012', title: '窗口设齐', what: '收回交办', who: '市双拥办综合岗' }
    api.notices.left.mockResolvedValue({ ...left, at: '2026-07-14T01:00:00Z', reason: '改由别的单位牵头。' })
    show(<MatterDrawer id={12} onClose={vi.fn()} />, { api })
    await screen.findByRole('heading', { name: '窗口设齐' })
    expect(screen.getByRole('complementary').textContent).toMatch(
      /RW-2026-012不再由本岗位办理.*变动收回交办经办市双拥办综合岗时间今日 09:00原因改由别的单位牵头。/,
    )
    await waitFor(() => expect(api.notices.read).toHaveBeenCalledWith({ topic: 'left:12' }))
    expect(api.notices.left).toHaveBeenCalledWith({ id: 12 })
  })

  it('by a number that none can have is not there either', async () => {
    const api = fakeApi()
    api.matters.get.mockRejectedValue(refusal({ status: 422, type: '/problems/not-valid' }))
    show(<MatterDrawer id={99_999_999_999} onClose={vi.fn()} />, { api })
    expect((await screen.findByRole('alert')).textContent).toContain('这件事项不存在')
    expect(screen.queryByText('正在读取')).toBeNull()
  })

  it('and never was its own is not told apart from one that is not there', async () => {
    show(<MatterDrawer id={12} onClose={vi.fn()} />, { api: gone() })
    expect((await screen.findByRole('alert')).textContent).toBe('这件事项不存在，或不归本岗位看。从列表里另选一件。')
  })
})

describe('the verbs of a matter', () => {
  it('are the open steps: the primary, its other answer, the rest under more', async () => {
    const { user } = await open(aDetail())
    expect(button('确认销号').className).toContain('primary')
    expect(button('退回重办').className).not.toContain('primary')
    await user.click(button('更多操作'))
    const menu = screen.getByRole('menu')
    expect(
      within(menu)
        .getAllByRole('menuitem')
        .map((item) => item.textContent),
    ).toEqual(['确认销号并附言', '挂牌督办', '留言', '打印单据'])
  })

  it('are none where nothing is open to the post', async () => {
    await open(aDetail({ openSteps: [] }))
    screen.getByText('本岗位只看，不办这一步。')
    expect(screen.queryByRole('button', { name: '确认销号' })).toBeNull()
  })

  it('name no primary where only side steps are open', async () => {
    await open(aDetail({ state: 'running', openSteps: ['supervise', 'recall', 'comment'] }))
    expect(document.querySelector('.btn.primary')).toBeNull()
    button('留言')
  })

  it('close the matter with one press, in the version that was seen', async () => {
    const { user, api } = await open(aDetail())
    await user.click(button('确认销号'))
    await screen.findByText(/已销号，RW-2026-001/)
    expect(api.matters.step).toHaveBeenCalledWith({ id: 1, step: 'confirm', version: 3 })
  })
})

describe('the form of a step', () => {
  it('names every field that is empty and sends nothing', async () => {
    const detail = aDetail({ state: 'accepted', openSteps: ['propose-decline', 'comment'] })
    const { user, api } = await open(detail)
    await user.click(button('更多操作'))
    await user.click(screen.getByRole('menuitem', { name: '拟不予办理' }))
    const dialog = await screen.findByRole('dialog', { name: /拟不予办理/ })
    await user.click(within(dialog).getByRole('button', { name: '拟不予办理' }))
    const summary = await within(dialog).findByRole('alert')
    expect(summary.textContent).toContain('有 2 处要改')
    expect(within(summary).getByRole('link', { name: '依据条款' }).getAttribute('href')).toBe('#field-clause')
    expect(within(summary).getByRole('link', { name: '说明' }).getAttribute('href')).toBe('#field-explanation')
    expect(api.matters.step).not.toHaveBeenCalled()
  })

  it('shows a refusal of the server at its field and keeps the words', async () => {
    const { user, api } = await open(aDetail())
    api.matters.step.mockRejectedValueOnce(
      refusal({
        type: '/problems/secrecy',
        title: '疑似涉密内容，未保存',
        errors: [{ pointer: '/reason', detail: '“某某坐标”像驻地坐标，改写后再存。' }],
      }),
    )
    await user.click(button('退回重办'))
    const dialog = await screen.findByRole('dialog', { name: /退回重办/ })
    const field = within(dialog).getByLabelText('原因')
    fill(field, '还差一份记录')
    await user.click(within(dialog).getByRole('button', { name: '退回重办' }))
    await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'))
    expect(within(dialog).getAllByText(/像驻地坐标/).length).toBeGreaterThan(0)
    expect((field as HTMLTextAreaElement).value).toBe('还差一份记录')
  })

  it('sends only what the step asks for', async () => {
    const { user, api } = await open(aDetail())
    await user.click(button('退回重办'))
    const dialog = await screen.findByRole('dialog', { name: /退回重办/ })
    fill(within(dialog).getByLabelText('原因'), '  还差一份记录 ')
    await user.click(within(dialog).getByRole('button', { name: '退回重办' }))
    await waitFor(() =>
      expect(api.matters.step).toHaveBeenCalledWith({
        id: 1,
        step: 'send-back',
        version: 3,
        reason: '还差一份记录',
        fileIds: [],
      }),
    )
  })
})

const anEntry = (step: 'send-back' | 'supervise', text: string) => ({
  id: 9,
  at: '2026-07-14T02:42:00Z',
  step,
  postName: '市双拥办督办岗',
  unitName: '市双拥办',
  text,
  fromState: 'reported' as const,
  toState: step === 'send-back' ? ('running' as const) : ('reported' as const),
  details: [],
  files: [],
  behalf: null,
})

describe('two people at the same matter', () => {
  const latest = aDetail({
    version: 4,
    state: 'running',
    openSteps: ['comment'],
    entries: [anEntry('send-back', '还差一份记录')],
  })

  it('see both versions, and taking the stored one changes nothing', async () => {
    const { user, api } = await open(aDetail())
    api.matters.step.mockRejectedValueOnce(refusal({ type: '/problems/out-of-date', status: 409, latest }))
    await user.click(button('确认销号'))
    const dialog = await screen.findByRole('dialog', { name: '两份都在，选一份' })
    within(dialog).getByText(/市双拥办督办岗今日 10:42已改过这件事项/)
    within(dialog).getByText('还差一份记录')
    await user.click(within(dialog).getByRole('button', { name: '用已存的' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(api.matters.step).toHaveBeenCalledTimes(1)
    expect(screen.queryByRole('button', { name: '确认销号' })).toBeNull()
  })

  it('may send their own again on the newer version', async () => {
    const { user, api } = await open(aDetail())
    api.matters.step.mockRejectedValueOnce(refusal({ type: '/problems/out-of-date', status: 409, latest }))
    await user.click(button('确认销号'))
    const dialog = await screen.findByRole('dialog', { name: '两份都在，选一份' })
    await user.click(within(dialog).getByRole('button', { name: '用我写的' }))
    await waitFor(() => expect(api.matters.step).toHaveBeenLastCalledWith({ id: 1, step: 'confirm', version: 4 }))
  })
})

it('keeps the words of the later writer when both versions are merged', async () => {
  const { user, api } = await open(aDetail())
  const newer = aDetail({ version: 4, entries: [anEntry('supervise', '领导批示挂牌')] })
  api.matters.step.mockRejectedValueOnce(refusal({ type: '/problems/out-of-date', status: 409, latest: newer }))
  await user.click(button('退回重办'))
  const form = await screen.findByRole('dialog', { name: /退回重办/ })
  fill(within(form).getByLabelText('原因'), '还差一份记录')
  await user.click(within(form).getByRole('button', { name: '退回重办' }))
  await user.click(await screen.findByRole('button', { name: '合并两份' }))
  within(form).getByText(/已换成最新的一份.*领导批示挂牌/)
  expect((within(form).getByLabelText('原因') as HTMLTextAreaElement).value).toBe('还差一份记录')
  await user.click(within(form).getByRole('button', { name: '退回重办' }))
  await waitFor(() =>
    expect(api.matters.step).toHaveBeenLastCalledWith(expect.objectContaining({ version: 4, reason: '还差一份记录' })),
  )
})

describe('what a matter shows', () => {
  it('says who may see the words where they are hidden', async () => {
    await open(
      aDetail({
        title: null,
        body: null,
        lead: null,
        dueOn: null,
        kind: 'need',
        direction: 'military-asks',
        openSteps: [],
      }),
    )
    expect(screen.getAllByText('不显示')).toHaveLength(2)
    screen.getByRole('heading', { name: HIDDEN_WORDS })
    expect(screen.queryByText('市、县两级教育部门设窗口。')).toBeNull()
  })

  it('offers no place for files once the matter is over', async () => {
    await open(aDetail({ state: 'running', openSteps: ['progress', 'comment'] }))
    screen.getByLabelText('选佐证')
    cleanup()
    for (const [state, words] of [
      ['closed', '已销号'],
      ['declined', '不予办理'],
      ['withdrawn', '已撤回'],
    ] as const) {
      await open(aDetail({ state, light: { kind: 'done', days: null, words }, openSteps: ['comment'] }))
      expect(screen.queryByLabelText('选佐证')).toBeNull()
      cleanup()
    }
  })

  it('leads to its clause with one click', async () => {
    await open(
      aDetail({
        source: {
          documentId: 4,
          documentTitle: '2026年双拥工作要点',
          docNumber: null,
          clausePath: '第 12 条',
          quote: '设军人子女入学窗口。',
          startAt: 120,
          endAt: 130,
          readOn: '2026-02-27',
          mayOpen: true,
          former: [],
        },
      }),
    )
    const link = screen.getByRole('link', { name: '《2026年双拥工作要点》第 12 条' })
    expect(link.getAttribute('href')).toBe('/sources/4?from=120-130')
  })

  it('names a post in a remark by @, and sends its name with it', async () => {
    const api = fakeApi()
    api.matters.readers.mockResolvedValue([{ id: 51, name: '市财政局联络员' }] as never)
    const { user } = await open(aDetail({ state: 'running', openSteps: ['comment'] }), api)
    await user.click(button('留言'))
    const dialog = within(await screen.findByRole('dialog', { name: /^留言/ }))
    await user.type(dialog.getByLabelText('留言'), '请 @财政')
    await user.click(await dialog.findByRole('option', { name: '市财政局联络员' }))
    await user.click(dialog.getByRole('button', { name: '留言' }))
    await waitFor(() =>
      expect(api.matters.step).toHaveBeenCalledWith(
        expect.objectContaining({ step: 'comment', text: '请 @市财政局联络员', namedPostIds: [51] }),
      ),
    )
  })

  it('ticks off a node on the day of today', async () => {
    const node = {
      id: 7,
      title: '市本级窗口开办',
      dueOn: '2026-07-20',
      doneOn: null,
      explanation: null,
      light: { kind: 'due' as const, days: 4, words: '剩 4 个工作日' },
    }
    const { user, api } = await open(aDetail({ state: 'running', nodes: [node], mayEditNodes: true }))
    await user.click(button('办完节点：市本级窗口开办'))
    await waitFor(() =>
      expect(api.matters.saveNode).toHaveBeenCalledWith({
        id: 1,
        nodeId: 7,
        version: 3,
        title: '市本级窗口开办',
        dueOn: '2026-07-20',
        doneOn: '2026-07-14',
        explanation: null,
      }),
    )
  })
})
