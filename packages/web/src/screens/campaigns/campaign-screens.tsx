/** The screens of campaigns, loaded together. */
export { CampaignsScreen } from './campaign-list.tsx';
export { CampaignScreen } from './campaign-detail.tsx';
export { CopyCampaignScreen, EditCampaignScreen, NewCampaignScreen } from './campaign-form.tsx';
