/** The files of one export, in S3 or in a folder. Transient errors are retried within; the others are ProgramErrors. */
export interface ExportStore {
  /** Where it is, for people. */
  readonly where: string;
  /**
   * The bytes of a file, piece by piece; its path begins at the folder of the manifest. Throws EXPORT_FILE_MISSING, also
   * for a file that was replaced while it was read.
   */
  bytes(path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
}
