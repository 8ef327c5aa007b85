import type { Message } from '@parley/client';
import { Later } from '../shell/Later.tsx';
import { show } from '../ui/Dialog.tsx';

const parts = { versions: () => import('./Versions.tsx'), readers: () => import('./Readers.tsx') };

export const showVersions = (id: string, message: Message) =>
  show(() => <Later quiet load={parts.versions} props={{ id, message }} />);
export const showReaders = (id: string, seq: number) =>
  show(() => <Later quiet load={parts.readers} props={{ id, seq }} />);
