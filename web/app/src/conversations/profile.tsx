import { Later } from '../shell/Later.tsx';
import { show } from '../ui/Dialog.tsx';

const load = () => import('./ProfileDialog.tsx');
export const openProfile = (user: string) =>
  show(() => <Later quiet load={load} props={{ user }} />);
