import { useSettings } from '../api/use-settings.ts';

/** Beside the name of the product, where payments go to the sandbox; nothing elsewhere. */
export function SandboxLabel({ className }: { className?: string }) {
  return useSettings()?.sandbox ? <small className={className}>sandbox</small> : null;
}
