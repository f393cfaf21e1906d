import { API_LIMITS } from '@tact/api';
import type { OrganizationId } from '@tact/engine';
import { CommandError } from '../command-error.ts';

/** How soon it may be tried again, seconds: nobody knows when a download is over. */
const RETRY_SECONDS = 30;

/** Places of downloads that hold something for as long as they last. */
export interface DownloadPlaces {
  /** Takes one, and gives what gives it back, which may be called twice. Throws `downloads_too_many` where there is none. */
  take(organizationId: OrganizationId): () => void;
}

/** Creates so many places of this process; of them an organization gets so many at once. */
export function createDownloadPlaces({
  max = API_LIMITS.downloadsMax,
  ofOrganizationMax = API_LIMITS.downloadsOfOrganizationMax,
}: { readonly max?: number; readonly ofOrganizationMax?: number } = {}): DownloadPlaces {
  const taken = new Map<OrganizationId, number>();
  let count = 0;
  return {
    take(organizationId) {
      const own = taken.get(organizationId) ?? 0;
      if (own >= ofOrganizationMax)
        throw refused(`${own} downloads of your organization run already, and no more may`);
      if (count >= max) throw refused('this process has as many downloads under way as it takes');
      taken.set(organizationId, own + 1);
      count++;
      let isLeft = false;
      return () => {
        if (isLeft) return;
        isLeft = true;
        count--;
        const left = (taken.get(organizationId) ?? 1) - 1;
        if (left === 0) taken.delete(organizationId);
        else taken.set(organizationId, left);
      };
    },
  };
}

function refused(sentence: string): CommandError {
  return new CommandError(
    'downloads_too_many',
    `${sentence}; send the request again when one is over, or let the report be made as a file (\`/api/v1/reports/files\`)`,
    { retryAfterSeconds: RETRY_SECONDS },
  );
}
