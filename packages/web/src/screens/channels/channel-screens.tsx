/** The screens of channels, loaded together. */
export { ChannelsScreen } from './channel-list.tsx';
export { EditChannelScreen, NewChannelScreen } from './channel-form.tsx';
