import './pieces/pieces.css'
import { PageHead, Panel } from './Page.tsx'
import { DialogPieces, FilePieces, FormPieces, QuickPieces } from './pieces/FormPieces.tsx'
import { LedgerPieces, TablePieces } from './pieces/ListPieces.tsx'
import { ButtonPieces, LightPieces, StatePieces } from './pieces/MarkPieces.tsx'

const colours = [
  ['墨', '--ink'],
  ['正文', '--ink-2'],
  ['次要', '--ink-3'],
  ['边框', '--line-2'],
  ['红', '--red'],
  ['正常', '--ok'],
  ['临近', '--due'],
  ['逾期', '--over'],
  ['挂账', '--hung'],
  ['底', '--page'],
  ['选中', '--pick'],
  ['引句', '--mark-2'],
] as const

const LookPieces = () => (
  <>
    <Panel title="颜色" pad>
      <div className="swatches">
        {colours.map(([name, token]) => (
          <div key={token}>
            <i style={{ background: `var(${token})` }} />
            <b>{name}</b>
          </div>
        ))}
      </div>
    </Panel>
    <Panel title="字号" pad>
      <div className="sizes">
        <div className="figure-key">
          2,316.5<span>28 / 36 关键数</span>
        </div>
        <div style={{ font: 'var(--strong) var(--t-20)' }}>
          页名<span>20 / 28</span>
        </div>
        <div style={{ font: 'var(--strong) var(--t-16)' }}>
          抽屉标题<span>16 / 24</span>
        </div>
        <div>
          正文与表格<span>14 / 22 基准</span>
        </div>
        <div className="small">
          次要说明<span>12 / 20 最小</span>
        </div>
      </div>
    </Panel>
  </>
)

/** Every shared piece in every state, on one page; to look at when a piece changes. */
export const PiecesPage = () => (
  <div className="page">
    <PageHead title="零件表" sub="各页共用的零件和状态" />
    <QuickPieces />
    <LedgerPieces />
    <div className="pieces">
      <LightPieces />
      <ButtonPieces />
      <DialogPieces />
      <FormPieces />
      <FilePieces />
      <TablePieces />
      <StatePieces />
      <LookPieces />
    </div>
  </div>
)
