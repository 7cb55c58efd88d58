import { SourcesPage } from '../../../sources/ui/index.ts'
import { RevisionsWaiting } from '../revision/ui/RevisionNote.tsx'

/** 来文, with the newer versions of which matters are still to be decided over the list. */
export const DocumentsPage = () => <SourcesPage above={<RevisionsWaiting />} />
