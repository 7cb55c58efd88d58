import { useState } from 'react'
import { Button, Chip, IconButton, Tag } from '../Button.tsx'
import { Menu } from '../Float.tsx'
import { Icon, iconNames } from '../icons.tsx'
import { Light, LightCounts, LightPill, NodeDots, ProgressDots, StateSteps } from '../Light.tsx'
import { Figure, Note, Panel, Segmented, Tabs } from '../Page.tsx'
import { Bones, Empty, ErrorState } from '../States.tsx'
import { toast } from '../Toast.tsx'

const STATES = ['草拟', '待受理', '退回补充', '已受理', '待签收', '办理中', '待确认', '已销号', '不予办理']
const MARKS = ['挂账', '挂牌督办', '结转', '并入', '代录', '代确认', '逾期未确认']
const LIFE = ['待受理', '已受理', '待签收', '办理中', '待确认', '已销号']

export const LightPieces = () => (
  <>
    <Panel title="状态灯" count={<span className="small">形、色、字三样同在</span>} pad>
      <div className="row wrap">
        <LightPill kind="ok" days={12} />
        <LightPill kind="due" days={1} />
        <LightPill kind="over" days={3} />
        <LightPill kind="hung" review="9月30日" />
        <LightPill kind="none" />
        <LightPill kind="done" />
      </div>
      <div className="row wrap">
        <Light kind="ok" />
        <Light kind="due" days={3} />
        <Light kind="due" days={0} />
        <Light kind="over" days={2} />
        <Light kind="hung" />
        <Light kind="none" />
        <Light kind="done" />
      </div>
      <LightCounts
        label="我经手的 41 件事项，按灯"
        lead="我经手 41 件"
        counts={[
          { kind: 'over', count: 3, href: '#late' },
          { kind: 'due', count: 7, href: '#near' },
          { kind: 'ok', count: 28, onOpen: () => undefined },
          { kind: 'hung', count: 2 },
        ]}
      />
      <LightCounts
        compact
        label="在办 11 件，按灯"
        counts={[
          { kind: 'over', count: 2 },
          { kind: 'due', count: 3 },
          { kind: 'ok', count: 4 },
          { kind: 'hung', count: 1 },
          { kind: 'none', count: 1 },
        ]}
      />
    </Panel>
    <Panel title="经过的状态" count={<span className="small">一件一个状态</span>} pad>
      <StateSteps steps={LIFE} now={3} />
      <StateSteps steps={['草拟', '退回补充', '已受理', '办理中']} now={1} returned />
      <StateSteps steps={LIFE} now={6} />
      <div className="row wrap">
        <ProgressDots now={1} label="待受理" />
        <ProgressDots now={4} label="办理中" />
        <ProgressDots now={6} label="已销号" />
      </div>
      <div className="row wrap">
        <NodeDots done={2} of={4} />
        <NodeDots done={3} of={3} />
        <NodeDots done={0} of={0} />
      </div>
    </Panel>
    <Panel title="状态与标记" count={<span className="small">标记可并列</span>} pad>
      <div className="row wrap">
        {STATES.map((one) => (
          <Tag key={one}>{one}</Tag>
        ))}
      </div>
      <div className="row wrap">
        {MARKS.map((one) => (
          <Tag key={one} line>
            {one}
          </Tag>
        ))}
      </div>
      <p className="small quiet">挂账：问题一时办不了，记在账上，写明原因和下次复核日。不作正常，仍计入在办。</p>
    </Panel>
  </>
)

