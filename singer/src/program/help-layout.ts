import { Help, type HelpConfiguration } from 'commander';

/** Descriptions are wrapped also where only this many columns are left of a narrow terminal. */
const MIN_WIDTH = 12;

/** Columns before a description that is below what it describes. */
const INDENT = '      ';

/** Lays out arguments and options: a description with a word that is too long for its column goes below. */
export const helpLayout: HelpConfiguration = {
  minWidthToWrap: MIN_WIDTH,
  formatItem(term: string, termWidth: number, description: string, helper: Help): string {
    const width = helper.helpWidth ?? 80;
    const longest = Math.max(0, ...description.split(/\s+/).map((word) => word.length));
    if (longest <= width - termWidth - 4)
      return new Help().formatItem.call(helper, term, termWidth, description, helper);
    const below = helper.boxWrap(description, width - INDENT.length);
    return `  ${term}\n${below.replaceAll(/^/gm, INDENT)}`;
  },
};
