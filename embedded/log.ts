/** Where the embedded servers say what they do; a pino logger fits. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}
