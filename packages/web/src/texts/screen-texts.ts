import { englishAudit } from './english-audit.ts';
import { englishCallable } from './english-callable.ts';
import { englishCampaigns } from './english-campaigns.ts';
import { englishContactImports } from './english-contact-imports.ts';
import { englishExecution } from './english-execution.ts';
import { englishImports } from './english-imports.ts';
import { englishObjects } from './english-objects.ts';
import { englishOptOuts } from './english-opt-outs.ts';
import { englishPreDial } from './english-pre-dial.ts';
import { englishRegistry } from './english-registry.ts';
import { englishReport } from './english-report.ts';
import { englishRules } from './english-rules.ts';
import { english } from './english.ts';

/** The texts of all screens: what is needed before the first screen, and everything that comes with screens gone to later. */
export const texts = {
  ...english,
  ...englishObjects,
  ...englishOptOuts,
  ...englishAudit,
  ...englishRegistry,
  ...englishRules,
  ...englishPreDial,
  ...englishImports,
  ...englishContactImports,
  ...englishCallable,
  ...englishReport,
  ...englishCampaigns,
  ...englishExecution,
} as const;
