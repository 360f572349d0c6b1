import type { ReactNode } from 'react';

/** One shape per state, so that no state shows by its colour alone. 14 px. */
export const GLYPHS = {
  pending: (
    <>
      <circle cx="7" cy="7" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M7 7V3.7a3.3 3.3 0 0 1 0 6.6z" fill="currentColor" />
    </>
  ),
  confirmed: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" />
      <path
        d="m4.3 7.2 1.9 1.9 3.5-4"
        fill="none"
        stroke="var(--surface)"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  cancelled: (
    <>
      <circle cx="7" cy="7" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="m5 5 4 4M9 5 5 9" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  compensating: (
    <>
      <path
        d="M4.6 1.8 2 4.4 4.6 7M2.4 4.4h5.8a3.5 3.5 0 0 1 0 7H4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  stuck: (
    <>
      <path d="M4.3 1h5.4L13 4.3v5.4L9.7 13H4.3L1 9.7V4.3z" fill="currentColor" />
      <path d="M7 3.8v3.8M7 9.9v.1" stroke="var(--surface)" strokeWidth="1.7" strokeLinecap="round" />
    </>
  ),
  partial: (
    <>
      <circle
        cx="7"
        cy="7"
        r="5.2"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeDasharray="21.8 10.9"
        transform="rotate(-90 7 7)"
      />
      <circle cx="7" cy="7" r="2.2" fill="currentColor" />
    </>
  ),
} satisfies Record<string, ReactNode>;
