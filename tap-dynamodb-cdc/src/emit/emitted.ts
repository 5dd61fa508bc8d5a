/** How a page was emitted: `part` when reading is to end within it. */
export type Emitted = 'more' | 'enough' | 'part';