export const ButtonPieces = () => {
  const [view, setView] = useState('list')
  const [tab, setTab] = useState('mine')
  return (
    <>
      <Panel title="按钮" count={<span className="small">一屏一个红</span>} pad>
        <div className="row wrap">
          <Button kind="primary">确认销号</Button>
          <Button>退回重办</Button>
          <Button kind="text">看经过</Button>
          <Button kind="danger">移入回收站</Button>
        </div>
        <div className="row wrap">
          {['签收', '非本单位', '报进展', '申请延期', '报办结'].map((one) => (
            <Button key={one} small>
              {one}
            </Button>
          ))}
        </div>
        <div className="row wrap">
          <Button disabled>不可用</Button>
          <Button busy>正在存</Button>
          <Button icon="out">导出</Button>
          <IconButton icon="bell" label="消息，5 条未读" badge={5} />
          <Menu
            label="更多操作"
            items={[
              { key: 'hang', label: '申请挂账', icon: 'hung' },
              { key: 'split', label: '分解下达', icon: 'split' },
              { key: 'close', label: '确认销号', icon: 'check', refused: '办理单位不能自己销号，由市双拥办确认销号。' },
              { key: 'drop', label: '移入回收站', icon: 'bin', danger: true },
            ]}
            trigger={(props) => <IconButton icon="more" label="更多操作" {...props} />}
          />
        </div>
        <div className="row wrap">
          <Chip label="日期">7月13日 周一</Chip>
          <Chip on icon="dual">
            转诉求：轮椅补助
          </Chip>
          <Chip missing>参加的领导</Chip>
        </div>
      </Panel>
      <Panel title="切换与数" pad>
        <Segmented
          label="看法"
          value={view}
          onChange={setView}
          items={[
            { key: 'list', label: '列表' },
            { key: 'board', label: '看板' },
            { key: 'calendar', label: '日历' },
          ]}
        />
        <Tabs
          label="存下的视图"
          current={tab}
          onChange={setTab}
          items={[
            { key: 'mine', label: '我经手', count: 41 },
            { key: 'asked', label: '等我答复', count: 5 },
            { key: 'all', label: '全部', count: 312 },
            { key: 'save', label: '存为视图', quiet: true },
          ]}
        />
        <div className="row wrap">
          <Figure value="174" unit="件" href="#closed" label="已销号 174 件" large />
          <Figure value="9" unit="件" onOpen={() => undefined} label="逾期 9 件" late large />
          <Figure value="94.3" unit="%" large />
        </div>
        <p className="small quiet">下加虚点的数能点开看它的每一行，没有虚点的不能。</p>
      </Panel>
    </>
  )
}

export const StatePieces = () => (
  <>
    <Panel title="空">
      <Empty title="没有符合条件的事项" filters={['诉求', '未定期']} onClear={() => undefined} />
    </Panel>
    <Panel title="加载" count={<span className="small">0.3 秒后才显示</span>} pad>
      <Bones rows={6} />
    </Panel>
    <Panel title="读不出">
      <ErrorState
        problem={{ title: '没有读到事项', detail: '服务器没有答复，过一会儿再试。', requestId: 'req-7f3a' }}
        onAgain={() => undefined}
      />
    </Panel>
    <Panel title="提示" pad>
      <Note kind="over">
        <b>没有存上：</b>云桥区联络员 10:42 已改过这件事项。两份都在，选一份或合并。
      </Note>
      <Note kind="due">
        第 18 行“身份证号”少 1 位，未导入任何一行。
        <button type="button" className="text-link">
          下载标错表
        </button>
      </Note>
      <Note kind="ok">
        已存下，编号 SJ-2026-1187。
        <button type="button" className="text-link">
          打开
        </button>
      </Note>
      <Note>本条只记事，不记你的位置，不计次数，不排名。</Note>
      <div className="row wrap">
        <Button small onClick={() => toast.done('已存下，编号 SJ-2026-1187。', { label: '打开', href: '#opened' })}>
          说一声办成
        </Button>
        <Button small onClick={() => toast.failed('没有存上：网络断了。写的内容还在，连上网再存一次。')}>
          说一声没成
        </Button>
      </div>
    </Panel>
    <Panel title="图标" pad>
      <div className="row wrap">
        {iconNames.map((name) => (
          <Icon key={name} name={name} />
        ))}
      </div>
    </Panel>
  </>
)
