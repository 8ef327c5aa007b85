export function Logo({ size = 40 }: { size?: number }) {
  return <img class="logo" src="/icon.svg" width={size} height={size} alt="" />;
}
