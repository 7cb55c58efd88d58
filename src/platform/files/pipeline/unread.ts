import type { Unread } from '../../apart/index.ts'
import type { FileRefusal, FileRefusalCode } from './refusals.ts'

const REFUSED_AS: Record<Unread['unread'], FileRefusalCode> = {
  'too-slow': 'reads-too-long',
  'too-large': 'unpacks-too-large',
  broken: 'broken',
}

/** How a file is refused whose reader came to no end. */
export const refusalOfUnread = ({ unread }: Unread): FileRefusal => ({ refused: REFUSED_AS[unread] })
