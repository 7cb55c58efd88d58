type Named = { headName: string; twinMark: string | null }

/** 户主王某某（3 人，户主 1962 年生）: the head of a family, with what tells it from another of the same name in the village. */
export const headWords = ({ headName, twinMark }: Named): string =>
  `户主${headName}${twinMark ? `（${twinMark}）` : ''}`

/** The same in a list, the mark quiet. */
export const HeadName = ({ headName, twinMark }: Named) => (
  <>
    户主{headName}
    {twinMark ? <span className="small quiet">（{twinMark}）</span> : null}
  </>
)
