// Lucide's icons, only those named here. They say nothing to a screen reader: the button around
// them does.
import {
  Archive,
  ArrowDown,
  ArrowLeft,
  AtSign,
  Ban,
  Bell,
  BellOff,
  Bold,
  Check,
  CheckCheck,
  ChevronDown,
  ChevronRight,
  CircleAlert,
  Clock,
  Code,
  Compass,
  Copy,
  Ellipsis,
  Eye,
  Hash,
  Info,
  Italic,
  Link,
  LogOut,
  Mail,
  MessageSquare,
  MessagesSquare,
  MonitorSmartphone,
  Moon,
  Paperclip,
  Pencil,
  Pin,
  PinOff,
  Plus,
  QrCode,
  Quote,
  RefreshCw,
  Reply,
  Search,
  SendHorizontal,
  Settings,
  Shield,
  SmilePlus,
  Smile,
  SquarePen,
  Trash2,
  UserPlus,
  UserRound,
  Users,
  Volume2,
  WifiOff,
  X,
  Calendar,
  History,
  KeyRound,
  Palette,
  Activity,
  Languages,
  List,
  CornerUpLeft,
  Megaphone,
} from 'lucide';
import { h } from 'preact';

const icons = {
  archive: Archive,
  down: ArrowDown,
  back: ArrowLeft,
  at: AtSign,
  ban: Ban,
  bell: Bell,
  'bell-off': BellOff,
  bold: Bold,
  check: Check,
  'check-twice': CheckCheck,
  'chevron-down': ChevronDown,
  'chevron-right': ChevronRight,
  alert: CircleAlert,
  clock: Clock,
  code: Code,
  compass: Compass,
  copy: Copy,
  more: Ellipsis,
  eye: Eye,
  hash: Hash,
  info: Info,
  italic: Italic,
  link: Link,
  'log-out': LogOut,
  mail: Mail,
  message: MessageSquare,
  threads: MessagesSquare,
  devices: MonitorSmartphone,
  moon: Moon,
  attach: Paperclip,
  edit: Pencil,
  pin: Pin,
  unpin: PinOff,
  plus: Plus,
  qr: QrCode,
  quote: Quote,
  refresh: RefreshCw,
  reply: Reply,
  search: Search,
  send: SendHorizontal,
  settings: Settings,
  shield: Shield,
  react: SmilePlus,
  smile: Smile,
  compose: SquarePen,
  trash: Trash2,
  'user-plus': UserPlus,
  user: UserRound,
  users: Users,
  sound: Volume2,
  offline: WifiOff,
  close: X,
  calendar: Calendar,
  history: History,
  key: KeyRound,
  palette: Palette,
  activity: Activity,
  languages: Languages,
  list: List,
  return: CornerUpLeft,
  announce: Megaphone,
} as const;

export type IconName = keyof typeof icons;

export function Icon({
  name,
  size = 18,
  class: className,
}: {
  name: IconName;
  size?: number;
  class?: string;
}) {
  return (
    <svg
      class={className}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {(icons[name] as readonly (readonly [string, Record<string, string | number>])[]).map(
        ([tag, attributes], index) => h(tag, { ...attributes, key: index }),
      )}
    </svg>
  );
}
