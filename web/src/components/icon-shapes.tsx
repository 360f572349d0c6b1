import type { ReactNode } from 'react';

/** 16 px line icons, drawn with the stroke of the text around them. */
export const ICONS = {
  orders: (
    <>
      <path d="M3 3.5h10M3 8h10M3 12.5h6" />
    </>
  ),
  shop: (
    <>
      <path d="M2.5 5.5h11l-1 8h-9zM5.5 5.5a2.5 2.5 0 0 1 5 0" />
    </>
  ),
  signals: (
    <>
      <circle cx="3" cy="8" r="1.2" />
      <circle cx="13" cy="3.5" r="1.2" />
      <circle cx="13" cy="8" r="1.2" />
      <circle cx="13" cy="12.5" r="1.2" />
      <path d="M4.2 8h7.6M4 7.3l7.9-3.4M4 8.7l7.9 3.4" />
    </>
  ),
  fleet: (
    <>
      <rect x="2" y="2.5" width="5" height="4" rx="1" />
      <rect x="9" y="9.5" width="5" height="4" rx="1" />
      <path d="M7 4.5h3.5a1 1 0 0 1 1 1v4" />
    </>
  ),
  'dead-letter': (
    <>
      <path d="M2.5 4.5h11v8h-11zM2.5 5l5.5 4 5.5-4M10.5 9.5l3 3M13.5 9.5l-3 3" />
    </>
  ),
  queues: (
    <>
      <path d="M2.5 4h8M2.5 8h8M2.5 12h8" />
      <circle cx="13" cy="4" r=".8" />
      <circle cx="13" cy="8" r=".8" />
      <circle cx="13" cy="12" r=".8" />
    </>
  ),
  events: (
    <>
      <path d="M1.5 8h3l2-5 3 10 2-5h3" />
    </>
  ),
  analytics: (
    <>
      <path d="M3 13V8M7 13V3M11 13v-7M14 13.5H2" />
    </>
  ),
  customers: (
    <>
      <circle cx="8" cy="5.5" r="2.5" />
      <path d="M3 13.5c.6-2.6 2.5-4 5-4s4.4 1.4 5 4" />
    </>
  ),
  notifications: (
    <>
      <path d="M4 11V7a4 4 0 0 1 8 0v4l1 1.5H3zM6.8 14h2.4" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.2" />
      <path d="m10.2 10.2 3.3 3.3" />
    </>
  ),
  close: (
    <>
      <path d="m4 4 8 8M12 4l-8 8" />
    </>
  ),
  add: (
    <>
      <path d="M8 3v10M3 8h10" />
    </>
  ),
  less: (
    <>
      <path d="M3 8h10" />
    </>
  ),
  down: (
    <>
      <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />
    </>
  ),
  right: (
    <>
      <path d="m6 4 4 4-4 4" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M3.5 10.5h-1v-8h8v1" />
    </>
  ),
  trace: (
    <>
      <path d="M2.5 4h6M5.5 8h7M8.5 12h5" />
    </>
  ),
  command: (
    <>
      <path d="m3 8.5 10-5.5-4 10.5-2-4z" />
    </>
  ),
  event: (
    <>
      <circle cx="8" cy="8" r="2.5" />
    </>
  ),
  timer: (
    <>
      <circle cx="8" cy="8.5" r="5" />
      <path d="M8 5.8v2.7l1.8 1.2M6.5 1.8h3" />
    </>
  ),
  message: (
    <>
      <rect x="2.5" y="4" width="11" height="8.5" rx="1" />
      <path d="m3 5 5 4 5-4" />
    </>
  ),
  undo: (
    <>
      <path d="M5.5 3 3 5.5 5.5 8M3.5 5.5H10a3.5 3.5 0 0 1 0 7H6" />
    </>
  ),
  play: (
    <>
      <path d="M5 3.5v9l7-4.5z" />
    </>
  ),
  previous: (
    <>
      <path d="M10 4 6 8l4 4" />
    </>
  ),
  next: (
    <>
      <path d="m6 4 4 4-4 4" />
    </>
  ),
  filter: (
    <>
      <path d="M2.5 4h11M4.5 8h7M6.5 12h3" />
    </>
  ),
  moon: (
    <>
      <path d="M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z" />
    </>
  ),
  more: (
    <>
      <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.2" />
    </>
  ),
  fork: (
    <>
      <path d="M4 2.5v5.5a3 3 0 0 0 3 3h5M4 8v5.5M10 9l2.2 2-2.2 2" />
    </>
  ),
  tick: (
    <>
      <path d="m3.5 8.5 3 3 6-7" />
    </>
  ),
  open: (
    <>
      <path d="M6.5 9.5 13 3M9 3h4v4M12 9.5V13H3V4h3.5" />
    </>
  ),
  laptop: (
    <>
      <path d="M3.5 3.5h9v6.5h-9zM1.8 12.5h12.4" />
    </>
  ),
  phone: (
    <>
      <rect x="4.5" y="1.8" width="7" height="12.4" rx="1.5" />
      <path d="M7.2 12h1.6" />
    </>
  ),
  camera: (
    <>
      <path d="M1.8 5h3l1-1.700h4.4l1 1.700h3v7.800H1.800z" />
      <circle cx="8" cy="8.700" r="2.300" />
    </>
  ),
  keyboard: (
    <>
      <rect x="1.5" y="5" width="13" height="6.5" rx="1" />
      <path d="M4 7.5h.01M6.5 7.5h.01M9 7.5h.01M11.5 7.5h.01M5 9.5h6" />
    </>
  ),
  mouse: (
    <>
      <rect x="5" y="2.5" width="6" height="11" rx="3" />
      <path d="M8 5v2" />
    </>
  ),
  monitor: (
    <>
      <rect x="2" y="3" width="12" height="8" rx="1" />
      <path d="M8 11v2.5M5.5 13.5h5" />
    </>
  ),
  headset: (
    <>
      <path d="M3 10V8a5 5 0 0 1 10 0v2M3 9.5h2v4H3.8A.8.8 0 0 1 3 12.7zM13 9.5h-2v4h1.2a.8.8 0 0 0 .8-.8z" />
    </>
  ),
  cable: (
    <>
      <path d="M5 2.5v3M8 2.5v3M4 5.5h5v2.5a2.5 2.5 0 0 1-5 0zM6.5 10.5v1a2 2 0 0 0 4 0V8a2 2 0 0 1 3 0v5.5" />
    </>
  ),
} satisfies Record<string, ReactNode>;
